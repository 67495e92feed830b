import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCacheReader } from '../../../electron/data/db/open.ts';
import { columnsOf } from '../../../electron/data/domains/exports/prepare.ts';
import { exportQuery } from '../../../electron/data/domains/exports/query.ts';
import { EXPORT_SOURCES } from '../../../electron/data/domains/exports/sources.ts';
import type { DataService } from '../../../electron/data/service-types.ts';
import { exportKindSchema } from '../../../shared/domains/exports/contract.ts';
import { headerProblems } from '../../../shared/domains/payments/import-headers.ts';
import { neutralRecordToRow } from '../../../shared/domains/payments/import-neutral.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { planOf } from '../../support/statement-log.ts';
import { makePayment, testId } from '../../support/wire-rows.ts';
import { readWorkbook } from '../../support/workbook.ts';
import { makeExportDesk } from './export-desk.ts';
import { at, fillWorld, HOSTILE } from './export-rows.ts';

const REASON = 'for the auditors of the bank';

let world: DataWorld;
let agent: DataService;
let supervisor: DataService;
let desk: ReturnType<typeof makeExportDesk>;

beforeAll(async () => {
  world = createDataWorld();
  desk = makeExportDesk();
  fillWorld(world.team);
  agent = await world.open();
  supervisor = await world.open({ login: 'ingrid' });
});
afterAll(async () => {
  await world.close();
  desk.remove();
});

describe('payments', () => {
  test('in the order of time, with amounts in both ways, times in UTC and people masked', async () => {
    const rows = await desk.csv(agent, { kind: 'payments' });
    expect(rows.map(({ payment_id }) => payment_id)).toEqual([1, 2, 3, 4].map(testId));
    expect(rows[0]).toMatchObject({
      gateway_ref: 'ch_1',
      order_ref: '00042',
      application_no: 'VNM-0042',
      application_status: 'approved',
      applicant_name_masked: 'A***',
      // The first letter there is: what made it a formula is gone with the rest.
      customer_name_masked: 'H***',
      email_masked: 'a***@e***.org',
      phone_masked: '***67',
      amount: '24.00',
      amount_minor: '2400',
      currency: 'USD',
      refunded: '3.50',
      refunded_minor: '350',
      status: 'captured',
      dispute: 'none',
      created_at: '2026-11-10T10:00:00.250Z',
      captured_at: '2026-11-10T10:00:01.000Z',
    });
    expect(rows.map(({ amount, currency }) => `${amount} ${currency}`)).toEqual([
      '24.00 USD',
      '24.00 USD',
      '5400 JPY',
      '12.345 KWD',
    ]);
    expect(rows[2]).toMatchObject({ captured_at: '', phone_masked: '', customer_name_masked: '王***' });
    expect(Object.keys(rows[0] ?? {})).not.toContain('description');
    expect(JSON.stringify(rows)).not.toMatch(/ana\.silva|1234567|小明/);
  });

  test('as they are, for a supervisor with a reason, guarded against formulas', async () => {
    const [first] = await desk.csv(supervisor, { kind: 'payments', full: true, reason: REASON });
    expect(first).toMatchObject({
      customer_name: `'=HYPERLINK("http://x.example","Ana")\r\n'- second line; '=1+1 \u202eevil\u202c, "quoted"`,
      email: 'ana.silva@example.org',
      phone: '+49 170 1234567',
      description: 'fee, ana.silva@example.org',
    });
  });

  test('of a full export can be imported and judged again, of a masked one no mask can', async () => {
    const rows = await desk.csv(supervisor, { kind: 'payments', full: true, reason: REASON });
    expect(headerProblems('payments', Object.keys(rows[0] ?? {}))).toBeNull();
    const imported = rows.map(neutralRecordToRow);
    expect(imported).toEqual(rows.map(() => expect.objectContaining({ ok: true })));
    expect(imported[3]).toMatchObject({
      row: { amount_minor: 12_345, currency: 'KWD', gateway_ref: 'ch_4' },
    });
    const masked = (await desk.csv(agent, { kind: 'payments' })).map(neutralRecordToRow);
    expect(masked[0]).toMatchObject({ ok: true, row: { email: null, applicant_name: null, payer_id: null } });
  });

  test('of a period in UTC whose days both count whole', async () => {
    for (const [n, createdAt] of [
      [10, at('24T23:59:59.999')],
      [11, at('25T00:00:00')],
      [12, at('26T23:59:59.999')],
      [13, at('27T00:00:00')],
    ] as const) {
      world.team.put('payment', makePayment(n, { createdAt }));
    }
    const rows = await desk.csv(agent, { kind: 'payments', from: '2026-11-25', to: '2026-11-26' });
    expect(rows.map(({ payment_id }) => payment_id)).toEqual([11, 12].map(testId));
    for (const n of [10, 11, 12, 13]) world.team.remove('payment', testId(n));
  });

  test('narrowed down by what fits one value of each filter', async () => {
    const ids = async (filters: object) =>
      (await desk.csv(agent, { kind: 'payments', filters })).map(({ payment_id }) => payment_id);
    expect(await ids({ status: ['failed', 'captured'], gateway: ['stripe'] })).toEqual([1, 2, 4].map(testId));
    expect(await ids({ country: ['CN'] })).toEqual([testId(3)]);
    expect(await ids({ applicationStatus: ['approved'], currency: ['USD'] })).toEqual([1, 2].map(testId));
    expect(await ids({ gateway: ["x' OR 1=1 --"] })).toEqual([]);
  });
});

