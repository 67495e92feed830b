import type { ImportRow } from '../../../../shared/domains/payments/import-row.ts';
import { isRefunded, refundedAt } from '../outside-events.ts';
import type { Random, Weighted } from '../seeded.ts';
import type { Topic } from './conversations.ts';
import type { CourseName } from './courses.ts';
import type { DeclineCause } from './declines.ts';
import type { Journey } from './journey.ts';

/** What a customer writes about. */
export type Trouble = {
  readonly topic: Topic;
  readonly charge: ImportRow;
  /** When it came about, milliseconds UTC: nobody writes before. */
  readonly since: number;
  /** Nobody at the desk has acted on it: the answers that promise a refund have not been given. */
  readonly isUntouched: boolean;
  /** The money has gone back since: nobody asks for it any more. */
  readonly isSettled: boolean;
};

/** How many of those with this course write, and about what. */
type Likelihood = { readonly chance: number; readonly topics: Weighted<{ readonly topic: Topic }> };

function always(topic: Topic, chance: number): Likelihood {
  return { chance, topics: [{ topic, weight: 1 }] };
}

const quietTopics: Likelihood['topics'] = [
  { topic: 'where-is-my-visa', weight: 5 },
  { topic: 'confirmation-missing', weight: 4 },
  { topic: 'wrong-fee', weight: 2 },
];
const extraFeeTopics: Likelihood['topics'] = [
  { topic: 'wrong-fee', weight: 5 },
  { topic: 'where-is-my-visa', weight: 3 },
  { topic: 'confirmation-missing', weight: 3 },
];

const byCourse: Readonly<Record<Exclude<CourseName, FailingCourse>, Likelihood>> = {
  base: { chance: 0.22, topics: quietTopics },
  expedite: { chance: 0.22, topics: quietTopics },
  service: { chance: 0.22, topics: extraFeeTopics },
  'expedite-service': { chance: 0.24, topics: extraFeeTopics },
  family: { chance: 0.15, topics: quietTopics },
  'double-click': always('charged-twice', 0.95),
  'double-click-refunded': {
    chance: 0.95,
    topics: [
      { topic: 'charged-twice', weight: 6 },
      { topic: 'refund-late', weight: 5 },
    ],
  },
  'two-gateways': always('charged-twice', 0.95),
  hold: always('hold-not-charge', 0.9),
  expired: always('page-error', 0.6),
  unfinished: always('security-check-failed', 0.7),
  'trip-cancelled': {
    chance: 0.95,
    topics: [
      { topic: 'trip-cancelled', weight: 3 },
      { topic: 'refund-late', weight: 1 },
    ],
  },
  'name-error': always('name-misspelt', 0.95),
  disputed: always('wrong-fee', 0.9),
};

type FailingCourse = 'failed-once' | 'failed-twice' | 'never-paid';

/** A wrong digit or an empty account is nothing to write about. */
const byCause: Readonly<Record<DeclineCause, Likelihood>> = {
  'blocked-abroad': {
    chance: 0.85,
    topics: [
      { topic: 'declined-abroad', weight: 4 },
      { topic: 'bank-blocked', weight: 1 },
    ],
  },
  'bank-refuses': always('bank-blocked', 0.7),
  'security-check': always('security-check-failed', 0.8),
  'bank-unavailable': always('page-error', 0.8),
  'page-error': always('page-error', 0.9),
  funds: always('bank-blocked', 0),
  'card-data': always('bank-blocked', 0),
};

/** What the customer of a journey writes about; null if he has nothing to write. */
export function troubleOf(journey: Journey, random: Random): Trouble | null {
  const { chance, topics } = likelihoodOf(journey);
  if (!random.chance(chance)) return null;
  const topic = troubleTopic(journey, topics, random);
  const charge = chargeOf(journey, topic);
  const asksForMoney = topic === 'charged-twice' || topic === 'trip-cancelled';
  const happened = Date.parse(charge.captured_at ?? charge.created_at);
  return {
    topic,
    charge,
    since: topic === 'refund-late' ? (refundedAt(charge) ?? happened) : happened,
    isUntouched: asksForMoney && !isRefunded(charge),
    isSettled: asksForMoney && isRefunded(charge),
  };
}

function likelihoodOf({ course, cause }: Journey): Likelihood {
  return course === 'failed-once' || course === 'failed-twice' || course === 'never-paid'
    ? byCause[cause]
    : byCourse[course];
}

/** Who has not been refunded does not ask where the refund is. */
function troubleTopic({ charges, course }: Journey, topics: Likelihood['topics'], random: Random): Topic {
  const { topic } = random.weighted(topics);
  if (topic !== 'refund-late' || charges.some(isRefunded)) return topic;
  return course === 'trip-cancelled' ? 'trip-cancelled' : 'charged-twice';
}

function chargeOf({ charges }: Journey, topic: Topic): ImportRow {
  const [first] = charges;
  const last = charges.at(-1) ?? first;
  switch (topic) {
    case 'charged-twice':
      return last;
    case 'refund-late':
      return charges.find(isRefunded) ?? last;
    case 'declined-abroad':
    case 'bank-blocked':
    case 'security-check-failed':
    case 'page-error':
      return charges.findLast(({ status }) => status !== 'captured') ?? last;
    default:
      return first;
  }
}
