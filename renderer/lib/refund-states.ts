import type { RefundView } from '../../shared/domains/refunds/contract.ts';
import { openStates } from '../../shared/domains/refunds/states.ts';

/** Whether a refund is still being decided on or carried out: while one is, a payment takes no other. */
export function isOpenRefund({ refund, pending }: RefundView): boolean {
  return pending === 'unknown' || openStates.has(refund.state);
}