describe('refunds', () => {
  test('with their charge, states in words where asked for', async () => {
    const [first, second] = await desk.csv(agent, { kind: 'refunds', language: 'zh-Hans' });
    expect(first).toMatchObject({
      refund_id: testId(200),
      gateway_ref: 'ch_1',
      amount: '3.00',
      reason: '重复扣款',
      state: '已退款',
      verdict: "'=1+1",
      duplicate_of: testId(2),
      requested_by: 'amina',
      requested_at: '2026-11-12T08:00:00.000Z',
      arrival_earliest: '2026-11-18',
      arn: '74000000000000000000001',
    });
    expect(second).toMatchObject({
      refund_id: testId(201),
      state: '待审核',
      currency: 'JPY',
      amount: '1000',
    });
    expect(Object.keys(first ?? {})).not.toContain('note');
  });

  test('with headings in words only where asked for', async () => {
    const [row] = await desk.csv(agent, { kind: 'refunds', language: 'zh-Hans', headers: 'localised' });
    expect(Object.keys(row ?? {}).slice(0, 3)).toEqual(['退款 ID', '支付 ID', '网关']);
    const [english] = await desk.csv(agent, { kind: 'refunds', headers: 'localised' });
    expect(english).toMatchObject({ 'Refund ID': testId(200), State: 'refunded' });
  });

  test('that only this computer knows of are not in it', async () => {
    world.team.failAfter('submit', 0, 'hang');
    await agent.handlers['refunds.submit']({
      commandId: testId(900),
      refundId: testId(901),
      paymentId: testId(4),
      amountMinor: 100,
      currency: 'KWD',
      reason: 'goodwill',
      note: 'x',
      evidence: { duplicateOf: null, verdict: null, newApplicationNo: null, document: null },
    });
    const { refunds } = await agent.handlers['refunds.list']({ view: 'mine', limit: 10 });
    expect(refunds.map(({ view }) => view.refund.id)).toContain(testId(901));
    const rows = await desk.csv(agent, { kind: 'refunds', from: '2000-01-01', to: '2100-01-01' });
    expect(rows.map(({ refund_id }) => refund_id)).toEqual([200, 201].map(testId));
  });
});

