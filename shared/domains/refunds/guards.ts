import type { ApplicationStatus, FeeComponent } from '../applications/entity.ts';
import type { DuplicatePair, Verdict } from '../duplicates/contract.ts';
import type { Payment } from '../payments/entity.ts';
import type { Staff } from '../staff/entity.ts';
import type { Refund } from './entity.ts';
import { methodWindow } from './method-windows.ts';
import { componentPolicy } from './refund-policy.ts';
import { countsAgainstRefundable, openStates } from './states.ts';

/** Names of the guards. */
export type GuardName = 'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6' | 'G7' | 'G8' | 'G9' | 'G10' | 'G11' | 'G12';

/** Steps of a refund that guards stand before. */
export type GuardedStep = 'submit' | 'approve' | 'send';

/** What a guard says. `code` is stable; `reason` is an English sentence for logs and headless answers. */
export type GuardResult = {
  readonly guard: GuardName;
  readonly ok: boolean;
  /** A failed guard that only warns does not stop the step; the person decides. */
  readonly blocking: boolean;
  readonly code: string;
  readonly reason: string;
};

/** The charge as far as guards care. `refundedMinor` and `externalRefundedMinor` as in `Payment`. */
export type ChargeForRefund = Pick<
  Payment,
  | 'id'
  | 'status'
  | 'capturedMinor'
  | 'refundedMinor'
  | 'externalRefundedMinor'
  | 'currency'
  | 'dispute'
  | 'method'
  | 'createdAt'
  | 'capturedAt'
>;

/** A refund of the charge that is known here. `ver` 0 = queued on this desktop, not in the team database yet. */
export type RefundOfCharge = Pick<Refund, 'id' | 'amountMinor' | 'currency' | 'state' | 'ver'>;

/** The refund that the step is about. */
export type GuardedRefund = Pick<
  Refund,
  'id' | 'amountMinor' | 'currency' | 'reason' | 'evidence' | 'requestedPerson' | 'reviewDueAt'
>;

/** Everything the guards look at. Unknown is null, and a guard that can't see says so instead of passing. */
export type RefundGuardFacts = {
  readonly step: GuardedStep;
  readonly payment: ChargeForRefund;
  /** All known refunds of the charge; the one that the step is about may be among them. */
  readonly refunds: readonly RefundOfCharge[];
  readonly refund: GuardedRefund;
  readonly applicationStatus: ApplicationStatus | null;
  readonly feeComponents: readonly Pick<FeeComponent, 'amountMinor' | 'currency' | 'refundable'>[];
  /** The verdict that the refund has to answer to (`verdictFor`); null = never judged double. */
  readonly verdict: Verdict | null;
  /** The charge that stays, for reason `duplicate`; null = none or not known here. */
  readonly stays: SumsOfCharge | null;
  /** Who decides, for the step `approve`. */
  readonly decider: Pick<Staff, 'personId' | 'role' | 'approveLimits'> | null;
  /** The stored idempotency key and send number, for the step `send`. */
  readonly sending: { readonly idempotencyKey: string; readonly sendNo: number } | null;
  /** False = the customer asks for another card or account. */
  readonly toOriginalMethod: boolean;
  /** Milliseconds UTC. */
  readonly now: number;
};

const dayMs = 24 * 60 * 60 * 1000;

/** What of a charge was taken, given back and is held back. */
export type SumsOfCharge = Pick<
  ChargeForRefund,
  'capturedMinor' | 'refundedMinor' | 'externalRefundedMinor' | 'dispute' | 'status'
>;

/**
 * What may still be refunded of a charge, minor units of its currency, never below 0. Counts what went back outside,
 * what the team database holds back, and what this desktop has queued; other teams' refunds are in the payment's sum
 * although they can't be seen. A lost dispute took everything.
 */
export function remainingRefundable(payment: SumsOfCharge, refunds: readonly RefundOfCharge[]): number {
  if (payment.status !== 'captured' || payment.dispute === 'lost') return 0;
  return Math.max(0, unreserved(payment, refunds));
}

