import type { Verdict } from '../../../../shared/domains/duplicates/contract.ts';

/** What an agent should see first: money to return, then what must be waited for, then explanations. */
const BY_WEIGHT: readonly Verdict[] = [
  'CONFIRMED_DUPLICATE',
  'LIKELY_DUPLICATE',
  'DOUBLE_APPLICATION',
  'RECORD_DUPLICATE',
  'RESOLVE_FIRST',
  'PENDING_HOLD',
  'REVIEW',
  'IN_DISPUTE',
  'ALREADY_REFUNDED',
  'REPAYMENT_AFTER_FAILURE',
  'REAPPLY',
  'GROUP_PURCHASE',
  'SEPARATE',
];

/** Order for lists, strongest first. */
export function byWeight(one: Verdict, other: Verdict): number {
  return BY_WEIGHT.indexOf(one) - BY_WEIGHT.indexOf(other);
}
