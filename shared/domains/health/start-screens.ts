import { idSchema } from '../values.ts';

/** What `--screen` takes besides `payment:ID`. Names with data behind them wait until there is some. */
export const startScreens = [
  'tickets',
  'ticket:first',
  'ticket:history',
  'new-ticket',
  'payments',
  'duplicates',
  'refunds',
  'lookup',
  'outbox',
  'payment:first',
  'payment:duplicate',
  'refund-form',
] as const;
export type StartScreen = (typeof startScreens)[number];

/** Finds a start screen by its name. */
export function startScreenOf(name: string): StartScreen | null {
  return startScreens.find((screen) => screen === name) ?? null;
}

/** The payment in `payment:ID`. */
export function startPaymentId(name: string): string | null {
  const id = /^payment:(.+)$/.exec(name)?.[1];
  return idSchema.safeParse(id).data ?? null;
}
