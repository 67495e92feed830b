import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadMigrations } from '../../../electron/data/db/migrate.ts';
import type { StoredPair } from '../../../electron/data/domains/duplicates/pair-store.ts';
import { createJobs } from '../../../electron/data/jobs.ts';
import { type CacheWriterHandlers, createCacheWriter } from '../../../electron/data/sync/cache-writer.ts';
import type { PullPage, WireRow } from '../../../electron/lib/team/team-client.ts';
import type { ChargeFacts } from '../../../shared/domains/duplicates/facts.ts';
import { judgeAll } from '../../../shared/domains/duplicates/judge-all.ts';
import type { Payment } from '../../../shared/domains/payments/entity.ts';
import { createDataWorld, memoryLog, PROJECT } from '../../support/data-world.ts';
import { makeApplication, makePayment, minute, testId, wireRow } from '../../support/wire-rows.ts';

const MIGRATIONS = loadMigrations(PROJECT, 'cache');

type Desk = { readonly file: string; readonly writer: CacheWriterHandlers; close(): Promise<void> };

async function openDesk(): Promise<Desk> {
  const directory = mkdtempSync(join(tmpdir(), 'visadesk-duplicates-'));
  const file = join(directory, 'cache.db');
  const writer = createCacheWriter(
    { file, identity: { workspace: 'w', login: 'amina' }, migrations: MIGRATIONS },
    { log: memoryLog(), announce: () => undefined },
  );
  writer.open({ now: 0 });
  return {
    file,
    writer,
    async close() {
      await writer.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function page(rows: PullPage['rows'], gone: PullPage['gone'] = {}): PullPage {
  const head = {
    generation: 'g',
    horizon: '1',
    floor: '0',
    schemaVersion: 1,
    scopeEpoch: 1,
    now: 0,
    staffId: '',
  };
  return { head, cursor: { xid: '1', seq: '0' }, more: false, rows, gone };
}

async function judgeEverything({ writer }: Desk): Promise<boolean> {
  for (;;) {
    const { isMore, isScanDue } = await writer.judge({ now: 0 });
    if (!isMore) return isScanDue;
  }
}

async function searchEverything({ file, writer }: Desk): Promise<void> {
  await writer.beginScan();
  const jobs = createJobs();
  const { standardFee } = jobs.beginScan({ file });
  for (let pairs = jobs.nextPairs(); pairs; pairs = jobs.nextPairs())
    await writer.storePairs({ pairs, now: 0 });
  await writer.finishScan({ standardFee });
}

const KEYS = ['a', 'b', 'verdict', 'cause', 'refund', 'evidence'] as const;
const byPair = (one: { a: string; b: string }, other: { a: string; b: string }): number =>
  `${one.a}${one.b}` < `${other.a}${other.b}` ? -1 : 1;
const comparable = (pairs: readonly StoredPair[]): object[] =>
  [...pairs].sort(byPair).map((pair) => Object.fromEntries(KEYS.map((key) => [key, pair[key]])));

function stored({ file }: Desk): object[] {
  const cache = new Database(file, { readonly: true });
  const pairs = cache
    .prepare<[], StoredPair>('SELECT a, b, verdict, cause, refund, evidence FROM duplicate_pair')
    .all();
  cache.close();
  return comparable(pairs);
}

function scanned({ file }: Desk): object[] {
  const jobs = createJobs();
  jobs.beginScan({ file });
  const pairs: StoredPair[] = [];
  for (let some = jobs.nextPairs(); some; some = jobs.nextPairs()) pairs.push(...some);
  return comparable(pairs);
}

/** Few values, so that blocks overlap; sometimes more than 24 payments in one. */
const change = fc.record({
  n: fc.integer({ min: 1, max: 70 }),
  gone: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
  at: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 60_000 })),
  application: fc.option(fc.integer({ min: 1, max: 4 })),
  order: fc.option(fc.constantFrom('o1', 'O1', 'o2')),
  card: fc.option(fc.constantFrom('fp1', 'fp2')),
  email: fc.option(fc.constantFrom('x@example.com', 'X@example.com', 'y@example.com')),
  device: fc.option(fc.constantFrom('d1', 'd2')),
  amount: fc.constantFrom(5_000, 5_000, 7_000),
  gateway: fc.constantFrom('stripe', 'adyen'),
  status: fc.constantFrom<Payment['status']>(
    'captured',
    'captured',
    'captured',
    'failed',
    'authorised',
    'unknown',
  ),
  refunded: fc.constantFrom(0, 0, 0, 5_000),
  late: fc.constantFrom(0, 0, 30),
});
const applicationChange = fc.record({
  n: fc.integer({ min: 1, max: 4 }),
  applicantDoc: fc.option(fc.constantFrom('doc1', 'doc2')),
  status: fc.constantFrom('submitted' as const, 'approved' as const, 'refused' as const),
});
const batch = fc.record({
  payments: fc.array(change, { minLength: 5, maxLength: 40, size: 'max' }),
  applications: fc.array(applicationChange, { maxLength: 3, size: 'max' }),
});

