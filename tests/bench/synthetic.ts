import { neutralRecordToRow } from '../../shared/domains/payments/import-neutral.ts';
import type { ImportRow } from '../../shared/domains/payments/import-row.ts';

/** Everything invented for the bench follows from this number and a row's place. */
export const SEED = 20_261_122;

/** Whoever picks rows takes steps of this size: a prime, which spreads them over all rows. */
export const STRIDE = 7919;

/** The newest payment's time; rows go back from here, one every ten minutes. */
export const NEWEST_AT = Date.UTC(2026, 10, 22);
export const ROW_EVERY_MS = 600_000;

const FAMILY_NAMES = [
  'Silva',
  'Müller',
  'Nguyen',
  'Okafor',
  'Haddad',
  'Sato',
  'Ivanova',
  'Rossi',
  'Kaya',
  'Novák',
];
const GIVEN_NAMES = [
  'Ana',
  'Jonas',
  'Linh',
  'Chidi',
  'Layla',
  'Yuki',
  'Olga',
  'Marco',
  'Elif',
  'Petra',
  'José',
];
const CHINESE_FAMILY = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄'];
const CHINESE_GIVEN = ['小明', '伟', '芳', '秀英', '敏', '静', '丽华', '强'];
const COUNTRIES = ['DE', 'BR', 'VN', 'NG', 'LB', 'JP', 'CN', 'IT', 'TR', 'CZ'];
const DESTINATIONS = ['VN', 'IN', 'EG', 'KE', 'LK'];
const DECLINES = ['insufficient_funds', 'do_not_honor', 'expired_card', 'incorrect_cvc'];
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

type Random = {
  below(limit: number): number;
  choice(choices: readonly string[]): string;
  text(length: number, alphabet?: string): string;
};

/** Numbers that depend on the seed and `salt` alone (mulberry32). */
export function randomOf(salt: number): Random {
  let state = (SEED ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    choice: (choices) => choices[below(choices.length)] ?? '',
    text: (length, alphabet = ALPHANUMERIC) =>
      Array.from({ length }, () => alphabet[below(alphabet.length)] ?? '').join(''),
  };
}

type Person = {
  readonly account: string;
  readonly name: string;
  readonly email: string;
  readonly country: string;
  readonly card: string;
  readonly last4: string;
  readonly device: string;
  readonly document: string;
};

function personOf(nth: number): Person {
  const random = randomOf(nth + 1_000_000_000);
  const isChinese = nth % 5 === 0;
  const name = isChinese
    ? random.choice(CHINESE_FAMILY) + random.choice(CHINESE_GIVEN)
    : `${random.choice(GIVEN_NAMES)} ${random.choice(FAMILY_NAMES)} ${random.text(1, 'ABCDEFGH')}${random.text(5, 'aeioulmnrst')}`;
  return {
    account: `cust-${String(nth).padStart(8, '0')}`,
    name,
    email: `${random.text(8, 'abcdefghijklmnopqrstuvwxyz')}.${nth}@example.org`,
    country: isChinese ? 'CN' : random.choice(COUNTRIES),
    card: random.text(16),
    last4: String(random.below(10_000)).padStart(4, '0'),
    device: `dev-${random.text(12, '0123456789abcdef')}`,
    document: random.text(32, '0123456789abcdef'),
  };
}

/** Which application a row pays for, and how it ended. */
type Course = { readonly application: number; readonly failed: boolean; readonly extraMs: number };

/** Rows of a group and the applications that they pay for. */
const GROUP_ROWS = 8;
const GROUP_APPLICATIONS = 7;
/** In every so manyeth group the last row charges the first application a second time. */
const DOUBLE_EVERY = 12;

/**
 * A group's second application is paid after a failure, all others at once; about one payment in a hundred is a
 * second charge within seconds.
 */
function courseOf(index: number): Course {
  const group = Math.floor(index / GROUP_ROWS);
  const place = index % GROUP_ROWS;
  const first = group * GROUP_APPLICATIONS;
  if (place === GROUP_ROWS - 1 && group % DOUBLE_EVERY === 0) {
    return { application: first, failed: false, extraMs: 9_000 - (GROUP_ROWS - 1) * ROW_EVERY_MS };
  }
  // Places 1 and 2 are the two tries of one application.
  return { application: first + (place > 1 ? place - 1 : place), failed: place === 1, extraMs: 0 };
}

/** Whether a row is a charge that went through. */
export function isCaptured(index: number): boolean {
  return !courseOf(index).failed;
}

/** The gateway's id of a row's charge. */
export function gatewayRefOf(index: number): string {
  return `ch_3S${randomOf(index).text(22)}`;
}

