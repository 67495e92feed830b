import type { Random } from '../seeded.ts';
import type { Step } from './courses.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How far back the world goes. */
export const WORLD_DAYS = 120;
/** Above 1: the nearer to today, the denser. */
const DENSITY = 1.6;
/** No charge is younger: its capture and the first letter about it have to be in the past as well. */
const YOUNGEST_MS = 2 * 60_000;
const WAKES_AT = 6;
const NIGHT_OWLS = 0.2;

/** Steps further apart are not of one sitting. */
const SITTING_MS = 3 * HOUR_MS;

type Place = {
  /** 0 is about the newest of `journeys`, the last one 120 days old. */
  readonly index: number;
  readonly journeys: number;
  /** Milliseconds UTC. */
  readonly now: number;
  /** The customer's, hours. */
  readonly utcOffset: number;
};

/** When the charges of a journey were made, milliseconds UTC. Later days that have not come yet are left out. */
export function timesOf(steps: readonly Step[], random: Random, place: Place): number[] {
  const gaps = steps.map(({ after }) => within(random, after));
  const sitting = gaps.filter((gap) => gap < SITTING_MS).reduce((total, gap) => total + gap, 0);
  const start = Math.round(Math.min(startOf(random, place), place.now - YOUNGEST_MS - sitting));
  return runningTotals(start, gaps.slice(1)).filter((time) => time <= place.now - YOUNGEST_MS);
}

function startOf(random: Random, { index, journeys, now, utcOffset }: Place): number {
  const age = WORLD_DAYS * DAY_MS * ((index + random.unit()) / journeys) ** DENSITY;
  const at = now - age;
  const localHour = (((at + utcOffset * HOUR_MS) % DAY_MS) + DAY_MS) / HOUR_MS;
  const hour = localHour % 24;
  if (hour >= WAKES_AT || random.chance(NIGHT_OWLS)) return at;
  // Most people are asleep: they had paid in the afternoon or evening before.
  return at - (hour + 1 + random.unit() * 9) * HOUR_MS;
}

/** A time between the two of `range`, milliseconds. */
export function within(random: Random, [from, to]: readonly [number, number]): number {
  return Math.round(from + random.unit() * (to - from));
}

/** `start`, and it with each of the numbers added in turn. */
export function runningTotals(start: number, numbers: readonly number[]): number[] {
  const totals = [start];
  for (const number of numbers) totals.push((totals.at(-1) ?? start) + number);
  return totals;
}
