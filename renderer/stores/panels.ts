import { create } from 'zustand';

/** What opened the refund form: a payment, and for a duplicate the payment that stays and the verdict shown. */
export type RefundFormRequest = {
  readonly paymentId: string;
  readonly duplicateOf: string | null;
  readonly verdict: string | null;
};

/** What opened the form for a call or a new ticket: the open case, if the call belongs to it. */
export type CallFormRequest = { readonly ticketId: string };

type PanelsState = {
  readonly palette: boolean;
  readonly outbox: boolean;
  readonly shortcuts: boolean;
  readonly refundForm: RefundFormRequest | null;
  readonly newTicket: boolean;
  readonly callForm: CallFormRequest | null;
  readonly setPalette: (open: boolean) => void;
  readonly setOutbox: (open: boolean) => void;
  readonly setShortcuts: (open: boolean) => void;
  readonly openRefundForm: (request: RefundFormRequest) => void;
  readonly closeRefundForm: () => void;
  readonly setNewTicket: (open: boolean) => void;
  readonly openCallForm: (request: CallFormRequest) => void;
  readonly closeCallForm: () => void;
  readonly closeAll: () => void;
};

const CLOSED = {
  palette: false,
  outbox: false,
  shortcuts: false,
  refundForm: null,
  newTicket: false,
  callForm: null,
} as const;

/** Layers over the screen. Only one is open at a time: opening one closes the others. */
export const usePanels = create<PanelsState>()((set) => ({
  ...CLOSED,
  setPalette: (open) => set({ ...CLOSED, palette: open }),
  setOutbox: (open) => set({ ...CLOSED, outbox: open }),
  setShortcuts: (open) => set({ ...CLOSED, shortcuts: open }),
  openRefundForm: (request) => set({ ...CLOSED, refundForm: request }),
  closeRefundForm: () => set({ refundForm: null }),
  setNewTicket: (open) => set({ ...CLOSED, newTicket: open }),
  openCallForm: (request) => set({ ...CLOSED, callForm: request }),
  closeCallForm: () => set({ callForm: null }),
  closeAll: () => set(CLOSED),
}));
