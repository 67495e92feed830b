import { type Verdict, verdictSchema } from '../../../../shared/domains/duplicates/contract.ts';

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

/** Verdicts that forbid paying back, because a charge may still vanish by itself. */
const STOPS_REFUND: readonly Verdict[] = ['RESOLVE_FIRST', 'PENDING_HOLD'];

/** Order for lists, strongest first. */
export function byWeight(one: Verdict, other: Verdict): number {
  return BY_WEIGHT.indexOf(one) - BY_WEIGHT.indexOf(other);
}

/** Of all verdicts on a charge the one that a refund has to answer to; null = never judged double. */
export function worstVerdict(stored: readonly string[]): Verdict | null {
  const verdicts = stored.map((text) => verdictSchema.parse(text));
  return verdicts.find((verdict) => STOPS_REFUND.includes(verdict)) ?? verdicts.sort(byWeight)[0] ?? null;
}
