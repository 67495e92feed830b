import { create } from 'zustand';

/** A payment opened in this session, for the empty look-up box. Kept in memory only: it names customers. */
export type RecentPayment = {
  readonly id: string;
  readonly reference: string;
  readonly customer: string | null;
  readonly amountMinor: number;
  readonly currency: string;
};

type RecentsState = {
  readonly payments: readonly RecentPayment[];
  readonly remember: (payment: RecentPayment) => void;
  readonly reset: () => void;
};

const MOST_KEPT = 6;

/** Newest first. */
export const useRecents = create<RecentsState>()((set) => ({
  payments: [],
  remember: (payment) =>
    set((state) => ({
      payments: [payment, ...state.payments.filter((each) => each.id !== payment.id)].slice(0, MOST_KEPT),
    })),
  reset: () => set({ payments: [] }),
}));
