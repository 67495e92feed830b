import type { ImportRow } from '../../../shared/domains/payments/import-row.ts';
import { demoFiles } from './demo-files.ts';
import { seeded } from './seeded.ts';
import type { WorldGateway } from './world/declines.ts';
import { personFrom, type WorldPerson } from './world/people.ts';
import { worldRow } from './world/world-row.ts';

const MINUTE_MS = 60_000;
/** The bank's systems went down so long before the demo begins, and have not come back. */
const SINCE_MINUTES = 170;
const NEWEST_MINUTES = 6;
const AGAIN_AFTER_MS = 3 * MINUTE_MS;
const COUNTRY = 'TR';
const AT_THE_GATEWAY = 26;
/** Customers of other banks get through. */
const OTHER_BANKS = 0.12;
const TRY_TWICE = 0.35;
/** Payers from the same country at other gateways, where nothing is wrong. */
const ELSEWHERE = 7;
/** Numbers of seven digits like those of the stories, in a range of their own. */
const FIRST_NUMBER = 7_400_113;
const NUMBER_STEP = 37;

/**
 * A bank of one country upgrades its systems: for hours most payments from there fail at one gateway, and nowhere
 * else. `now` is in milliseconds UTC.
 */
export function regionalSpike(now: number): {
  readonly people: readonly WorldPerson[];
  readonly payments: readonly ImportRow[];
} {
  const people = Array.from({ length: AT_THE_GATEWAY + ELSEWHERE }, (_, index) => personFrom(COUNTRY, index));
  return { people, payments: people.flatMap((person, index) => paymentsOf(person, index, now)) };
}

function paymentsOf(person: WorldPerson, index: number, now: number): ImportRow[] {
  const random = seeded(`regional spike ${index}`);
  const abroad = demoFiles.destinations.filter(({ country }) => country !== COUNTRY);
  const destination = abroad[random.below(abroad.length)];
  if (destination === undefined) throw new Error('The demo has no destination.');
  const isAtTheGateway = index < AT_THE_GATEWAY;
  const isCaptured = !isAtTheGateway || random.chance(OTHER_BANKS);
  const age = NEWEST_MINUTES + random.unit() * (SINCE_MINUTES - NEWEST_MINUTES);
  const tries = !isCaptured && random.chance(TRY_TWICE) ? [1, 2] : [1];
  const gateway = isAtTheGateway ? 'adyen' : random.choice<WorldGateway>(['stripe', 'paypal']);
  return tries.map((order) =>
    worldRow({
      seed: `regional spike ${index} try ${order}`,
      person,
      destination,
      applicationNo: `${destination.applicationPrefix}-${FIRST_NUMBER + index * NUMBER_STEP}`,
      applicant: person.name,
      applicationStatus: isCaptured ? 'submitted' : 'draft',
      group: null,
      gateway,
      order,
      fee: 'base',
      createdAt: Math.round(now - age * MINUTE_MS) + (order - 1) * AGAIN_AFTER_MS,
      status: isCaptured ? 'captured' : 'failed',
      cause: isCaptured ? null : 'bank-unavailable',
      capturedAfter: isCaptured ? 5000 : null,
      isRefunded: false,
      dispute: 'none',
    }),
  );
}
