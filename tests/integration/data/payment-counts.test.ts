import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadMigrations, migrate } from '../../../electron/data/db/migrate.ts';
import { createCountReader } from '../../../electron/data/domains/reports/count-reader.ts';
import {
  createPaymentCounts,
  type PaymentCountsState,
} from '../../../electron/data/domains/reports/payment-counts.ts';
import { SYNCED_TABLES } from '../../../electron/data/sync/synced-tables.ts';
import { createTableWriter } from '../../../electron/data/sync/table-writer.ts';
import { type Payment, paymentStatusSchema } from '../../../shared/domains/payments/entity.ts';
import { eachDay } from '../../../shared/domains/reports/zone-time.ts';
import { PROJECT } from '../../support/data-world.ts';
import { makePayment, testId } from '../../support/wire-rows.ts';

const MIGRATIONS = loadMigrations(PROJECT, 'cache');
const QUARTER_MS = 15 * 60_000;
const FIRST_DAY = Date.UTC(2026, 9, 24);
const ZONES = ['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'Europe/Berlin', 'America/New_York'];

/** A cache with payments and their counts, written as the writer does it. */
function openCounts() {
  const cache = new Database(':memory:');
  migrate(cache, MIGRATIONS);
  const payments = createTableWriter(cache, SYNCED_TABLES.payment);
  let state: PaymentCountsState | null = null;
  const counts = createPaymentCounts(cache, {
    get: () => state,
    set(value) {
      state = value;
      cache
        .prepare("INSERT OR REPLACE INTO sync_state(name, value) VALUES ('paymentCounts', ?)")
        .run(JSON.stringify(value));
    },
    clear() {
      state = null;
      cache.prepare("DELETE FROM sync_state WHERE name = 'paymentCounts'").run();
    },
  });
  return { cache, payments, counts, reader: createCountReader(cache) };
}
type Desk = ReturnType<typeof openCounts>;

type Stored = Pick<Payment, 'gateway' | 'issuerCountry' | 'ipCountry' | 'status' | 'rawCode' | 'createdAt'>;

/** What the counts have to be, counted one by one. */
function recount({ cache }: Desk) {
  const rows = cache
    .prepare<[], Stored>(
      `SELECT gateway, issuer_country AS issuerCountry, ip_country AS ipCountry, status, raw_code AS rawCode,
         created_at AS createdAt FROM payment`,
    )
    .all();
  const tally = (keyOf: (row: Stored) => unknown[]): string[] =>
    [...Map.groupBy(rows, (row) => JSON.stringify(keyOf(row)))]
      .map(([key, some]) => `${key} ${some.length}`)
      .sort();
  const kind = (row: Stored): unknown[] => [
    row.gateway,
    row.issuerCountry ?? row.ipCountry ?? '',
    row.status,
    row.status === 'failed' ? (row.rawCode ?? '') : '',
  ];
  const quarter = ({ createdAt }: Stored): number => Math.floor(createdAt / QUARTER_MS);
  return {
    days: tally((row) => [Math.floor(quarter(row) / 96), ...kind(row)]),
    quarters: tally((row) => [quarter(row), ...kind(row)]),
    totals: tally((row) => [quarter(row), row.status]),
  };
}

function counted({ cache }: Desk): ReturnType<typeof recount> {
  const read = (sql: string): string[] =>
    cache
      .prepare<[], unknown[]>(sql)
      .raw()
      .all()
      .map((row) => `${JSON.stringify(row.slice(0, -1))} ${row.at(-1)}`)
      .sort();
  const kind = 'k.gateway, k.country, k.status, k.code';
  return {
    days: read(
      `SELECT c.day, ${kind}, c.payments FROM payment_day_count c JOIN payment_kind k ON k.id = c.kind`,
    ),
    quarters: read(
      `SELECT c.quarter, ${kind}, c.payments FROM payment_quarter_count c JOIN payment_kind k ON k.id = c.kind`,
    ),
    totals: read('SELECT quarter, status, payments FROM payment_quarter_total'),
  };
}

/** Of 600 payments that are there at first, and some new ones; often where a piece of work begins or ends. */
const number = fc.oneof(
  fc.integer({ min: 1, max: 900 }),
  fc.constantFrom(1, 249, 250, 251, 499, 500, 501, 599, 600, 601),
);

const payment = fc.record({
  n: number,
  gateway: fc.constantFrom('stripe', 'adyen'),
  issuerCountry: fc.option(fc.constantFrom('IN', 'DE')),
  ipCountry: fc.option(fc.constantFrom('IN', 'BR')),
  status: fc.constantFrom(...paymentStatusSchema.options, 'failed' as const, 'captured' as const),
  rawCode: fc.option(fc.constantFrom('a', 'b')),
  /** Minutes: two weeks around the end of summer time in Europe. */
  minutes: fc.oneof(fc.integer({ min: 0, max: 14 * 24 * 60 }), fc.constantFrom(0, 15, 1_439, 1_440)),
});

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), payment }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('remove' as const), n: number }),
  },
  // One fact of a payment, and nothing else.
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('amend' as const),
      n: number,
      fact: fc.constantFrom<Partial<Payment>>(
        { gateway: 'adyen' },
        { issuerCountry: 'IN' },
        { issuerCountry: null, ipCountry: 'BR' },
        { rawCode: 'b' },
        { status: 'failed' },
        { createdAt: FIRST_DAY },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('count' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('full-sync' as const),
      payments: fc.array(payment, { maxLength: 30 }),
    }),
  },
);
type ValueOf<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;
type Step = ValueOf<typeof step>;

