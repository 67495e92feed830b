import { causeOfDoubleCharge, causeOfUnresolved, leavesHold } from './cause.ts';
import type { DuplicateCause, Evidence, Verdict } from './contract.ts';
import type { ChargeFacts } from './facts.ts';
import type { ChargePair } from './pair.ts';
import { evidence, shares } from './pair.ts';

/** A verdict with its reasons, before it is settled which charge to return. */
export type Ruling = {
  readonly verdict: Verdict;
  readonly cause: DuplicateCause | null;
  readonly evidence: readonly Evidence[];
};

type Gate = (pair: ChargePair) => Ruling | null;

/**
 * The hard gates, in this order. The first that applies decides, and none of
 * them lets a charge be returned. They come before any likeness: a hold is a hold however alike the charges are.
 */
export const hardGates: readonly Gate[] = [
  sameGatewayCharge,
  outcomeNotKnown,
  failedFirst,
  notCaptured,
  openDispute,
  alreadyRefunded,
  differentPurchase,
  reapplication,
  nothingCharged,
];

const failedStatuses: readonly string[] = ['failed', 'cancelled', 'expired'];
const unresolvedStatuses: readonly string[] = ['unknown', 'processing'];

/** Gate 1: one charge, two rows in our records. No money moved twice. */
function sameGatewayCharge(pair: ChargePair): Ruling | null {
  if (!shares(pair, 'gateway-charge')) return null;
  const { first, second } = pair;
  const isHoldAndCapture =
    first.status !== second.status && oneIs(pair, 'authorised') && oneIs(pair, 'captured');
  return {
    verdict: 'RECORD_DUPLICATE',
    cause: isHoldAndCapture ? 'hold' : 'webhook-twice',
    evidence: [
      evidence('gate-same-charge', 'Both rows are one charge at the gateway; no money moved twice.', {
        gateway: first.gateway,
        gatewayRef: first.gatewayRef,
      }),
    ],
  };
}

/** Gate 2: nothing may be decided, and nothing paid again, before the outcome is known. */
function outcomeNotKnown(pair: ChargePair): Ruling | null {
  const open = chargesWith(pair, unresolvedStatuses);
  if (open.length === 0) return null;
  return {
    verdict: 'RESOLVE_FIRST',
    cause: causeOfUnresolved(pair),
    evidence: open.map((charge) =>
      evidence('gate-outcome-unknown', 'The outcome of a charge is not known yet: ask the gateway first.', {
        payment: charge.paymentId,
        status: charge.status,
      }),
    ),
  };
}

/**
 * Gate 3: the earlier attempt failed and the later one took its place. Not so for two applications of two people:
 * there the later payment replaces nothing.
 */
function failedFirst(pair: ChargePair): Ruling | null {
  const { first, second } = pair;
  if (!failedStatuses.includes(first.status)) return null;
  if (second.status !== 'captured' && second.status !== 'authorised') return null;
  if (isForTwoPeople(pair)) return null;
  const hold = leavesHold(first);
  return {
    verdict: 'REPAYMENT_AFTER_FAILURE',
    cause: hold ? 'failed-with-hold' : null,
    evidence: [
      evidence('gate-failed-first', 'The earlier attempt did not succeed; the later one is the payment.', {
        failed: first.paymentId,
        status: first.status,
        code: first.rawCode,
        payment: second.paymentId,
      }),
      ...(hold ? [holdOfFailedAttempt(first)] : []),
    ],
  };
}

/** Gate 4: authorised but not captured. The bank releases it; a refund would give away money never taken. */
function notCaptured(pair: ChargePair): Ruling | null {
  const holds = chargesWith(pair, ['authorised']);
  if (holds.length === 0) return null;
  return {
    verdict: 'PENDING_HOLD',
    cause: 'hold',
    evidence: holds.map((charge) =>
      evidence('gate-hold', 'A charge is only authorised: a pending line at the bank that will disappear.', {
        payment: charge.paymentId,
        createdAt: charge.createdAt,
      }),
    ),
  };
}

/** Gate 5: while a dispute or an inquiry is open the money may go back twice. */
function openDispute(pair: ChargePair): Ruling | null {
  const disputed = [pair.first, pair.second].filter(
    ({ dispute }) => dispute === 'open' || dispute === 'inquiry',
  );
  if (disputed.length === 0) return null;
  return {
    verdict: 'IN_DISPUTE',
    cause: pair.application === 'same' ? causeOfDoubleCharge(pair) : null,
    evidence: disputed.map((charge) =>
      evidence('gate-dispute', 'A charge is disputed at the bank; wait for the outcome.', {
        payment: charge.paymentId,
        dispute: charge.dispute,
      }),
    ),
  };
}