describe('judging what changed', () => {
  test('gives the same pairs as a search through everything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 2, maxLength: 5, size: 'max' }), async (batches) => {
        const desk = await openDesk();
        let ver = 0;
        try {
          for (const { payments, applications } of batches) {
            const rows: WireRow[] = [];
            const gone: string[] = [];
            // One page has each id once.
            for (const one of new Map(payments.map((entry) => [entry.n, entry])).values()) {
              ver += 1;
              if (one.gone) gone.push(testId(one.n));
              else {
                rows.push(
                  wireRow(
                    makePayment(one.n, {
                      gateway: one.gateway,
                      applicationId: one.application === null ? null : testId(900 + one.application),
                      orderRef: one.order,
                      cardFingerprint: one.card,
                      email: one.email,
                      deviceId: one.device,
                      amountMinor: one.amount,
                      capturedMinor: one.status === 'captured' ? one.amount : 0,
                      status: one.status,
                      refundedMinor: one.status === 'captured' ? one.refunded : 0,
                      createdAt: minute(one.at),
                      capturedAt: minute(one.at + one.late),
                      ver,
                    }),
                  ),
                );
              }
            }
            const applicationRows = applications.map(({ n, ...rest }) => {
              ver += 1;
              return wireRow(makeApplication(900 + n, { ...rest, ver }));
            });
            await desk.writer.applyPull({
              page: page({ application: applicationRows, payment: rows }, { payment: gone }),
              now: 0,
            });
            // When another fee has become the usual one, the service searches everything too.
            if (await judgeEverything(desk)) await searchEverything(desk);
            expect(stored(desk)).toEqual(scanned(desk));
          }
        } finally {
          await desk.close();
        }
      }),
      { numRuns: process.env.TEST_EFFORT === 'full' ? 600 : 60 },
    );
  });

  test('a batch that was settled twice is seen as one, as long as it is one', async () => {
    const desk = await openDesk();
    const again = (customer: number, ver = 1, overrides: Partial<Payment> = {}): WireRow =>
      wireRow(
        makePayment(100 + customer, {
          applicationId: testId(900 + customer),
          amountMinor: 5_000,
          capturedMinor: 5_000,
          createdAt: minute(5_000 + customer),
          capturedAt: minute(5_000 + customer),
          ver,
          ...overrides,
        }),
      );
    const customers = [1, 2, 3, 4, 5, 6];
    const applications = customers.map((n) => wireRow(makeApplication(900 + n)));
    const first = customers.map((n) =>
      wireRow(makePayment(n, { applicationId: testId(900 + n), amountMinor: 5_000, capturedMinor: 5_000 })),
    );
    const causes = (): unknown[] => (stored(desk) as { cause: string }[]).map(({ cause }) => cause);
    const pull = async (payment: readonly WireRow[]): Promise<void> => {
      await desk.writer.applyPull({ page: page({ application: applications, payment }), now: 0 });
      await judgeEverything(desk);
      expect(stored(desk)).toEqual(scanned(desk));
    };
    await pull([...first, ...[1, 2, 3, 4].map((n) => again(n))]);
    expect(causes()).not.toContain('batch');
    await pull([again(5), again(6)]);
    expect(causes()).toEqual(Array(6).fill('batch'));
    await pull([
      again(2, 2, { status: 'failed', capturedMinor: 0 }),
      again(4, 2, { createdAt: minute(9_000), capturedAt: minute(9_000) }),
    ]);
    expect(causes()).not.toContain('batch');
    await desk.close();
  });

  test('agrees with the headless search over the same charges', async () => {
    const desk = await openDesk();
    const payments = Array.from({ length: 60 }, (_, n) =>
      makePayment(n + 1, {
        email: `payer${n % 11}@example.com`,
        cardFingerprint: `fp${n % 17}`,
        orderRef: n % 5 === 0 ? `order${n % 3}` : null,
        amountMinor: 5_000 + (n % 4) * 100,
        capturedMinor: 5_000 + (n % 4) * 100,
      }),
    );
    await desk.writer.applyPull({ page: page({ payment: payments.map(wireRow) }), now: 0 });
    await judgeEverything(desk);
    const facts = payments.map(
      (payment): ChargeFacts => ({
        ...payment,
        paymentId: payment.id,
        applicationNo: null,
        applicantName: null,
        applicantDoc: null,
        nationality: null,
        visaType: null,
        applicationStatus: null,
      }),
    );
    const expected = judgeAll(facts).map(({ a, b, verdict }) => ({ a, b, verdict }));
    const actual = stored(desk) as { a: string; b: string; verdict: string }[];
    expect(actual.map(({ a, b, verdict }) => ({ a, b, verdict }))).toEqual(expected.sort(byPair));
    expect(actual.length).toBeGreaterThan(10);
    await desk.close();
  });

  test('a fee that most people come to pay makes a full search due, and only then', async () => {
    const desk = await openDesk();
    const fees = (from: number, count: number, amountMinor: number): WireRow[] =>
      Array.from({ length: count }, (_, n) =>
        wireRow(makePayment(from + n, { amountMinor, capturedMinor: amountMinor })),
      );
    await desk.writer.applyPull({ page: page({ payment: fees(1, 20, 5_000) }), now: 0 });
    expect(await judgeEverything(desk)).toBe(false);
    await desk.writer.applyPull({ page: page({ payment: fees(50, 20, 7_000) }), now: 0 });
    expect(await judgeEverything(desk)).toBe(false);
    await desk.writer.applyPull({ page: page({ payment: fees(100, 30, 7_000) }), now: 0 });
    expect(await judgeEverything(desk)).toBe(true);
    await desk.close();
  });
});