describe('tickets', () => {
  test('by number, without what was written in them', async () => {
    const rows = await desk.csv(agent, { kind: 'tickets' });
    expect(rows).toMatchObject([
      { number: '3', channel: 'chat', language: 'zh-Hans', tags: '', customer_name_masked: '' },
      {
        number: '7',
        status: 'solved',
        tags: 'vip, refund',
        assignee: 'amina',
        gateway_ref: 'ch_1',
        phone_masked: '***67',
        created_at: '2026-11-11T09:00:00.000Z',
      },
    ]);
    expect(Object.keys(rows[0] ?? {})).not.toContain('subject');
    const tagged = await desk.csv(agent, { kind: 'tickets', filters: { tag: ['urgent', 'vip'] } });
    expect(tagged.map(({ number }) => number)).toEqual(['7']);
    const full = await desk.csv(supervisor, { kind: 'tickets', full: true, reason: REASON });
    expect(full[1]?.subject).toMatch(/^'=HYPERLINK/);
  });
});

describe('duplicates', () => {
  test('with both charges, the verdict and the charge to return', async () => {
    const rows = await desk.csv(agent, { kind: 'duplicates' });
    expect(rows).toMatchObject([
      {
        earlier_payment_id: testId(1),
        later_payment_id: testId(2),
        earlier_amount: '24.00',
        seconds_between: '10',
        application_no: 'VNM-0042',
        email_masked: 'a***@e***.org',
        cause: expect.any(String),
        evidence: expect.stringMatching(/^[a-z-]+( [a-z-]+)*$/),
      },
    ]);
    const [row] = rows;
    expect(['', testId(1), testId(2)]).toContain(row?.refund_payment_id);
    expect(await desk.csv(agent, { kind: 'duplicates', filters: { verdict: ['SEPARATE'] } })).toEqual([]);
  });
});

describe('a workbook', () => {
  test('says the same as the CSV file, with real numbers and times and no formula', async () => {
    const done = await desk.run(supervisor, { kind: 'payments', format: 'xlsx', full: true, reason: REASON });
    const [sheet] = await readWorkbook(done.file);
    const [headings = [], first = []] = sheet?.rows ?? [];
    const column = (key: string) =>
      headings.find(({ text }) => text === key)?.address.replace(/\d+$/, '') ?? 'no such column';
    const cell = (key: string) => first.find(({ address }) => address === `${column(key)}2`);
    expect(sheet?.name).toBe('Payments');
    expect(sheet?.rows).toHaveLength(5);
    expect(cell('customer_name')).toMatchObject({ text: HOSTILE.replace('\r\n', '\n'), isQuoted: true });
    expect(cell('phone')).toMatchObject({ text: '+49 170 1234567', isQuoted: false });
    expect(cell('order_ref')?.text).toBe('00042');
    expect(cell('amount')).toMatchObject({ number: 24, format: '0.00' });
    expect(cell('created_at')?.number).toBeCloseTo(at('10T10:00:00.250') / 86_400_000 + 25_569, 9);
    expect(cell('description')?.text).toBe('fee, ana.silva@example.org');
    expect(readFileSync(done.file).subarray(0, 2).toString('latin1')).toBe('PK');
  });

  test('has a name in the language asked for, and begins where people begin to read', async () => {
    const sheetIn = async (language: 'zh-Hans' | 'ar') => {
      const { file } = await desk.run(agent, { kind: 'refunds', format: 'xlsx', language });
      return (await readWorkbook(file)).map(({ name, rightToLeft }) => ({ name, rightToLeft }));
    };
    expect(await sheetIn('zh-Hans')).toEqual([{ name: '退款', rightToLeft: false }]);
    expect(await sheetIn('ar')).toEqual([{ name: 'طلبات الاسترداد', rightToLeft: true }]);
  });
});

test.each(exportKindSchema.options)(
  'every column and filter of %s is in the cache, and joins go by id',
  (kind) => {
    const cache = openCacheReader(`${world.folder()}/cache.db`);
    const source = EXPORT_SOURCES[kind];
    const filters = Object.fromEntries(Object.keys(source.filters).map((name) => [name, ['x']]));
    const query = exportQuery(source, columnsOf(source.columns, true), {
      from: '2026-11-01',
      to: '2026-11-02',
      filters,
    });
    const bound = (sql: string) =>
      Object.entries(query.parameters).reduce(
        (text, [name, value]) =>
          text.replaceAll(`@${name}`, typeof value === 'number' ? `${value}` : `'${value}'`),
        sql,
      );
    expect(() => cache.prepare(bound(query.count)).get()).not.toThrow();
    const plan = planOf(cache, bound(query.rows));
    const [alias] = source.table.split(' ').slice(1);
    // Only the table itself may be walked through.
    const walks = plan.filter((line) => line.startsWith('SCAN') && !line.includes('json_each'));
    expect(walks.filter((line) => !line.startsWith(`SCAN ${alias}`))).toEqual([]);
    cache.close();
  },
);