/** Below 0 if more is reserved than was captured. */
function unreserved(payment: SumsOfCharge, refunds: readonly RefundOfCharge[]): number {
  const counted = refunds.filter(({ state }) => countsAgainstRefundable(state));
  const sum = (list: readonly RefundOfCharge[]) =>
    list.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const queued = sum(counted.filter(({ ver }) => ver === 0));
  const stored = Math.max(payment.refundedMinor, sum(counted.filter(({ ver }) => ver > 0)));
  return payment.capturedMinor - payment.externalRefundedMinor - stored - queued;
}

/** A charge may still vanish by itself: nothing may be paid back for it. */
const holdVerdicts: readonly Verdict[] = ['RESOLVE_FIRST', 'PENDING_HOLD'];

/**
 * Of the judged pairs of a charge the verdict that its refund has to answer to. A duplicate answers for its own pair
 * only: a third, held charge beside two that were paid holds nothing up. Any other refund answers for a hold on any pair.
 */
export function verdictFor(
  { reason, evidence }: Pick<GuardedRefund, 'reason' | 'evidence'>,
  pairs: readonly Pick<DuplicatePair, 'a' | 'b' | 'verdict'>[],
): Verdict | null {
  const ofPair = ({ a, b }: Pick<DuplicatePair, 'a' | 'b'>) =>
    evidence.duplicateOf === a || evidence.duplicateOf === b;
  const concerned = reason === 'duplicate' ? pairs.filter(ofPair) : pairs;
  const hold = concerned.find(({ verdict }) => holdVerdicts.includes(verdict));
  return (hold ?? concerned[0])?.verdict ?? null;
}

type Guard = {
  readonly guard: GuardName;
  readonly steps: readonly GuardedStep[];
  readonly check: (facts: RefundGuardFacts) => Finding;
};

/** null = in order. */
type Finding = { readonly code: string; readonly reason: string; readonly blocking: boolean } | null;

const always: readonly GuardedStep[] = ['submit', 'approve', 'send'];

const guards: readonly Guard[] = [
  { guard: 'G1', steps: always, check: isCaptured },
  { guard: 'G2', steps: always, check: fitsIntoCharge },
  { guard: 'G3', steps: always, check: isUndisputed },
  { guard: 'G4', steps: ['submit', 'approve'], check: isAllowedByPolicy },
  { guard: 'G5', steps: ['approve'], check: hasSecondPerson },
  { guard: 'G6', steps: ['submit', 'approve'], check: hasEvidence },
  { guard: 'G7', steps: always, check: isOnlyOpenOne },
  { guard: 'G8', steps: ['send'], check: hasStoredKey },
  { guard: 'G9', steps: ['approve'], check: isInTime },
  { guard: 'G10', steps: always, check: goesToOriginalMethod },
  { guard: 'G11', steps: ['submit', 'approve'], check: isNoHold },
  { guard: 'G12', steps: always, check: isWithinRefundWindow },
];

/** Runs the guards of a step; one result per guard, in order. The team database checks again, inside its transaction. */
export function checkRefundGuards(facts: RefundGuardFacts): GuardResult[] {
  return guards
    .filter(({ steps }) => steps.includes(facts.step))
    .map(({ guard, check }) => {
      const finding = check(facts);
      return finding === null
        ? { guard, ok: true, blocking: false, code: 'ok', reason: '' }
        : { guard, ok: false, ...finding };
    });
}

/** Whether nothing stops the step. Warnings don't. */
export function mayProceed(results: readonly GuardResult[]): boolean {
  return results.every(({ ok, blocking }) => ok || !blocking);
}

function refuse(code: string, reason: string): Finding {
  return { code, reason, blocking: true };
}

function warn(code: string, reason: string): Finding {
  return { code, reason, blocking: false };
}

function isCaptured({ payment }: RefundGuardFacts): Finding {
  if (payment.status === 'captured' && payment.capturedMinor > 0) return null;
  return refuse('not-captured', `The charge is ${payment.status}: there is no money to give back.`);
}

