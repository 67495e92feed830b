import type { Topic } from './conversations.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What is typical of a topic. */
type TopicFacts = {
  /** From what happened to the first word about it, milliseconds: nobody misses a visa after an hour. */
  readonly firstWord: readonly [number, number];
  /** After this nobody still talks about it: a failed payment is over soon, a visa takes its time. */
  readonly talkedAboutMs: number;
  readonly tags: readonly string[];
};

export const topics: Readonly<Record<Topic, TopicFacts>> = {
  'declined-abroad': {
    firstWord: [3 * MINUTE_MS, 3 * HOUR_MS],
    talkedAboutMs: 2 * DAY_MS,
    tags: ['declined', 'cross-border'],
  },
  'bank-blocked': {
    firstWord: [5 * MINUTE_MS, 6 * HOUR_MS],
    talkedAboutMs: 2 * DAY_MS,
    tags: ['declined'],
  },
  'security-check-failed': {
    firstWord: [2 * MINUTE_MS, 2 * HOUR_MS],
    talkedAboutMs: 2 * DAY_MS,
    tags: ['declined', '3-d secure'],
  },
  'page-error': {
    firstWord: [2 * MINUTE_MS, HOUR_MS],
    talkedAboutMs: 2 * DAY_MS,
    tags: ['page error'],
  },
  'hold-not-charge': { firstWord: [HOUR_MS, 2 * DAY_MS], talkedAboutMs: 6 * DAY_MS, tags: ['hold'] },
  'charged-twice': {
    firstWord: [5 * MINUTE_MS, 10 * HOUR_MS],
    talkedAboutMs: 6 * DAY_MS,
    tags: ['duplicate', 'refund'],
  },
  'confirmation-missing': {
    firstWord: [HOUR_MS, 30 * HOUR_MS],
    talkedAboutMs: 5 * DAY_MS,
    tags: ['confirmation mail'],
  },
  'name-misspelt': {
    firstWord: [20 * MINUTE_MS, 30 * HOUR_MS],
    talkedAboutMs: 6 * DAY_MS,
    tags: ['name error'],
  },
  'wrong-fee': { firstWord: [10 * HOUR_MS, 6 * DAY_MS], talkedAboutMs: 18 * DAY_MS, tags: ['fee'] },
  'trip-cancelled': {
    firstWord: [DAY_MS, 10 * DAY_MS],
    talkedAboutMs: 15 * DAY_MS,
    tags: ['trip cancelled', 'refund'],
  },
  'where-is-my-visa': {
    firstWord: [2.2 * DAY_MS, 9 * DAY_MS],
    talkedAboutMs: 24 * DAY_MS,
    tags: ['visa status'],
  },
  'refund-late': { firstWord: [4 * DAY_MS, 14 * DAY_MS], talkedAboutMs: 28 * DAY_MS, tags: ['refund'] },
};
