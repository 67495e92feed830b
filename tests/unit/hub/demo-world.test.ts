import { describe, expect, it } from 'vitest';
import { demoFiles } from '../../../electron/hub/demo/demo-files.ts';
import { wholeFee } from '../../../electron/hub/demo/payment-row.ts';
import { worldBatches } from '../../../electron/hub/demo/world/batches.ts';
import { chargeFactsOfImportRow } from '../../../shared/domains/duplicates/facts.ts';
import { judgeAll } from '../../../shared/domains/duplicates/judge-all.ts';
import { importRowSchema } from '../../../shared/domains/payments/import-row.ts';

const NOW = Date.UTC(2026, 10, 22, 9, 30);
const DAY_MS = 86_400_000;
const options = { seed: 'test', scale: 1, now: NOW };
const batches = [...worldBatches(options)];
const payments = batches.flatMap((batch) => batch.payments);
const tickets = batches.flatMap((batch) => batch.tickets);
const components = batches.flatMap((batch) => batch.components);
const customers = new Map(batches.flatMap((batch) => batch.customers.map((one) => [one.email, one])));
const byReference = new Map(payments.map((row) => [`${row.gateway} ${row.gateway_ref}`, row]));

function between(number: number, least: number, most: number): void {
  expect(number).toBeGreaterThanOrEqual(least);
  expect(number).toBeLessThanOrEqual(most);
}

function countBy<Row>(rows: readonly Row[], key: (row: Row) => string | null): Map<string | null, number> {
  return new Map([...Map.groupBy(rows, key)].map(([value, group]) => [value, group.length]));
}

