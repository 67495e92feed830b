import type { RefundState } from './entity.ts';

/** What can happen to a refund. People do the first group, the clock the second, the gateway and the bank the rest. */
export const refundTriggers = [
  'submit',
  'pick',
  'ask',
  'reply',
  'approve',
  'reject',
  'hold',
  'clear',
  'withdraw',
  'reopen',
  'retry',
  'return-to-review',
  'pay-manually',
  'manual-payout-done',
  'look-up-again',
  'declare-not-sent',
  'expire',
  'send',
  'give-up-lookups',
  'accepted',
  'refused',
  'no-answer',
  'lookup-found',
  'lookup-none',
  'succeeded',
  'failed',
  'voided',
  'canceled',
  'reference',
  'late-failure',
  'settled',
  'trace',
  'bank-found',
  'returned',
] as const;
export type RefundTrigger = (typeof refundTriggers)[number];

type Transition = {
  readonly trigger: RefundTrigger;
  readonly from: readonly RefundState[];
  readonly to: RefundState;
};

/** The complete table. What is not here does not happen. */
export const refundTransitions: readonly Transition[] = [
  { trigger: 'submit', from: ['draft'], to: 'submitted' },
  { trigger: 'pick', from: ['submitted'], to: 'in_review' },
  { trigger: 'ask', from: ['in_review'], to: 'needs_info' },
  { trigger: 'reply', from: ['needs_info'], to: 'in_review' },
  { trigger: 'approve', from: ['in_review'], to: 'approved' },
  { trigger: 'reject', from: ['in_review', 'gateway_refused'], to: 'rejected' },
  // A dispute, an unknown outcome or a legal order; nothing else may happen until it is cleared.
  { trigger: 'hold', from: ['in_review'], to: 'blocked' },
  { trigger: 'clear', from: ['blocked'], to: 'in_review' },
  { trigger: 'withdraw', from: ['draft', 'submitted', 'needs_info'], to: 'withdrawn' },
  // 14 days without a reply.
  { trigger: 'expire', from: ['needs_info'], to: 'expired' },
  { trigger: 'reopen', from: ['expired'], to: 'submitted' },
  { trigger: 'send', from: ['approved'], to: 'sending' },
  { trigger: 'accepted', from: ['sending'], to: 'gateway_pending' },
  { trigger: 'refused', from: ['sending', 'send_unknown', 'manual_check'], to: 'gateway_refused' },
  { trigger: 'no-answer', from: ['sending'], to: 'send_unknown' },
  // Also when the gateway tells of it before its answer, or after it had seemed to refuse.
  {
    trigger: 'lookup-found',
    from: ['sending', 'send_unknown', 'manual_check', 'gateway_refused'],
    to: 'gateway_pending',
  },
  // Surely not at the gateway: sent again under the same idempotency key while the gateway remembers it.
  { trigger: 'lookup-none', from: ['send_unknown'], to: 'sending' },
  // 24 hours or six look-ups without an answer, or not at the gateway when it may have forgotten the key.
  { trigger: 'give-up-lookups', from: ['sending', 'send_unknown'], to: 'manual_check' },
  { trigger: 'look-up-again', from: ['manual_check'], to: 'send_unknown' },
  // A second person takes the gateway's word that it does not know this send.
  { trigger: 'declare-not-sent', from: ['manual_check'], to: 'gateway_refused' },
  { trigger: 'succeeded', from: ['gateway_pending'], to: 'refunded' },
  {
    trigger: 'failed',
    from: ['sending', 'send_unknown', 'manual_check', 'gateway_pending'],
    to: 'refund_failed',
  },
  { trigger: 'voided', from: ['gateway_pending'], to: 'voided' },
  { trigger: 'canceled', from: ['gateway_pending'], to: 'in_review' },
  { trigger: 'reference', from: ['refunded'], to: 'traceable' },
  { trigger: 'late-failure', from: ['refunded', 'traceable', 'trace_open', 'closed'], to: 'refund_failed' },
  // The customer confirmed, or the latest date and five business days passed quietly. Wallets give no reference.
  { trigger: 'settled', from: ['refunded', 'traceable'], to: 'closed' },
  { trigger: 'trace', from: ['refunded', 'traceable'], to: 'trace_open' },
  { trigger: 'bank-found', from: ['trace_open'], to: 'closed' },
  { trigger: 'returned', from: ['trace_open'], to: 'refund_failed' },
  // The only way to a new send number: after a definite failure, never after a timeout.
  { trigger: 'retry', from: ['refund_failed', 'gateway_refused'], to: 'approved' },
  { trigger: 'return-to-review', from: ['gateway_refused'], to: 'in_review' },
  { trigger: 'pay-manually', from: ['refund_failed', 'gateway_refused'], to: 'manual_payout' },
  { trigger: 'manual-payout-done', from: ['manual_payout'], to: 'closed' },
];

const targets: ReadonlyMap<string, RefundState> = new Map(
  refundTransitions.flatMap(({ trigger, from, to }) =>
    from.map((state) => [`${state} ${trigger}`, to] as const),
  ),
);

/** The state after the trigger, or null if the trigger can't happen in this state. */
export function transition(from: RefundState, trigger: RefundTrigger): RefundState | null {
  return targets.get(`${from} ${trigger}`) ?? null;
}

/** Whether the trigger can happen in this state. */
export function canTransition(from: RefundState, trigger: RefundTrigger): boolean {
  return transition(from, trigger) !== null;
}

/** Nothing more is expected. A closed refund can still fail at the bank, an expired one can be reopened. */
export const finalStates: ReadonlySet<RefundState> = new Set([
  'rejected',
  'withdrawn',
  'expired',
  'voided',
  'closed',
]);

/** Somebody still has to decide or answer, so no other refund of the charge may be filed (guard G7). */
export const openStates: ReadonlySet<RefundState> = new Set([
  'submitted',
  'in_review',
  'needs_info',
  'blocked',
  'approved',
  'sending',
  'send_unknown',
  'manual_check',
  'gateway_pending',
  'gateway_refused',
  'manual_payout',
]);

const givenUp: ReadonlySet<RefundState> = new Set([
  'draft',
  'rejected',
  'withdrawn',
  'expired',
  'voided',
  'refund_failed',
]);

/** Whether a refund in this state holds its amount back from the charge; the team database has the same list. */
export function countsAgainstRefundable(state: RefundState): boolean {
  return !givenUp.has(state);
}

/** Events that take an amount from the charge (again): the sum must be checked in the same transaction. */
export function reservesAmount(from: RefundState, trigger: RefundTrigger): boolean {
  const to = transition(from, trigger);
  return to !== null && !countsAgainstRefundable(from) && countsAgainstRefundable(to);
}
