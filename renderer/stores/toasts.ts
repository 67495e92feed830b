import { create } from 'zustand';

export type ToastTone = 'neutral' | 'good' | 'danger';
export type ToastAction = { readonly label: string; readonly run: () => void };
export type Toast = {
  readonly id: number;
  readonly tone: ToastTone;
  readonly text: string;
  readonly action: ToastAction | null;
};

type ToastsState = {
  readonly toasts: readonly Toast[];
  readonly show: (toast: { tone: ToastTone; text: string; action?: ToastAction }) => void;
  readonly dismiss: (id: number) => void;
};

const MOST_AT_ONCE = 3;
let nextId = 1;

/** Short notices at the bottom corner. Never the only record: what matters is in the outbox or on the page too. */
export const useToasts = create<ToastsState>()((set) => ({
  toasts: [],
  show: ({ tone, text, action }) => {
    const toast: Toast = { id: nextId++, tone, text, action: action ?? null };
    set((state) => ({ toasts: [...state.toasts, toast].slice(-MOST_AT_ONCE) }));
  },
  dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}));