function entityOf({ n, minutes, ...facts }: ValueOf<typeof payment>): Payment {
  return makePayment(n, { ...facts, createdAt: FIRST_DAY + minutes * 60_000 });
}

function take({ payments, counts }: Desk, one: Step): void {
  /** As the writer does it. */
  const change = (id: string, write: () => void): void => {
    const after = counts.around(id);
    write();
    after();
  };
  if (one.kind === 'put') {
    const entity = entityOf(one.payment);
    change(entity.id, () => payments.replace(entity));
  } else if (one.kind === 'amend') {
    const known = payments.get(testId(one.n));
    if (known) change(known.id, () => payments.replace({ ...known, ...one.fact }));
  } else if (one.kind === 'remove') change(testId(one.n), () => payments.remove(testId(one.n)));
  else if (one.kind === 'count') counts.countSome();
  else if (one.kind === 'restart') counts.restart();
  else {
    counts.suspend();
    payments.replaceMany([...new Map(one.payments.map((each) => [each.n, entityOf(each)])).values()]);
    counts.restart();
  }
}

describe('counts of payments', () => {
  test('are those of a recount after any changes, however far they had been made', () => {
    const runs = process.env.TEST_EFFORT === 'full' ? 1_000 : 60;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), (steps) => {
        const desk = openCounts();
        // More than one piece of work, so that changes fall between two pieces.
        desk.payments.replaceMany(
          Array.from({ length: 600 }, (_, n) =>
            makePayment(n + 1, {
              status: n % 5 === 0 ? 'failed' : 'captured',
              rawCode: n % 10 === 0 ? 'a' : null,
              createdAt: FIRST_DAY + ((n * 7_919) % 20_000) * 60_000,
            }),
          ),
        );
        desk.counts.restart();
        for (const one of steps) take(desk, one);
        while (desk.counts.countSome());
        expect(desk.reader.isComplete()).toBe(true);
        expect(counted(desk)).toEqual(recount(desk));
        desk.cache.close();
      }),
      { numRuns: runs },
    );
  });

  test('of any days of any zone are read as a recount of them says', () => {
    fc.assert(
      fc.property(
        fc.array(payment, { minLength: 20, maxLength: 200, size: 'max' }),
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 6 }),
        (some, zone, first, length) => {
          const desk = openCounts();
          const entities = [...new Map(some.map((each) => [each.n, entityOf(each)])).values()];
          desk.payments.replaceMany(entities);
          desk.counts.restart();
          while (desk.counts.countSome());
          const dayOf = (n: number): string =>
            new Date(FIRST_DAY + n * 86_400_000).toISOString().slice(0, 10);
          const days = eachDay({ from: dayOf(first), to: dayOf(first + length) }, zone);
          const within = (span: { start: number; end: number }): Payment[] =>
            entities.filter(({ createdAt }) => createdAt >= span.start && createdAt < span.end);
          const whole = { start: days[0]?.start ?? 0, end: days.at(-1)?.end ?? 0 };
          const expected = Map.groupBy(
            within(whole),
            ({ gateway, issuerCountry, ipCountry, status, rawCode }) =>
              [
                gateway,
                issuerCountry ?? ipCountry ?? '',
                status,
                status === 'failed' ? (rawCode ?? '') : '',
              ].join(),
          );
          const read = desk.reader
            .counts([whole])
            .map((count) => [
              [count.gateway, count.country, count.status, count.code].join(),
              count.payments,
            ]);
          expect(read.sort()).toEqual([...expected].map(([key, group]) => [key, group.length]).sort());
          for (const day of days) {
            const statuses = within(day).map(({ status }) => status);
            const failed = statuses.filter((status) => status === 'failed').length;
            const captured = statuses.filter((status) => status === 'captured').length;
            expect(desk.reader.tally(day)).toMatchObject({ failed, tried: failed + captured });
          }
          desk.cache.close();
        },
      ),
      { numRuns: process.env.TEST_EFFORT === 'full' ? 1_000 : 100 },
    );
  });

  test('are not complete while some are missing, nor during a full sync', () => {
    const { payments, counts, reader, cache } = openCounts();
    expect(reader.isComplete()).toBe(false);
    payments.replaceMany(Array.from({ length: 300 }, (_, n) => makePayment(n + 1)));
    counts.restart();
    expect(reader.isComplete()).toBe(false);
    expect(counts.countSome()).toBe(true);
    expect(reader.isComplete()).toBe(false);
    while (counts.countSome());
    expect(reader.isComplete()).toBe(true);
    counts.suspend();
    expect(reader.isComplete()).toBe(false);
    expect(counts.countSome()).toBe(false);
    cache.close();
  });

  test('a change of nothing that is counted writes nothing', () => {
    const { payments, counts, cache } = openCounts();
    payments.replace(makePayment(1));
    counts.restart();
    while (counts.countSome());
    const changes = cache.prepare('SELECT total_changes()').pluck();
    const before = Number(changes.get());
    const after = counts.around(testId(1));
    payments.replace(makePayment(1, { refundedMinor: 100, ver: 2 }));
    after();
    expect(Number(changes.get()) - before).toBe(1);
    cache.close();
  });
});
