import type { DuplicateCause, Evidence, Verdict } from './contract.ts';
import { decideByApplication, isDecided } from './decide.ts';
import type { ChargeFacts } from './facts.ts';
import { hardGates } from './gates.ts';
import type { ChargePair } from './pair.ts';
import { chargePair, evidence, isEarlier, linkValue, strongestLink } from './pair.ts';
import type { DuplicateContext } from './score.ts';
import { decideByScore } from './score.ts';

/** What two charges are to each other. */
export type Judgement = {
  readonly verdict: Verdict;
  /** Why, where the data show it. */
  readonly cause: DuplicateCause | null;
  /** `paymentId` of the charge to return; only where returning one is right. */
  readonly refund: string | null;
  readonly evidence: readonly Evidence[];
};

/** Judges two charges: hard gates, then the applications, then the score. The same for (a, b) and (b, a). */
export function judgePair(a: ChargeFacts, b: ChargeFacts, context: DuplicateContext = {}): Judgement {
  const pair = chargePair(a, b);
  if (strongestLink(pair) === null) {
    return {
      verdict: 'SEPARATE',
      cause: null,
      refund: null,
      evidence: [
        evidence('no-link', 'Neither payer, card, device, order nor application joins the charges.'),
      ],
    };
  }
  for (const gate of hardGates) {
    const ruling = gate(pair);
    if (ruling !== null) return { ...ruling, refund: null };
  }
  const ruling = decideByApplication(pair) ?? decideByScore(pair, context);
  const returned = chargeToReturn(pair, ruling.verdict);
  if (returned === null) return { ...ruling, refund: null };
  return { ...ruling, refund: returned.charge.paymentId, evidence: [...ruling.evidence, returned.why] };
}

type Return = { readonly charge: ChargeFacts; readonly why: Evidence };

/** Step 4: keep the charge that bought the visa, otherwise the first; return the other. */
function chargeToReturn(pair: ChargePair, verdict: Verdict): Return | null {
  const { first, second } = pair;
  switch (verdict) {
    case 'CONFIRMED_DUPLICATE':
      return boughtTheVisa(first, second) ? returning(second, first) : returning(first, second);
    case 'LIKELY_DUPLICATE':
      return isLinked(second) && !isLinked(first) ? returning(first, second) : returning(second, first);
    case 'DOUBLE_APPLICATION':
      return isDecided(second) ? returning(first, second) : returning(second, first);
    default:
      return null;
  }
}

function returning(charge: ChargeFacts, kept: ChargeFacts): Return {
  const text = 'The charge to return is the one that did not buy the visa; the other one stays.';
  return { charge, why: evidence('return', text, { return: charge.paymentId, keep: kept.paymentId }) };
}

function isLinked({ applicationNo }: ChargeFacts): boolean {
  return linkValue(applicationNo) !== null;
}

/**
 * Whether `one` rather than `other` paid the application. Rows of one application differ in its status only if one
 * of them was never linked to it; otherwise the first money that arrived counts, whichever attempt began first.
 */
function boughtTheVisa(one: ChargeFacts, other: ChargeFacts): boolean {
  const progress = applicationProgress(one) - applicationProgress(other);
  if (progress !== 0) return progress > 0;
  const arrival = (one.capturedAt ?? one.createdAt) - (other.capturedAt ?? other.createdAt);
  return arrival === 0 ? isEarlier(one, other) : arrival < 0;
}

const progressByStatus = {
  cancelled: 0,
  draft: 1,
  submitted: 2,
  processing: 3,
  refused: 4,
  approved: 5,
} as const;

function applicationProgress({ applicationStatus }: ChargeFacts): number {
  return applicationStatus === null ? 1 : progressByStatus[applicationStatus];
}