describe('a full search', () => {
  test('follows the first sync, and what changes meanwhile is not overwritten', async () => {
    const world = createDataWorld();
    const twice = { email: 'same@example.com', applicationId: testId(90), cardFingerprint: 'fp' };
    world.team.put('application', makeApplication(90));
    world.team.put('payment', makePayment(1, twice));
    world.team.put('payment', makePayment(2, { ...twice, amountMinor: 5_001, capturedMinor: 5_001 }));
    const service = await world.open();
    await service.syncNow();
    // Headless: whoever asks waits for the search.
    const open = await service.handlers['duplicates.open']({ limit: 10 });
    expect(open).toMatchObject({
      total: 1,
      pairs: [{ pair: { verdict: 'CONFIRMED_DUPLICATE', refund: testId(2) } }],
    });
    const page = await service.handlers['payments.page']({ id: testId(1) });
    expect(page.duplicates).toMatchObject([{ other: { id: testId(2) } }]);
    expect(
      (await service.handlers['payments.recent']({ limit: 5 })).payments.map(({ duplicate }) => duplicate),
    ).toEqual([true, true]);
    // The second charge turns out to have failed: nothing to return any more.
    world.team.put('payment', makePayment(2, { ...twice, status: 'failed', capturedMinor: 0, ver: 2 }));
    await service.syncNow();
    await service.judged();
    expect(await service.handlers['duplicates.open']({ limit: 10 })).toEqual({ total: 0, pairs: [] });
    await world.close();
  });

  test('results of an older snapshot do not undo what was judged since', async () => {
    const desk = await openDesk();
    const rows = (status: Payment['status'], ver: number): WireRow[] => [
      wireRow(makePayment(1, { orderRef: 'o', email: 'x@example.com', ver: 1 })),
      wireRow(
        makePayment(2, {
          orderRef: 'o',
          email: 'x@example.com',
          amountMinor: 5_001,
          capturedMinor: 5_001,
          status,
          ver,
        }),
      ),
    ];
    await desk.writer.applyPull({ page: page({ payment: rows('captured', 1) }), now: 0 });
    await judgeEverything(desk);
    await desk.writer.beginScan();
    const found = createJobs();
    found.beginScan({ file: desk.file });
    const pairs: StoredPair[] = [];
    for (let some = found.nextPairs(); some; some = found.nextPairs()) pairs.push(...some);
    expect(pairs).toHaveLength(1);
    await desk.writer.applyPull({ page: page({ payment: rows('unknown', 2) }), now: 0 });
    await judgeEverything(desk);
    await desk.writer.storePairs({ pairs, now: 0 });
    await desk.writer.finishScan({ standardFee: null });
    expect(stored(desk)).toMatchObject([{ verdict: 'RESOLVE_FIRST' }]);
    expect(stored(desk)).toEqual(scanned(desk));
    await desk.close();
  });
});
