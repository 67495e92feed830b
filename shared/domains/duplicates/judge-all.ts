import type { FoundPair } from './batch.ts';
import { withBatches } from './batch.ts';
import { forEachCandidatePair } from './candidates.ts';
import { leavesHold } from './cause.ts';
import type { ChargeFacts } from './facts.ts';
import type { Judgement } from './judge.ts';
import { judgePair } from './judge.ts';
import { evidence } from './pair.ts';
import { LEAST_TRAFFIC } from './score.ts';

/** A judged pair, `a` the earlier charge; in a finding about one charge alone `a` and `b` are the same. */
export type JudgedPair = Judgement & { readonly a: string; readonly b: string };

/** Judges all charges against each other. Pairs found to be separate are left out. */
export function judgeAll(charges: readonly ChargeFacts[]): JudgedPair[] {
  const shareOf = standardFeeShares(charges);
  const found: FoundPair[] = [];
  forEachCandidatePair(charges, (first, second) => {
    const judgement = judgePair(first, second, { standardFeeShare: shareOf(first) });
    if (judgement.verdict !== 'SEPARATE') found.push({ first, second, judgement });
  });
  return withBatches(found).map(({ first, second, judgement }) => ({
    a: first.paymentId,
    b: second.paymentId,
    ...judgement,
  }));
}

/**
 * Charges that look double to the customer although there is no second one: a hold, a failed attempt that the bank
 * still shows, a charge that went back. Only charges without a pair in `judged`.
 */
export function judgeSingles(charges: readonly ChargeFacts[], judged: readonly JudgedPair[]): JudgedPair[] {
  const paired = new Set(judged.flatMap(({ a, b }) => [a, b]));
  return charges.flatMap((charge) => {
    if (paired.has(charge.paymentId)) return [];
    const judgement = judgeSingle(charge);
    return judgement === null ? [] : [{ a: charge.paymentId, b: charge.paymentId, ...judgement }];
  });
}

function judgeSingle(charge: ChargeFacts): Judgement | null {
  const values = { payment: charge.paymentId, status: charge.status, code: charge.rawCode };
  if (charge.status === 'authorised') {
    const text = 'The charge is only authorised: a pending line at the bank that will disappear.';
    return {
      verdict: 'PENDING_HOLD',
      cause: 'hold',
      refund: null,
      evidence: [evidence('gate-hold', text, values)],
    };
  }
  if (leavesHold(charge)) {
    const text =
      'The attempt had been approved before it ended: the bank may show it as pending for some days.';
    const line = evidence('failed-with-hold', text, values);
    return { verdict: 'PENDING_HOLD', cause: 'failed-with-hold', refund: null, evidence: [line] };
  }
  if (charge.status === 'captured' && charge.amountMinor > 0 && charge.refundedMinor >= charge.amountMinor) {
    const text = 'The charge went back in full: the bank may show a refund or let the original line vanish.';
    const line = evidence('gate-refunded', text, { ...values, refundedMinor: charge.refundedMinor });
    return { verdict: 'ALREADY_REFUNDED', cause: 'reversal', refund: null, evidence: [line] };
  }
  return null;
}

/** Share of all charges with the same amount and currency. */
function standardFeeShares(charges: readonly ChargeFacts[]): (charge: ChargeFacts) => number {
  if (charges.length < LEAST_TRAFFIC) return () => 0;
  const counts = new Map<string, number>();
  const feeOf = ({ currency, amountMinor }: ChargeFacts): string => `${currency} ${amountMinor}`;
  for (const charge of charges) counts.set(feeOf(charge), (counts.get(feeOf(charge)) ?? 0) + 1);
  return (charge) => (counts.get(feeOf(charge)) ?? 0) / charges.length;
}
