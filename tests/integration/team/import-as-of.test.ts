import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WireRow } from '../../../electron/lib/team/team-client.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { importRow, paymentOf, wireRow } from '../../support/team-rows.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.now();
const YESTERDAY = NOW - 24 * HOUR_MS;
const MORNING = NOW - 8 * HOUR_MS;
const NOON = NOW - 4 * HOUR_MS;

/** Random orders on each engine. */
const RUNS = 25;

describe.each(engines)('as of when an import counts, on $name', ({ open }) => {
  let team: TestTeam;
  let sue: ReturnType<TestTeam['client']>;

  beforeAll(async () => {
    team = await open();
    sue = team.client('sue');
  });
  afterAll(() => team.close());

  const countOf = async (sql: string, parameters: readonly unknown[] = []) =>
    Number((await team.owner.query(sql, parameters)).rows[0]?.[0]);
  const feedSize = () => countOf('SELECT count(*) FROM feed.change');
  const applicationOf = (applicationNo: string) =>
    wireRow(team.owner, 'application', 'application_no', applicationNo);
  const rememberedOf = async (gatewayRef: unknown) =>
    countOf(
      'SELECT wire.ms(m.as_of) FROM crm.payment_import m JOIN crm.payment p ON p.id = m.payment_id WHERE p.gateway_ref = $1',
      [gatewayRef],
    );

  test('an older export after a newer one takes nothing back and fills what is unknown', async () => {
    const newer = importRow({
      refunded_minor: 2500,
      dispute: 'won',
      raw_code: 'new-code',
      order_ref: 'ORDER-NEW',
      email: 'as-of@example.org',
      application_no: 'EV-AS-OF-1',
      application_status: 'approved',
    });
    await sue.importPayments('test', [newer], NOON);
    const older = {
      ...newer,
      amount_minor: 9000,
      refunded_minor: 0,
      dispute: 'open',
      raw_code: 'old-code',
      order_ref: 'ORDER-OLD',
      email: 'as-of-old@example.org',
      application_no: 'EV-AS-OF-OLD',
      application_status: 'submitted',
      created_at: '2026-11-01T09:00:00Z',
      captured_at: '2026-11-01T10:00:07Z',
      card_last4: '4242',
    };
    expect(await sue.importPayments('test', [older], MORNING)).toMatchObject({ updated: 1, unchanged: 0 });
    const payment = await paymentOf(team.owner, newer.gateway_ref);
    expect(payment).toMatchObject({
      amount_minor: 10_000,
      captured_minor: 10_000,
      external_refunded_minor: 2500,
      dispute: 'won',
      raw_code: 'new-code',
      order_ref: 'ORDER-NEW',
      email: 'as-of@example.org',
      created_at: Date.parse('2026-11-01T10:00:00Z'),
      // Unknown until now.
      captured_at: Date.parse('2026-11-01T10:00:07Z'),
      card_last4: '4242',
    });
    expect(await applicationOf('EV-AS-OF-1')).toMatchObject({ status: 'approved' });
    // Somebody and something else that newer facts have replaced.
    expect(await applicationOf('EV-AS-OF-OLD')).toEqual({});
    expect(await wireRow(team.owner, 'customer', 'email', 'as-of-old@example.org')).toEqual({});
    const size = await feedSize();
    expect(await sue.importPayments('test', [older], MORNING)).toMatchObject({ updated: 0, unchanged: 1 });
    expect(await sue.importPayments('test', [newer], NOON)).toMatchObject({ updated: 0, unchanged: 1 });
    expect(await feedSize()).toBe(size);
    expect(await paymentOf(team.owner, newer.gateway_ref)).toEqual(payment);
    // What comes after the newer one counts again.
    await sue.importPayments('test', [{ ...newer, refunded_minor: 0, dispute: 'lost' }], NOON + 1);
    expect(await paymentOf(team.owner, newer.gateway_ref)).toMatchObject({
      external_refunded_minor: 0,
      dispute: 'lost',
    });
  });

  test('the same row again leaves no trace but counts as of then', async () => {
    const row = importRow({
      refunded_minor: 0,
      dispute: 'open',
      application_no: 'EV-AS-OF-2',
      application_status: 'submitted',
    });
    await sue.importPayments('test', [row], YESTERDAY);
    const [payment, size] = [await paymentOf(team.owner, row.gateway_ref), await feedSize()];
    expect(await sue.importPayments('test', [row], NOON)).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 1,
      bad: [],
    });
    expect(await feedSize()).toBe(size);
    expect(await paymentOf(team.owner, row.gateway_ref)).toEqual(payment);
    expect(await rememberedOf(row.gateway_ref)).toBe(NOON);
    // Newer than the first, older than the second time.
    const between = {
      ...row,
      refunded_minor: 500,
      dispute: 'won',
      raw_code: 'between',
      application_status: 'refused',
    };
    await sue.importPayments('test', [{ ...between, raw_code: null }], MORNING);
    expect(await paymentOf(team.owner, row.gateway_ref)).toEqual(payment);
    expect(await applicationOf('EV-AS-OF-2')).toMatchObject({ status: 'submitted' });
    // And the same row as of earlier moves nothing back.
    await sue.importPayments('test', [row], YESTERDAY);
    expect(await rememberedOf(row.gateway_ref)).toBe(NOON);
  });

  test('as of the same moment the later call counts', async () => {
    const row = importRow({ refunded_minor: 100 });
    await sue.importPayments('test', [row], NOON);
    await sue.importPayments('test', [{ ...row, refunded_minor: 50 }], NOON);
    expect(await paymentOf(team.owner, row.gateway_ref)).toMatchObject({ external_refunded_minor: 50 });
  });

  test('a time to come counts as now, and so does none', async () => {
    const row = importRow({ refunded_minor: 100 });
    await sue.importPayments('test', [row], NOW + 24 * HOUR_MS);
    expect(await rememberedOf(row.gateway_ref)).toBeLessThanOrEqual(Date.now());
    await sue.importPayments('test', [{ ...row, refunded_minor: 50 }]);
    expect(await paymentOf(team.owner, row.gateway_ref)).toMatchObject({ external_refunded_minor: 50 });
    await sue.importPayments('test', [{ ...row, refunded_minor: 0 }], NOON);
    expect(await paymentOf(team.owner, row.gateway_ref)).toMatchObject({ external_refunded_minor: 50 });
  });

  test('what an export does not tell it does not outdate', async () => {
    const platform = importRow({ application_no: 'EV-AS-OF-3' });
    await sue.importPayments('test', [platform], NOON);
    // Older, but the first to speak of refunds, a dispute and the application.
    const gateway = { ...platform, refunded_minor: 700, dispute: 'open', application_status: 'submitted' };
    expect(await sue.importPayments('test', [gateway], YESTERDAY)).toMatchObject({ updated: 1 });
    expect(await paymentOf(team.owner, platform.gateway_ref)).toMatchObject({
      external_refunded_minor: 700,
      dispute: 'open',
    });
    const later = { ...gateway, refunded_minor: 800, dispute: 'won', application_status: 'approved' };
    await sue.importPayments('test', [later], MORNING);
    expect(await paymentOf(team.owner, platform.gateway_ref)).toMatchObject({
      external_refunded_minor: 800,
      dispute: 'won',
    });
    expect(await applicationOf('EV-AS-OF-3')).toMatchObject({ status: 'approved' });
    await sue.importPayments('test', [{ ...gateway, refunded_minor: 0 }], MORNING - 1);
    expect(await paymentOf(team.owner, platform.gateway_ref)).toMatchObject({
      external_refunded_minor: 800,
      dispute: 'won',
    });
  });

  test('an application keeps its newest facts, also when an older export brings another of its fees', async () => {
    const fee = importRow({
      application_no: 'EV-AS-OF-4',
      application_status: 'approved',
      fee_type: 'base',
    });
    await sue.importPayments('test', [fee], NOON);
    const other = importRow({
      application_no: 'EV-AS-OF-4',
      application_status: 'submitted',
      applicant_name: 'Only Here',
      fee_type: 'expedite',
    });
    expect(await sue.importPayments('test', [other], MORNING)).toMatchObject({ inserted: 1 });
    expect(await applicationOf('EV-AS-OF-4')).toMatchObject({
      status: 'approved',
      applicant_name: 'Only Here',
    });
  });

  test.each([
    // What a charge had reached at any time, it has reached.
    ['processing', 'captured', 'captured'],
    ['authorised', 'failed', 'failed'],
    ['failed', 'captured', 'captured'],
    ['captured', 'authorised', 'captured'],
    ['captured', 'failed', 'captured'],
    ['processing', 'unknown', 'processing'],
    ['expired', 'failed', 'expired'],
  ])('%s now and %s before is %s', async (now, before, status) => {
    const row = importRow({ status: now });
    await sue.importPayments('test', [row], NOON);
    await sue.importPayments('test', [{ ...row, status: before, amount_minor: 7000 }], MORNING);
    expect(await paymentOf(team.owner, row.gateway_ref)).toMatchObject({
      status,
      amount_minor: 10_000,
      captured_minor: status === 'captured' ? 10_000 : 0,
    });
  });

  test('several rows of one charge that differ change nothing the second time', async () => {
    const row = importRow({ payment_id: 'HOOK-1' });
    const rows = [
      row,
      { ...row, payment_id: 'HOOK-2', created_at: '2026-11-01T10:00:04Z', raw_code: 'second' },
    ];
    expect(await sue.importPayments('test', rows, MORNING)).toMatchObject({ inserted: 1, updated: 1 });
    const [payment, size] = [await paymentOf(team.owner, row.gateway_ref), await feedSize()];
    expect(payment).toMatchObject({ raw_code: 'second' });
    for (const again of [MORNING, NOON]) {
      expect(await sue.importPayments('test', rows, again)).toMatchObject({ updated: 0, unchanged: 2 });
    }
    expect(await feedSize()).toBe(size);
    expect(await paymentOf(team.owner, row.gateway_ref)).toEqual(payment);
    // Of one alone it is a newer export that tells something else.
    expect(await sue.importPayments('test', [row], NOON + 1)).toMatchObject({ updated: 1 });
  });

  test('whatever the order in which exports come, the newest facts hold', async () => {
    /** What an export tells of a charge; null: the column is not in it. */
    const told = fc.record({
      amount_minor: fc.integer({ min: 5000, max: 5010 }),
      status: fc.constantFrom('processing', 'unknown', 'authorised', 'failed', 'expired', 'captured'),
      dispute: fc.constantFrom(null, 'none', 'open', 'won', 'lost'),
      refunded_minor: fc.constantFrom(null, 0, 300, 900),
      raw_code: fc.constantFrom(null, 'a', 'b'),
      region: fc.constantFrom(null, 'x', 'y'),
      order_ref: fc.constantFrom(null, 'O-1', 'O-2'),
      created_at: fc.constantFrom('2026-11-01T10:00:00Z', '2026-11-01T10:00:05Z'),
      captured_at: fc.constantFrom(null, '2026-11-01T10:01:00Z', '2026-11-01T10:02:00Z'),
      application_status: fc.constantFrom(null, 'submitted', 'approved'),
      visa_type: fc.constantFrom(null, 'tourist', 'business'),
    });
    let made = 0;

    /** Imports two exports, the older one at last, and returns what holds then. */
    async function holds(exports: readonly WireRow[], order: readonly number[]): Promise<WireRow> {
      made += 1;
      const charge = importRow({ application_no: `EV-ORDER-${made}` });
      for (const index of order) {
        const row = { ...charge, ...exports[index] };
        const isCaptured = row.status === 'captured';
        const possible = isCaptured ? row : { ...row, captured_at: null, refunded_minor: null };
        const { bad } = await sue.importPayments('test', [possible], MORNING + index);
        expect(bad).toEqual([]);
      }
      const { id, gateway_ref, application_id, ver, ...payment } = await paymentOf(
        team.owner,
        charge.gateway_ref,
      );
      const { status, visa_type } = await applicationOf(`EV-ORDER-${made}`);
      return { ...payment, application: { status, visa_type } };
    }

    await fc.assert(
      fc.asyncProperty(fc.tuple(told, told), async (exports) => {
        const expected = await holds(exports, [0, 1]);
        expect(await holds(exports, [1, 0])).toEqual(expected);
        expect(await holds(exports, [1, 0, 0, 1, 0])).toEqual(expected);
      }),
      { numRuns: RUNS },
    );
  });
});
