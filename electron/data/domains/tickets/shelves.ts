import type { Ticket } from '../../../../shared/domains/tickets/entity.ts';

/** Tickets that the queues treat alike, as stored in `ticket.shelf`. */
export const SHELVES = {
  /** Open, and the customer waits: exactly these have a deadline. */
  waits: 0,
  /** Open, and nobody waits. */
  quiet: 1,
  pending: 2,
  solved: 3,
  closed: 4,
} as const;
export type Shelf = keyof typeof SHELVES;

/** The code of a ticket's shelf. */
export function shelfOf({ status, dueAt }: Pick<Ticket, 'status' | 'dueAt'>): number {
  if (status !== 'open') return SHELVES[status];
  return dueAt === null ? SHELVES.quiet : SHELVES.waits;
}
