import { z } from 'zod';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import {
  type QueueFilter,
  type QueueSort,
  type QueueView,
  queueFilterSchema,
  queueSortSchema,
  queueViewSchema,
} from '../../shared/domains/tickets/contract.ts';
import { remembered } from './remembered.ts';

const choiceSchema = z.strictObject({
  view: queueViewSchema,
  filter: queueFilterSchema,
  sort: queueSortSchema,
});
/** Which queue is looked at, and how. */
export type QueueChoice = Readonly<z.infer<typeof choiceSchema>>;

type QueueChoiceState = QueueChoice & {
  readonly setView: (view: QueueView) => void;
  readonly setFilter: (filter: QueueFilter) => void;
  readonly setSort: (sort: QueueSort) => void;
};

export const NO_FILTER: QueueFilter = { channels: [], languages: [], tags: [], countries: [], gateways: [] };

/** The queue as it was left; remembered on this computer. */
export const useQueueChoice = create<QueueChoiceState>()(
  persist(
    (set) => ({
      view: 'mine',
      filter: NO_FILTER,
      sort: 'deadline',
      setView: (view) => set({ view }),
      setFilter: (filter) => set({ filter }),
      setSort: (sort) => set({ sort }),
    }),
    remembered('queue', choiceSchema, ({ view, filter, sort }) => ({ view, filter, sort })),
  ),
);
