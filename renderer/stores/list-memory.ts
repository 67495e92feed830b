import { create } from 'zustand';

type ListMemoryState = {
  /** The active row by list. */
  readonly active: Readonly<Record<string, string>>;
  readonly remember: (list: string, key: string) => void;
};

/** Which row of a list was active, so that coming back finds it again. */
export const useListMemory = create<ListMemoryState>()((set) => ({
  active: {},
  remember: (list, key) => set((state) => ({ active: { ...state.active, [list]: key } })),
}));