/** The newest of `total` rows: a second charge is older than the row before it. */
export function newestOf(total: number): number {
  return courseOf(total - 1).extraMs === 0 ? total - 1 : total - 2;
}

/** Whoever pays in a row; one application in ten is by somebody who applied long before. */
export function payerOf(index: number): { readonly name: string; readonly email: string } {
  return personOf(personNumber(index));
}

function personNumber(index: number): number {
  const { application } = courseOf(index);
  return application % 10 === 0 ? Math.floor(application / 3) : application;
}

/** One payment as the neutral importer brings it; always the same for the same place. The higher, the newer. */
export function paymentRow(index: number, total: number): ImportRow {
  const random = randomOf(index + 500_000_000);
  const { application, failed, extraMs } = courseOf(index);
  const person = personOf(personNumber(index));
  const destination = DESTINATIONS[application % DESTINATIONS.length] ?? 'VN';
  const createdAt = NEWEST_AT - (total - index) * ROW_EVERY_MS + extraMs;
  const applicationNo = `${destination}-2026-${String(application).padStart(7, '0')}`;
  const parsed = neutralRecordToRow({
    payment_id: `p-${String(index).padStart(8, '0')}`,
    gateway: 'stripe',
    gateway_ref: gatewayRefOf(index),
    order_ref: `ORD-${applicationNo}-${failed ? 1 : 2}`,
    application_no: applicationNo,
    applicant_name: person.name,
    applicant_doc: person.document,
    nationality: person.country,
    destination,
    visa_type: 'single-90d',
    application_status: failed ? 'draft' : 'processing',
    fee_type: 'base',
    customer_id: person.account,
    email: person.email,
    card_fingerprint: person.card,
    card_brand: 'visa',
    card_last4: person.last4,
    issuer_country: person.country,
    method: 'card',
    device_id: person.device,
    ip_country: person.country,
    amount_minor: String(2000 + (application % 40) * 125),
    currency: 'USD',
    status: failed ? 'failed' : 'captured',
    raw_code: failed ? random.choice(DECLINES) : '',
    created_at: new Date(createdAt).toISOString(),
    captured_at: failed ? '' : new Date(createdAt + 5000).toISOString(),
    dispute: 'none',
    idempotency_key: random.text(24),
  });
  if (!parsed.ok) throw new Error(`A synthetic row is no payment: ${parsed.reason}`);
  return { ...parsed.row, customer_name: person.name };
}

/** Rows `from` to `to` (exclusive) of `total`. */
export function paymentRows(from: number, to: number, total: number): ImportRow[] {
  return Array.from({ length: to - from }, (_, offset) => paymentRow(from + offset, total));
}

const STRIPE_HEADER = [
  ...['id', 'Description', 'Created date (UTC)', 'Amount', 'Amount Refunded', 'Currency', 'Status'],
  ...['Customer ID', 'Customer Email', 'Captured', 'Card Last4', 'Card Brand', 'Card Name'],
  ...['Card Issue Country', 'Card Fingerprint', 'PaymentIntent ID', 'Payment Source Type', 'Decline Reason'],
  ...['order_id (metadata)', 'application_no (metadata)', 'destination (metadata)'],
];

/** The header and `total` rows of a Stripe Dashboard export, some hundred lines at a time. */
export function* stripeExport(total: number): Generator<string> {
  yield `${STRIPE_HEADER.join(',')}\n`;
  const atOnce = 500;
  for (let from = 0; from < total; from += atOnce) {
    const rows = paymentRows(from, Math.min(total, from + atOnce), total);
    yield rows.map(stripeLine).join('');
  }
}

function stripeLine(row: ImportRow): string {
  const isPaid = row.status === 'captured';
  const cells = [
    row.gateway_ref,
    // Quoted, because of its comma.
    `"e-Visa fee ${row.destination}, application ${row.application_no}"`,
    row.created_at.slice(0, 19).replace('T', ' '),
    (row.amount_minor / 100).toFixed(2),
    '0.00',
    row.currency.toLowerCase(),
    isPaid ? 'Paid' : 'Failed',
    row.customer_id,
    row.email,
    String(isPaid),
    row.card_last4,
    'Visa',
    row.customer_name,
    row.issuer_country,
    row.card_fingerprint,
    `pi_${row.gateway_ref?.slice(3)}`,
    'card',
    row.raw_code,
    row.order_ref,
    row.application_no,
    row.destination,
  ];
  return `${cells.map((cell) => cell ?? '').join(',')}\n`;
}