function fitsIntoCharge({ payment, refunds, refund }: RefundGuardFacts): Finding {
  if (refund.currency !== payment.currency) {
    return refuse(
      'currency-mismatch',
      `The charge is in ${payment.currency}, the refund in ${refund.currency}.`,
    );
  }
  if (!Number.isSafeInteger(refund.amountMinor) || refund.amountMinor <= 0) {
    return refuse('amount-not-positive', 'The amount must be above zero.');
  }
  const own = refunds.find(({ id }) => id === refund.id);
  const ownCounts = own !== undefined && countsAgainstRefundable(own.state);
  const available = Math.max(0, unreserved(payment, refunds) + (ownCounts ? own.amountMinor : 0));
  if (refund.amountMinor <= available) return null;
  return refuse('exceeds-refundable', `Only ${available} minor units of the charge are left to refund.`);
}

function isUndisputed({ payment }: RefundGuardFacts): Finding {
  if (payment.dispute === 'none' || payment.dispute === 'won') return null;
  const reason =
    'The charge is disputed: the bank takes or took the money back, so a refund would pay it twice.';
  return refuse('dispute-open', reason);
}

function isAllowedByPolicy({ refund, feeComponents, applicationStatus }: RefundGuardFacts): Finding {
  const policy = componentPolicy({ ...refund, feeComponents, applicationStatus });
  return policy === null ? null : { ...policy };
}

function hasSecondPerson({ refund, decider }: RefundGuardFacts): Finding {
  if (decider === null) return refuse('forbidden', 'Nobody is named who decides.');
  if (decider.personId === refund.requestedPerson) {
    return refuse('own-refund', 'The person who filed a refund may not approve it.');
  }
  if (decider.role !== 'supervisor') return refuse('forbidden', 'Only supervisors approve refunds.');
  if (refund.amountMinor > (decider.approveLimits[refund.currency] ?? 0)) {
    return refuse('over-limit', 'The amount is above what this supervisor may approve.');
  }
  return null;
}

function hasEvidence({ refund, payment, stays }: RefundGuardFacts): Finding {
  const { duplicateOf, document, newApplicationNo } = refund.evidence;
  const isMissing =
    (refund.reason === 'duplicate' && (duplicateOf === null || duplicateOf === payment.id)) ||
    (refund.reason === 'trip_cancelled' && isBlank(document)) ||
    (refund.reason === 'name_error' && isBlank(newApplicationNo));
  if (isMissing) return refuse('evidence-missing', `The evidence for reason ${refund.reason} is missing.`);
  const isReturned = stays?.status === 'captured' && remainingRefundable(stays, []) === 0;
  return refund.reason === 'duplicate' && isReturned
    ? refuse(
        'other-charge-returned',
        'The other charge goes or went back: of the two nothing would stay paid.',
      )
    : null;
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}

function isOnlyOpenOne({ refunds, refund }: RefundGuardFacts): Finding {
  const other = refunds.find(({ id, state }) => id !== refund.id && openStates.has(state));
  if (other === undefined) return null;
  return refuse('open-refund-exists', 'Another refund of this charge is not finished.');
}

function hasStoredKey({ refund, sending }: RefundGuardFacts): Finding {
  if (sending !== null && sending.idempotencyKey === `${refund.id}:${sending.sendNo}`) return null;
  return refuse('key-missing', 'The idempotency key must be stored before the gateway is called.');
}

function isInTime({ refund, now }: RefundGuardFacts): Finding {
  if (now <= refund.reviewDueAt) return null;
  return warn('review-overdue', 'The 24 hours for the review have passed.');
}

function goesToOriginalMethod({ toOriginalMethod }: RefundGuardFacts): Finding {
  if (toOriginalMethod) return null;
  return refuse('other-method', 'Refunds go back the way the money came.');
}

function isNoHold({ verdict, refund }: RefundGuardFacts): Finding {
  if (verdict === null || !holdVerdicts.includes(verdict)) return null;
  const reason =
    'One of the two charges is only held or its outcome is not known: it may disappear by itself.';
  return refund.reason === 'duplicate' ? refuse('not-settled', reason) : warn('not-settled', reason);
}

function isWithinRefundWindow({ payment, now }: RefundGuardFacts): Finding {
  const { refundableForDays } = methodWindow(payment.method);
  if (refundableForDays === null) return null;
  const ageDays = Math.floor((now - (payment.capturedAt ?? payment.createdAt)) / dayMs);
  if (ageDays <= refundableForDays) return null;
  return refuse('window-closed', `This payment method can be refunded for ${refundableForDays} days only.`);
}
