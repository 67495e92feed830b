import { create } from 'zustand';

export type RefundsView = 'review' | 'open' | 'mine' | 'all';

/** A place in the program. */
export type Screen =
  /** The workspace: the queue, and the open case beside it. */
  | { readonly name: 'tickets'; readonly ticketId: string | null }
  | { readonly name: 'payments' }
  | { readonly name: 'payment'; readonly id: string; readonly atDuplicate: boolean }
  | { readonly name: 'duplicates' }
  | { readonly name: 'refunds'; readonly view: RefundsView | null; readonly refundId: string | null };

type NavigationState = {
  readonly stack: readonly Screen[];
  readonly index: number;
  readonly go: (screen: Screen) => void;
  /** Changes the present place without a step in the history, for a tab or a selected row. */
  readonly replace: (screen: Screen) => void;
  readonly back: () => void;
  readonly forward: () => void;
  /** Forgets everything, for another person at the same computer. */
  readonly reset: () => void;
};

const START: Screen = { name: 'tickets', ticketId: null };
const LONGEST_HISTORY = 50;

function sameScreen(one: Screen, other: Screen): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Where the agent is and came from. */
export const useNavigation = create<NavigationState>()((set) => ({
  stack: [START],
  index: 0,
  go: (screen) =>
    set((state) => {
      const current = state.stack[state.index];
      if (current !== undefined && sameScreen(current, screen)) return state;
      const stack = [...state.stack.slice(0, state.index + 1), screen].slice(-LONGEST_HISTORY);
      return { stack, index: stack.length - 1 };
    }),
  replace: (screen) =>
    set((state) => ({ stack: state.stack.map((each, index) => (index === state.index ? screen : each)) })),
  back: () => set((state) => ({ index: Math.max(0, state.index - 1) })),
  forward: () => set((state) => ({ index: Math.min(state.stack.length - 1, state.index + 1) })),
  reset: () => set({ stack: [START], index: 0 }),
}));

/** The present place. */
export function useScreen(): Screen {
  return useNavigation((state) => state.stack[state.index] ?? START);
}

/** Opens a payment; `atDuplicate` scrolls to the duplicate banner. */
export function openPayment(id: string, atDuplicate = false): void {
  useNavigation.getState().go({ name: 'payment', id, atDuplicate });
}

/** Opens a case in the workspace; null shows the queue alone. */
export function openTicket(id: string | null): void {
  useNavigation.getState().go({ name: 'tickets', ticketId: id });
}
