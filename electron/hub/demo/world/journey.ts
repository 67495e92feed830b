import type { ImportRow } from '../../../../shared/domains/payments/import-row.ts';
import type { DemoComponent } from '../demo-batch.ts';
import { type DemoDestination, demoFiles } from '../demo-files.ts';
import { type Random, seeded } from '../seeded.ts';
import { type CourseName, courses, type Step } from './courses.ts';
import {
  type DeclineCause,
  declineCauses,
  otherGateway,
  usualGateways,
  type WorldGateway,
} from './declines.ts';
import { componentsOf, type WorldFee } from './fees.ts';
import { applicationStatus, outcomeOf } from './outcomes.ts';
import { misspelt, relativeOf, type WorldPerson, worldPerson } from './people.ts';
import { timesOf } from './schedule.ts';
import { worldRow } from './world-row.ts';

/** Every customer makes a journey; the other journeys are those of customers who come again. */
const CUSTOMERS_PER_JOURNEY = 0.72;
/** Prime, so that neighbours in time are strangers. */
const CUSTOMER_STRIDE = 1_000_003;
/** Room for the applications of one journey: no two journeys share a number. */
const APPLICATIONS_EACH = 8;
/** Coprime with the count of numbers of eight digits: each comes once. */
const NUMBER_STRIDE = 7_368_787;
const FIRST_NUMBER = 10_000_000;
const NUMBERS = 90_000_000;

/** How large a world is and when it ends. */
export type WorldFrame = {
  readonly seed: string;
  /** Journeys in it. */
  readonly journeys: number;
  /** Milliseconds UTC; nothing is later. */
  readonly now: number;
};

/** One person's way through a payment: what he applied for in one sitting, and every charge for it. */
export type Journey = {
  readonly index: number;
  readonly person: WorldPerson;
  readonly destination: DemoDestination;
  readonly course: CourseName;
  /** Why its failed charges failed, if there are any. */
  readonly cause: DeclineCause;
  readonly applications: readonly { readonly no: string; readonly components: readonly DemoComponent[] }[];
  /** In the order of time. */
  readonly charges: readonly [ImportRow, ...ImportRow[]];
};

/** What is settled before the first charge. */
type Cast = Pick<Journey, 'index' | 'person' | 'destination' | 'course' | 'cause'> & {
  readonly seed: string;
  readonly gateway: WorldGateway;
  readonly elsewhere: WorldGateway;
  /** Who travels, by the number of his application. */
  readonly travellers: readonly { readonly no: string; readonly name: string }[];
  readonly steps: readonly [Step, ...Step[]];
};

/** Journey `index` of a world; 0 is about the newest. The same frame and index give the same journey. */
export function worldJourney(frame: WorldFrame, index: number): Journey {
  const random = seeded(`${frame.seed} ${index}`);
  const cast = castOf(frame, index, random);
  const { course, steps, travellers } = cast;
  const times = timesOf(steps, random, { ...frame, index, utcOffset: cast.person.utcOffset });
  const age = frame.now - (times[0] ?? frame.now);
  // Who comes last may not have come yet.
  const done = steps.slice(0, times.length);
  const memberAt = (place: number): number =>
    course === 'family' ? place : done[place]?.fee === 'reapply' ? 1 : 0;
  const statuses = travellers.map((_, member) => applicationStatus(course, member, age, random));
  const [first, ...others] = done.map((step, place) => {
    const traveller = travellers[memberAt(place)] ?? travellers[0];
    return worldRow({
      seed: `${cast.seed} charge ${place}`,
      person: cast.person,
      destination: cast.destination,
      applicationNo: traveller?.no ?? '',
      applicant: traveller?.name ?? cast.person.name,
      applicationStatus: statuses[memberAt(place)] ?? null,
      group: course === 'family' ? (travellers[0]?.no.replace('-', '-FAM-') ?? null) : null,
      gateway: step.elsewhere ? cast.elsewhere : cast.gateway,
      // One click too many repeats the order number; whoever tries again gets another.
      order: done.slice(0, place + 1).filter(({ sameOrder }) => !sameOrder).length,
      fee: step.fee,
      createdAt: times[place] ?? frame.now,
      ...outcomeOf({ course, step, place, age, cause: cast.cause, random }),
    });
  });
  if (first === undefined) throw new Error('A journey has at least one charge.');
  return { ...cast, applications: applicationsOf(cast, done, memberAt), charges: [first, ...others] };
}

function castOf(frame: WorldFrame, index: number, random: Random): Cast {
  const seed = `${frame.seed} ${index}`;
  const person = worldPerson(frame.seed, customerOf(index, frame.journeys));
  const abroad = demoFiles.destinations.filter(({ country }) => country !== person.country);
  const destination = abroad[random.below(abroad.length)];
  if (destination === undefined) throw new Error('The demo has no destination.');
  const course = random.weighted(courses);
  const names = travellersOf(course.name, person, seed, random);
  const gateway = random.weighted(usualGateways).gateway;
  return {
    index,
    seed,
    person,
    destination,
    course: course.name,
    cause: random.weighted(declineCauses).cause,
    gateway,
    elsewhere: otherGateway(gateway, random),
    travellers: names.map((name, member) => ({ name, no: numberOf(destination, index, member) })),
    steps: course.name === 'family' ? familySteps(course.steps[0], names.length) : course.steps,
  };
}

/** The customer of a journey, found without a list of the others. */
function customerOf(index: number, journeys: number): number {
  const customers = Math.max(1, Math.round(journeys * CUSTOMERS_PER_JOURNEY));
  const place = (index * CUSTOMER_STRIDE) % journeys;
  return place < customers ? place : seeded(`customer ${place}`).below(customers);
}

/** Names in the applications: a family's, or one that was misspelt and the right one, or the customer's own. */
function travellersOf(course: CourseName, person: WorldPerson, seed: string, random: Random): string[] {
  if (course === 'name-error') return [misspelt(person.name, seed), person.name];
  if (course !== 'family') return [person.name];
  const size = random.choice([3, 4, 4, 5]);
  const names = new Set([person.name]);
  for (let tried = 0; names.size < size; tried += 1)
    names.add(relativeOf(person, `${seed} relative ${tried}`));
  return [...names];
}

function numberOf({ applicationPrefix }: DemoDestination, index: number, member: number): string {
  const number = FIRST_NUMBER + (((index * APPLICATIONS_EACH + member) * NUMBER_STRIDE) % NUMBERS);
  return `${applicationPrefix}-${number}`;
}

function familySteps(first: Step, size: number): [Step, ...Step[]] {
  const next: Step = { ...first, after: [40_000, 240_000] };
  return [first, ...Array.from({ length: size - 1 }, () => next)];
}

/** Those for which something was asked, each with the parts of its price. */
function applicationsOf(
  { travellers, destination }: Cast,
  done: readonly Step[],
  memberAt: (place: number) => number,
): Journey['applications'] {
  return travellers.flatMap(({ no }, member) => {
    const fees = new Set<WorldFee>(
      done.filter((_, place) => memberAt(place) === member).map(({ fee }) => fee),
    );
    return fees.size === 0 ? [] : [{ no, components: componentsOf(no, destination, fees) }];
  });
}
