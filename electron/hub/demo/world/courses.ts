import type { PaymentStatus } from '../../../../shared/domains/payments/entity.ts';
import type { WorldFee } from './fees.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** How the payments of one journey go, before its age settles what has become of them. */
export type Course = {
  readonly name: CourseName;
  /** Share of all journeys, against the other weights. */
  readonly weight: number;
  readonly steps: readonly [Step, ...Step[]];
};

/** One charge of a course. */
export type Step = {
  readonly fee: WorldFee;
  readonly status: PaymentStatus;
  /** Shortest and longest time since the step before, milliseconds. */
  readonly after: readonly [number, number];
  /** On another gateway than the first, as a backup link does it. */
  readonly elsewhere?: true;
  /** With the same order number as the step before: one click too many. */
  readonly sameOrder?: true;
};

export type CourseName =
  | 'base'
  | 'expedite'
  | 'service'
  | 'expedite-service'
  | 'failed-once'
  | 'failed-twice'
  | 'double-click'
  | 'double-click-refunded'
  | 'two-gateways'
  | 'never-paid'
  | 'hold'
  | 'expired'
  | 'unfinished'
  | 'trip-cancelled'
  | 'name-error'
  | 'disputed'
  | 'family';

const first = [0, 0] as const;
const soon = [40 * SECOND_MS, 4 * MINUTE_MS] as const;
const retry = [90 * SECOND_MS, 25 * MINUTE_MS] as const;
const impatient = [3 * SECOND_MS, 25 * SECOND_MS] as const;
const backupLink = [6 * MINUTE_MS, 25 * MINUTE_MS] as const;
const nextDays = [5 * 60 * MINUTE_MS, 60 * 60 * MINUTE_MS] as const;

function paid(fee: WorldFee, after: Step['after'] = soon): Step {
  return { fee, status: 'captured', after };
}
const base = paid('base', first);
const failed: Step = { fee: 'base', status: 'failed', after: first };
const failedAgain: Step = { ...failed, after: retry };

/**
 * What happens how often. Real platforms are quieter; a desk should have something of everything. A family is one
 * charge for each traveller, so its steps are made when its size is known.
 */
export const courses: readonly [Course, ...Course[]] = [
  { name: 'base', weight: 24, steps: [base] },
  { name: 'expedite', weight: 26, steps: [base, paid('expedite')] },
  { name: 'service', weight: 16, steps: [base, paid('service')] },
  { name: 'expedite-service', weight: 8, steps: [base, paid('service'), paid('expedite')] },
  { name: 'failed-once', weight: 9, steps: [failed, paid('base', retry)] },
  { name: 'failed-twice', weight: 3, steps: [failed, failedAgain, paid('base', retry)] },
  { name: 'double-click', weight: 2, steps: [base, { ...paid('base', impatient), sameOrder: true }] },
  {
    name: 'double-click-refunded',
    weight: 2,
    steps: [base, { ...paid('base', impatient), sameOrder: true }],
  },
  { name: 'two-gateways', weight: 1.5, steps: [base, { ...paid('base', backupLink), elsewhere: true }] },
  { name: 'never-paid', weight: 3, steps: [failed, failedAgain, failedAgain] },
  {
    name: 'hold',
    weight: 1.5,
    steps: [{ fee: 'base', status: 'authorised', after: first }, paid('base', retry)],
  },
  {
    name: 'expired',
    weight: 1,
    steps: [{ fee: 'base', status: 'expired', after: first }, paid('base', [25 * MINUTE_MS, 90 * MINUTE_MS])],
  },
  { name: 'unfinished', weight: 1, steps: [{ fee: 'base', status: 'requires_action', after: first }] },
  { name: 'trip-cancelled', weight: 1, steps: [base] },
  { name: 'name-error', weight: 0.6, steps: [base, paid('reapply', nextDays)] },
  { name: 'disputed', weight: 0.4, steps: [base] },
  { name: 'family', weight: 2.5, steps: [base] },
];
