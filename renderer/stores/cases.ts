import { z } from 'zod';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { remembered } from './remembered.ts';

/** More than these are not worked on at once; the one not looked at for longest makes room. */
const MOST_OPEN = 10;

const keptSchema = z.strictObject({
  /** Ids of the open cases by login, in the order of their tabs. Never names: they would lie on the disk. */
  tabs: z.record(z.string(), z.array(z.string()).max(MOST_OPEN)),
});

type CasesState = {
  readonly tabs: Readonly<Record<string, readonly string[]>>;
  /** The cases looked at since the start, the last one at the end: which one makes room. */
  readonly used: readonly string[];
  readonly opened: (login: string, id: string) => void;
  readonly close: (login: string, id: string) => void;
};

/** The tabs after a case was opened: unchanged if it has one, else at the end. */
export function tabsAfterOpening(
  tabs: readonly string[],
  used: readonly string[],
  id: string,
): readonly string[] {
  if (tabs.includes(id)) return tabs;
  if (tabs.length < MOST_OPEN) return [...tabs, id];
  const leaving = tabs.find((each) => !used.includes(each)) ?? used.find((each) => tabs.includes(each));
  return [...tabs.filter((each) => each !== leaving), id];
}

/** Cases that are open as tabs; remembered per person on this computer. */
export const useCases = create<CasesState>()(
  persist(
    (set) => ({
      tabs: {},
      used: [],
      opened: (login, id) =>
        set(({ tabs, used }) => ({
          tabs: { ...tabs, [login]: [...tabsAfterOpening(tabs[login] ?? [], used, id)] },
          used: [...used.filter((each) => each !== id), id],
        })),
      close: (login, id) =>
        set(({ tabs, used }) => ({
          tabs: { ...tabs, [login]: (tabs[login] ?? []).filter((each) => each !== id) },
          used: used.filter((each) => each !== id),
        })),
    }),
    remembered('cases', keptSchema, ({ tabs }) => ({
      tabs: Object.fromEntries(Object.entries(tabs).map(([login, ids]) => [login, [...ids]])),
    })),
  ),
);

const NONE: readonly string[] = [];

/** A person's open cases, in the order of their tabs. */
export function useOpenCases(login: string): readonly string[] {
  return useCases((state) => state.tabs[login] ?? NONE);
}
