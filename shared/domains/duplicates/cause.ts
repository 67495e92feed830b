import type { DuplicateCause } from './contract.ts';
import type { ChargeFacts } from './facts.ts';
import type { ChargePair } from './pair.ts';
import { shares } from './pair.ts';

const second = 1000;
const minute = 60 * second;

/** Two clicks, or a click and a reload, are this close. */
const doubleClickMs = 2 * minute;
/** A customer who saw no answer tries again within this time. */
const impatienceMs = 60 * minute;
/** A capture that takes this long was not seen by the customer's browser. */
const lateCaptureMs = minute;

const lostAnswer = /time.?out|timed.?out|no.?(?:response|answer|callback)|lost|connection|network.?error/i;

/** Codes of declines that come after the bank had said yes: the bank shows a pending line until it expires. */
const declinedAfterApproval =
  /revers|after.?approval|approved|\bhold\b|void|cvc|cvv|\bavs\b|zip|postal|fraud|risk|block/i;

/**
 * Why there are two charges, from what the data show; null where they show nothing. Order matters: other means and
 * other gateways are plain facts, a lost answer is next best, and closeness in time comes last.
 */
export function causeOfDoubleCharge(pair: ChargePair): DuplicateCause | null {
  if (paidByOtherMeans(pair)) return 'other-means';
  if (differ(pair.first.gateway, pair.second.gateway)) return 'two-gateways';
  if (answerWasLost(pair)) return 'retry-after-timeout';
  const sameDevice = !differ(pair.first.deviceId, pair.second.deviceId);
  if (pair.gapMs <= doubleClickMs && sameDevice) return 'double-click';
  const retried = shares(pair, 'order-ref') || shares(pair, 'device');
  return pair.gapMs <= impatienceMs && retried ? 'retry-after-timeout' : null;
}

/** Whether the first attempt's answer did not reach the customer: a timeout, or a capture after he had tried again. */
export function answerWasLost({ first, second }: ChargePair): boolean {
  if (first.rawCode !== null && lostAnswer.test(first.rawCode)) return true;
  if (first.capturedAt === null || first.capturedAt <= second.createdAt) return false;
  return first.capturedAt - first.createdAt >= lateCaptureMs;
}

/** Whether a failed or cancelled attempt can still show at the bank: it was approved before it ended. */
export function leavesHold(charge: ChargeFacts): boolean {
  if (charge.status === 'cancelled') return true;
  if (charge.status !== 'failed' && charge.status !== 'expired') return false;
  return (
    charge.capturedAt !== null || (charge.rawCode !== null && declinedAfterApproval.test(charge.rawCode))
  );
}

/** Why one attempt is not resolved yet. */
export function causeOfUnresolved({ first, second }: ChargePair): DuplicateCause | null {
  if (differ(first.gateway, second.gateway)) return 'two-gateways';
  const firstIsOpen = first.status === 'unknown' || first.status === 'processing';
  return firstIsOpen && second.status === 'captured' ? 'retry-after-timeout' : null;
}

/** Card and bank transfer, card and PayPal. A wallet on the same card is the same means. */
function paidByOtherMeans(pair: ChargePair): boolean {
  return differ(pair.first.method, pair.second.method) && !shares(pair, 'card-fingerprint');
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.toLowerCase() !== other.toLowerCase();
}
