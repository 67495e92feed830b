import type { RefundState } from '../../../shared/domains/refunds/entity.ts';

export type RefundStep = {
  readonly step: 'filed' | 'decided' | 'gateway' | 'arrived';
  readonly state: 'done' | 'current' | 'waiting' | 'failed';
};

const STEPS = ['filed', 'decided', 'gateway', 'arrived'] as const;

/** How many steps are behind a refund, and whether the next one failed. Ended without money: nothing to track. */
const PLACES: Readonly<Record<RefundState, { readonly done: number; readonly failed?: true } | null>> = {
  draft: null,
  submitted: { done: 1 },
  in_review: { done: 1 },
  needs_info: { done: 1 },
  blocked: { done: 1 },
  approved: { done: 2 },
  rejected: { done: 1, failed: true },
  withdrawn: null,
  expired: null,
  sending: { done: 2 },
  send_unknown: { done: 2 },
  manual_check: { done: 2 },
  gateway_pending: { done: 3 },
  gateway_refused: { done: 2, failed: true },
  refunded: { done: 3 },
  refund_failed: { done: 3, failed: true },
  voided: null,
  traceable: { done: 3 },
  trace_open: { done: 3 },
  manual_payout: { done: 3 },
  closed: { done: 4 },
};

/** The way of a refund as four steps: filed, decided, accepted by the gateway, arrived. */
export function refundSteps(state: RefundState): readonly RefundStep[] {
  const place = PLACES[state];
  if (place === null) return [];
  return STEPS.map((step, index) => {
    if (index < place.done) return { step, state: 'done' };
    if (index > place.done) return { step, state: 'waiting' };
    return { step, state: place.failed ? 'failed' : 'current' };
  });
}