describe('the demo world', () => {
  it('is the same for the same seed, from any place on, and another for another seed', () => {
    expect([...worldBatches(options, 1600)]).toEqual(batches.slice(100));
    const [first] = worldBatches({ ...options, seed: 'other' });
    expect(first?.payments).not.toEqual(batches[0]?.payments);
    expect(batches.at(-1)?.next).toBe([...worldBatches(options, 0, 500)].at(-1)?.next);
  });

  it('has the size of a busy desk', () => {
    between(customers.size, 1900, 2200);
    between(new Set(payments.map((row) => row.application_no)).size, 2900, 3300);
    between(payments.length, 5300, 6300);
    between(tickets.length, 800, 1000);
    expect(new Set([...customers.values()].map(({ country }) => country)).size).toBe(30);
    expect(new Set(payments.map(({ destination }) => destination)).size).toBe(12);
    expect([...countBy(payments, ({ gateway }) => gateway).keys()].sort()).toEqual([
      'adyen',
      'paypal',
      'stripe',
      'worldpay',
    ]);
  });

  it('grows with its scale and makes each piece only when it is asked for', () => {
    const [first, second] = worldBatches({ ...options, scale: 200 });
    expect(first?.payments.length).toBeGreaterThan(20);
    expect(second?.next).toBe(32);
    // The same number of customers and charges for each journey.
    const journeys = (scale: number) => [...worldBatches({ ...options, scale }, 0, 1e9)][0]?.next;
    expect(journeys(0.5)).toBe(Math.round((batches.at(-1)?.next ?? 0) / 2));
  });

  it('holds only rows that an import takes, each id once, nothing in the future', () => {
    for (const row of payments) {
      expect(importRowSchema.parse(row)).toEqual(row);
      const made = Date.parse(row.created_at);
      between(made, NOW - 122 * DAY_MS, NOW);
      if (row.captured_at !== null) between(Date.parse(row.captured_at), made, NOW);
      expect(row.nationality).not.toBe(row.destination);
    }
    expect(byReference.size).toBe(payments.length);
    expect(new Set(payments.map(({ payment_id }) => payment_id)).size).toBe(payments.length);
    // One account belongs to one customer, and one application to one destination.
    const owners = new Map(payments.map((row) => [row.customer_id, row.email]));
    expect(owners.size).toBe(new Set(owners.values()).size);
    expect(owners.size).toBe(customers.size);
  });

  it('becomes denser towards today, and people pay when they are awake', () => {
    const since = (days: number) =>
      payments.filter((row) => NOW - Date.parse(row.created_at) < days * DAY_MS);
    expect(since(30).length).toBeGreaterThan(1.5 * (payments.length / 4));
    between(since(1).length, 100, 400);
    const koreanNights = payments.filter(
      ({ ip_country, created_at }) =>
        ip_country === 'KR' &&
        new Date(created_at).getUTCHours() >= 18 &&
        new Date(created_at).getUTCHours() < 21,
    );
    const korean = payments.filter(({ ip_country }) => ip_country === 'KR');
    // 3 to 6 in the morning: an eighth of the day.
    expect(koreanNights.length).toBeLessThan(korean.length / 16);
  });

  it('asks for what the parts of the price come to, in minor units of the destination', () => {
    const parts = Map.groupBy(components, ({ applicationNo }) => applicationNo);
    for (const [application, rows] of Map.groupBy(payments, (row) => row.application_no ?? '')) {
      const [first] = rows;
      const destination = demoFiles.destinations.find(({ country }) => country === first?.destination);
      if (first === undefined || destination === undefined) throw new Error(application);
      const fees = new Map(rows.map((row) => [row.fee_type, row.amount_minor]));
      const priced = parts.get(application) ?? [];
      const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
      expect(sum([...fees.values()]), application).toBe(sum(priced.map(({ amountMinor }) => amountMinor)));
      expect(fees.get('base') ?? fees.get('reapply')).toBe(wholeFee(destination));
      for (const { currency } of [...rows, ...priced]) expect(currency).toBe(destination.currency);
      for (const { refunded_minor, amount_minor } of rows) between(refunded_minor ?? 0, 0, amount_minor);
    }
    expect(parts.size).toBe(new Set(payments.map((row) => row.application_no)).size);
    // 500,000 rupiah have two decimals that nobody prints; 25 dollars are 2,500 cents.
    expect(
      payments.find(({ destination, fee_type }) => destination === 'ID' && fee_type === 'base'),
    ).toMatchObject({
      amount_minor: 50_000_000,
      currency: 'IDR',
    });
    expect(
      payments.find(({ destination, fee_type }) => destination === 'VN' && fee_type === 'base'),
    ).toMatchObject({
      amount_minor: 2500,
      currency: 'USD',
    });
  });

  it('fails with what each gateway really answers', () => {
    const shapes: Readonly<Record<string, RegExp>> = {
      stripe: /^[a-z_]+$/,
      adyen: /^\d{1,2}$/,
      paypal: /^[A-Z_]+$/,
      worldpay: /^(?:\d{2}|1A)$/,
    };
    const failed = payments.filter(({ status }) => status === 'failed');
    between(failed.length / payments.length, 0.06, 0.16);
    for (const { gateway, raw_code } of failed) expect(raw_code).toMatch(shapes[gateway ?? ''] ?? /^$/);
    for (const { status, raw_code } of payments) expect(raw_code === null).toBe(status !== 'failed');
    expect(new Set(failed.map(({ raw_code }) => raw_code)).size).toBeGreaterThan(25);
  });

  it('holds every verdict of the duplicate rules in plausible numbers', () => {
    const verdicts = countBy(judgeAll(payments.map(chargeFactsOfImportRow)), ({ verdict }) => verdict);
    between(verdicts.get('CONFIRMED_DUPLICATE') ?? 0, 60, 180);
    between(verdicts.get('ALREADY_REFUNDED') ?? 0, 25, 150);
    between(verdicts.get('GROUP_PURCHASE') ?? 0, 200, 700);
    between(verdicts.get('PENDING_HOLD') ?? 0, 5, 60);
    between(verdicts.get('REAPPLY') ?? 0, 5, 40);
    between(verdicts.get('REPAYMENT_AFTER_FAILURE') ?? 0, 300, 1000);
    // Families pay within minutes and are never taken for a duplicate.
    const families = Map.groupBy(
      payments.filter(({ group_ref }) => group_ref !== null),
      ({ group_ref }) => group_ref,
    );
    between(families.size, 30, 120);
    for (const family of families.values()) {
      between(family.length, 3, 5);
      expect(new Set(family.map((row) => row.application_no)).size).toBe(family.length);
      expect(new Set(family.map((row) => row.applicant_name)).size).toBe(family.length);
      const times = family.map((row) => Date.parse(row.created_at));
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(20 * 60_000);
    }
  });
});