/**
 * Gate 6: the customer has his money back or will have it, by refunds as large as one charge or by a lost dispute.
 * Refunds that are only requested count: a second one must not be filed beside them.
 */
function alreadyRefunded(pair: ChargePair): Ruling | null {
  const { first, second } = pair;
  const returned = [first, second].filter(isReturned);
  const together = first.refundedMinor + second.refundedMinor;
  const smaller = Math.min(first.amountMinor, second.amountMinor);
  const comparable = first.currency === second.currency && pair.application !== 'different';
  const isReturnedTogether = comparable && smaller > 0 && together >= smaller;
  if (returned.length === 0 && !isReturnedTogether) return null;
  const charges = returned.length > 0 ? returned : [first, second];
  return {
    verdict: 'ALREADY_REFUNDED',
    cause: pair.application === 'different' ? 'reversal' : (causeOfDoubleCharge(pair) ?? 'reversal'),
    evidence: charges.map((charge) =>
      evidence('gate-refunded', 'The money of one charge has gone back or is on its way.', {
        payment: charge.paymentId,
        refundedMinor: charge.refundedMinor,
        amountMinor: charge.amountMinor,
        currency: charge.currency,
        dispute: charge.dispute,
      }),
    ),
  };
}

/** Gate 7: another currency and another amount, and nothing says that it is for the same application. */
function differentPurchase(pair: ChargePair): Ruling | null {
  const { first, second } = pair;
  if (pair.application === 'same') return null;
  if (first.currency === second.currency || first.amountMinor === second.amountMinor) return null;
  return {
    verdict: 'SEPARATE',
    cause: null,
    evidence: [
      evidence(
        'gate-different-purchase',
        'Amount and currency differ and no application joins the charges.',
        {
          firstMinor: first.amountMinor,
          firstCurrency: first.currency,
          secondMinor: second.amountMinor,
          secondCurrency: second.currency,
        },
      ),
    ],
  };
}

/** Gate 8: the later payment is the fee of a new application after a mistake. Paying that fee twice is a duplicate. */
function reapplication(pair: ChargePair): Ruling | null {
  const { first, second } = pair;
  if (second.feeType !== 'reapply' || isForTwoPeople(pair)) return null;
  if (first.feeType === 'reapply' && (pair.application === 'same' || shares(pair, 'order-ref'))) return null;
  return {
    verdict: 'REAPPLY',
    cause: 'two-applications',
    evidence: [
      evidence('gate-reapplication', 'The later payment is marked as the fee of a re-application.', {
        payment: second.paymentId,
        firstApplication: first.applicationNo,
        secondApplication: second.applicationNo,
      }),
    ],
  };
}

/** Last: a duplicate needs two captured charges. What is left here took money once at most. */
function nothingCharged(pair: ChargePair): Ruling | null {
  const { first, second } = pair;
  if (first.status === 'captured' && second.status === 'captured') return null;
  if (first.status === 'captured' && leavesHold(second) && !isForTwoPeople(pair)) {
    return { verdict: 'PENDING_HOLD', cause: 'failed-with-hold', evidence: [holdOfFailedAttempt(second)] };
  }
  return {
    verdict: 'SEPARATE',
    cause: null,
    evidence: [
      evidence('gate-not-charged-twice', 'At most one of the two attempts took money.', {
        firstStatus: first.status,
        secondStatus: second.status,
      }),
    ],
  };
}

function holdOfFailedAttempt(charge: ChargeFacts): Evidence {
  return evidence(
    'failed-with-hold',
    'The failed attempt had been approved before it ended: the bank may show it as pending for some days.',
    { payment: charge.paymentId, status: charge.status, code: charge.rawCode },
  );
}

function isReturned(charge: ChargeFacts): boolean {
  const refundedInFull = charge.amountMinor > 0 && charge.refundedMinor >= charge.amountMinor;
  return charge.dispute === 'lost' || refundedInFull;
}

function isForTwoPeople(pair: ChargePair): boolean {
  return pair.application === 'different' && pair.applicant === 'different';
}

function oneIs(pair: ChargePair, status: ChargeFacts['status']): boolean {
  return pair.first.status === status || pair.second.status === status;
}

function chargesWith(pair: ChargePair, statuses: readonly string[]): ChargeFacts[] {
  return [pair.first, pair.second].filter(({ status }) => statuses.includes(status));
}
