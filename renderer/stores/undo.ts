import { create } from 'zustand';

/** The last thing that can be taken back, and how. */
export type Undoable = {
  readonly id: string;
  /** What it was, for the button's sentence. */
  readonly text: string;
  /** Milliseconds UTC until which it can be taken back. */
  readonly until: number;
  readonly run: () => void;
};

type UndoState = {
  readonly last: Undoable | null;
  readonly offer: (undoable: Undoable) => void;
  /** Forgets it, if it is still the last. */
  readonly forget: (id: string) => void;
};

/** One at a time: `z` takes back what was done last. */
export const useUndo = create<UndoState>()((set) => ({
  last: null,
  offer: (last) => set({ last }),
  forget: (id) => set((state) => (state.last?.id === id ? { last: null } : state)),
}));

/** Takes back what was done last, once. */
export function undoLast(): void {
  const { last, forget } = useUndo.getState();
  if (last === null) return;
  forget(last.id);
  if (Date.now() <= last.until) last.run();
}
