import type { PaymentStatus } from '../../../../shared/domains/payments/entity.ts';
import type { ImportRow } from '../../../../shared/domains/payments/import-row.ts';
import type { Random } from '../seeded.ts';
import type { CourseName, Step } from './courses.ts';
import type { DeclineCause } from './declines.ts';
import { within } from './schedule.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 1440 * MINUTE_MS;
/** After this an authorisation that nobody captured is over (Visa's and Mastercard's final authorisations: 7 and 8 days). */
const HOLD_MS = 7 * DAY_MS;
const OPEN_SESSION_MS = 2 * DAY_MS;
/** Who looks this long after finds the refund at the gateway; trips are called off days after they were paid. */
const REFUNDED_AFTER_MS = 2 * DAY_MS;
const TRIP_REFUNDED_AFTER_MS = 15 * DAY_MS;
const DISPUTED_AFTER_MS = 6 * DAY_MS;
const DISPUTE_DECIDED_AFTER_MS = 45 * DAY_MS;

/** What has become of one charge. */
export type ChargeOutcome = {
  readonly status: PaymentStatus;
  /** Why it failed; null if it did not. */
  readonly cause: DeclineCause | null;
  /** Milliseconds from its making to its capture; null = not captured. */
  readonly capturedAfter: number | null;
  readonly isRefunded: boolean;
  readonly dispute: NonNullable<ImportRow['dispute']>;
};

/** Settles charge `place` of a course whose first one is `age` milliseconds old. */
export function outcomeOf(about: {
  readonly course: CourseName;
  readonly step: Step;
  readonly place: number;
  readonly age: number;
  readonly cause: DeclineCause;
  readonly random: Random;
}): ChargeOutcome {
  const { course, step, place, age, random } = about;
  const status = settledStatus(step.status, age);
  // The gateway's answer to the first charge came when a backup link had been used already.
  const isLate = course === 'two-gateways' && place === 0;
  const capture = within(random, isLate ? [26 * MINUTE_MS, 35 * MINUTE_MS] : [2 * SECOND_MS, 9 * SECOND_MS]);
  return {
    status,
    cause: status === 'failed' ? about.cause : null,
    capturedAfter: status === 'captured' ? Math.min(capture, age - MINUTE_MS) : null,
    isRefunded:
      course === 'trip-cancelled'
        ? age > TRIP_REFUNDED_AFTER_MS
        : course === 'double-click-refunded' && place === 1 && age > REFUNDED_AFTER_MS,
    dispute: course === 'disputed' ? disputeAt(age, random) : 'none',
  };
}

function settledStatus(status: PaymentStatus, age: number): PaymentStatus {
  if (status === 'authorised' && age > HOLD_MS) return 'expired';
  return status === 'requires_action' && age > OPEN_SESSION_MS ? 'cancelled' : status;
}

function disputeAt(age: number, random: Random): ChargeOutcome['dispute'] {
  if (age < DISPUTED_AFTER_MS) return 'none';
  if (age < DISPUTE_DECIDED_AFTER_MS) return random.chance(0.3) ? 'inquiry' : 'open';
  return random.chance(0.6) ? 'won' : 'lost';
}

/** How far the application of traveller `member` has come. */
export function applicationStatus(
  course: CourseName,
  member: number,
  age: number,
  random: Random,
): ImportRow['application_status'] {
  const days = age / DAY_MS;
  if (course === 'never-paid' || course === 'unfinished') return 'draft';
  if (course === 'trip-cancelled' || (course === 'name-error' && member === 0)) return 'cancelled';
  if (days < 0.5) return 'submitted';
  if (days < 4) return random.chance(0.2) ? 'submitted' : 'processing';
  if (days < 12 && random.chance(0.3)) return 'processing';
  return random.chance(0.07) ? 'refused' : 'approved';
}
