import type { ImportRow } from '../../../shared/domains/payments/import-row.ts';
import { demoFiles } from './demo-files.ts';
import { paymentRow, wholeFee } from './payment-row.ts';
import { seededChoice, seededNumber } from './seeded.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How an application's payments end, one after the other. */
type Course = {
  readonly tries: readonly [ImportRow['status'], ...ImportRow['status'][]];
  readonly applicationStatus: ImportRow['application_status'];
};

/** A service desk sees more failures than the gateway does. */
const courses: readonly [Course, ...Course[]] = [
  { tries: ['captured'], applicationStatus: 'approved' },
  { tries: ['failed', 'captured'], applicationStatus: 'processing' },
  { tries: ['failed', 'captured'], applicationStatus: 'approved' },
  { tries: ['failed', 'failed', 'captured'], applicationStatus: 'approved' },
  { tries: ['expired', 'captured'], applicationStatus: 'approved' },
  { tries: ['failed', 'failed', 'failed'], applicationStatus: 'draft' },
  { tries: ['failed', 'captured'], applicationStatus: 'submitted' },
  { tries: ['cancelled', 'failed', 'captured'], applicationStatus: 'processing' },
  { tries: ['failed', 'requires_action'], applicationStatus: 'draft' },
  { tries: ['failed', 'captured'], applicationStatus: 'refused' },
];

const declineCodes: Readonly<Record<string, readonly [string, ...string[]]>> = {
  stripe: ['insufficient_funds', 'do_not_honor', 'incorrect_cvc', 'authentication_required', 'expired_card'],
  adyen: ['2', '12', '24', '38', '9'],
  paypal: ['INSTRUMENT_DECLINED', 'CARD_EXPIRED'],
  razorpay: ['payment_failed', 'gateway_error'],
};

/** People whom no story is about: a story shows what it is about and nothing else. */
const everydayPeople = demoFiles.people.filter(
  ({ email }) => !demoFiles.stories.applications.some((application) => application.email === email),
);

/** Rows of ordinary applications, `count` of them, spread over the four weeks before `now`. */
export function everydayPayments(count: number, now: number): ImportRow[] {
  return Array.from({ length: count }, (_, index) => applicationRows(index, now)).flat();
}

function applicationRows(index: number, now: number): ImportRow[] {
  const seed = `everyday ${index}`;
  const { destinations } = demoFiles;
  const nth = index % everydayPeople.length;
  const round = Math.floor(index / everydayPeople.length);
  const person = everydayPeople[nth];
  // Another destination in each round: nobody applies for the same country twice.
  const destination = destinations[(nth + round * 5) % destinations.length];
  const course = courses[index % courses.length];
  if (person === undefined || destination === undefined || course === undefined) return [];
  const applicationNo = `${destination.applicationPrefix}-${1_000_000 + seededNumber(seed, 8_999_999)}`;
  const startedAt = now - 12 * HOUR_MS - seededNumber(`${seed} start`, 27 * DAY_MS);
  const usual = seededChoice(`${seed} gateway`, [
    destination.gateways[0] ?? 'stripe',
    ...destination.gateways,
  ]);
  const gateway = person.country === 'IN' ? 'razorpay' : usual;
  return course.tries.map((status, attempt) => {
    const createdAt =
      startedAt + attempt * (4 * 60_000 + seededNumber(`${seed} gap ${attempt}`, 25 * 60_000));
    return paymentRow({
      seed: `${seed} try ${attempt}`,
      person,
      destination,
      applicationNo,
      applicationStatus: course.applicationStatus,
      applicant: person.name,
      group: null,
      gateway,
      method: gateway === 'paypal' ? 'paypal' : 'card',
      order: `ORD-${applicationNo}-${attempt + 1}`,
      status,
      rawCode:
        status === 'failed'
          ? seededChoice(`${seed} code ${attempt}`, declineCodes[gateway] ?? ['generic_decline'])
          : null,
      feeType: 'base',
      amountMinor: wholeFee(destination),
      createdAt,
      capturedAt: status === 'captured' ? createdAt + 5000 : null,
      refundedMinor: 0,
      dispute: 'none',
    });
  });
}
