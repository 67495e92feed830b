import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FailureReport, RefundReport } from '../../../shared/domains/reports/contract.ts';
import { readWorkbook } from '../../support/workbook.ts';
import { type Desk, makeDesk } from './desk.ts';

const PERIOD = ['--from', '2026-11-01', '--to', '2026-11-30'] as const;
const HEADER =
  'payment_id,gateway,gateway_ref,issuer_country,amount_minor,currency,status,raw_code,created_at,refunded_minor';
const row = (n: number, gateway: string, country: string, status: string, code: string, at: string): string =>
  `r-${n},${gateway},ch_Report${n},${country},2500,USD,${status},${code},${at},`;
const PAYMENTS = [
  HEADER,
  row(1, 'stripe', 'IN', 'failed', '=1+1', '2026-11-01T00:00:00Z'),
  row(2, 'stripe', 'IN', 'failed', 'do_not_honor', '2026-11-02T10:00:00Z'),
  row(3, 'stripe', 'DE', 'captured', '', '2026-11-02T11:00:00Z'),
  row(4, 'adyen', 'DE', 'captured', '', '2026-11-30T23:59:59Z'),
  row(5, 'adyen', '', 'processing', '', '2026-11-05T12:00:00Z'),
  // In India this is the first of December already, in UTC the last of November.
  row(6, 'stripe', 'IN', 'captured', '', '2026-11-30T18:30:00Z'),
  row(7, 'stripe', 'IN', 'captured', '', '2026-10-15T12:00:00Z'),
].join('\n');

describe('desk report', () => {
  let desk: Desk;
  const file = (name: string): string => join(dirname(desk.dataDirectory), name);
  const csvRows = (name: string): Record<string, string>[] =>
    parse(readFileSync(file(name)), { bom: true, columns: true });

  beforeAll(async () => {
    desk = makeDesk();
    await desk.run('import', 'payments', desk.file('in.csv', PAYMENTS));
  });
  afterAll(() => desk.remove());

  it('answers failures as one document', async () => {
    const run = await desk.run('report', 'failures', ...PERIOD, '--compare', '--json');
    expect([run.exitCode, run.err]).toEqual([0, '']);
    const report = run.json<FailureReport>();
    expect(report).toMatchObject({
      period: { from: '2026-11-01', to: '2026-11-30' },
      before: { from: '2026-10-02', to: '2026-10-31' },
      timeZone: 'UTC',
      complete: true,
      total: {
        now: { failed: 2, tried: 5, rate: 0.4 },
        before: { failed: 0, tried: 1, rate: 0 },
        change: { rate: { absolute: 0.4, relative: null, small: true } },
      },
      leftOut: { authorised: 0, unfinished: 1, givenUp: 0 },
    });
    expect(report.byCountry.map(({ country, now }) => [country, now.tried])).toEqual([
      ['IN', 3],
      ['DE', 2],
    ]);
    expect(report.days).toHaveLength(30);
    expect(report.days[29]).toMatchObject({ day: '2026-11-30', value: { tried: 2 } });
  });

  it('counts days of another time zone', async () => {
    const run = await desk.run('report', 'failures', ...PERIOD, '--time-zone', 'Asia/Kolkata', '--json');
    const report = run.json<FailureReport>();
    expect([report.timeZone, report.before, report.total.now.tried]).toEqual(['Asia/Kolkata', null, 3]);
  });

  it('answers refunds, here of a desk that has none', async () => {
    const run = await desk.run('report', 'refunds', ...PERIOD, '--json');
    expect(run.json<RefundReport>()).toMatchObject({
      total: { now: { refunds: 0, money: [], medianHours: null }, before: null, change: null },
      byReason: [],
    });
    expect((await desk.run('report', 'refunds', ...PERIOD)).out).toBe('No refund was requested.\n');
  });

  it('says it in words', async () => {
    const { out } = await desk.run('report', 'failures', ...PERIOD, '--compare');
    expect(out).toContain('2 of 5 payments failed: 40.0 % (2 of 5), before 0.0 % (0 of 1)');
    expect(out).toContain('Not counted: 0 only reserved, 1 without an outcome, 0 given up.');
    expect(out).toContain('  stripe do_not_honor: 25.0 % (1 of 4), before 0.0 % (0 of 1)');
  });

  it('writes CSV with stable columns, formulas disarmed', async () => {
    const out = ['--format', 'csv', '--out', file('failures.csv')];
    const run = await desk.run('report', 'failures', ...PERIOD, ...out, '--json');
    expect([run.exitCode, run.err]).toEqual([0, '']);
    expect(run.json()).toEqual({
      report: 'failures',
      from: '2026-11-01',
      to: '2026-11-30',
      timeZone: 'UTC',
      compare: false,
      format: 'csv',
      file: file('failures.csv'),
      rows: 37,
    });
    const rows = csvRows('failures.csv');
    expect(rows).toHaveLength(37);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...['section', 'gateway', 'country', 'code', 'day', 'failed', 'tried', 'rate'],
    ]);
    expect(rows[0]).toMatchObject({ section: 'total', failed: '2', tried: '5', rate: '0.4' });
    expect(rows.filter(({ section }) => section === 'cause').map(({ code }) => code)).toEqual([
      "'=1+1",
      'do_not_honor',
    ]);
    const again = await desk.run('report', 'failures', ...PERIOD, ...out);
    expect([again.exitCode, again.err]).toEqual([2, 'file-exists: There is a file of that name already.\n']);
    expect((await desk.run('report', 'failures', ...PERIOD, ...out, '--force')).exitCode).toBe(0);
  });

  it('writes a workbook in words of a language, with the comparison', async () => {
    const run = await desk.run(
      ...['report', 'failures', ...PERIOD, '--compare', '--format', 'xlsx', '--out', file('失败.xlsx')],
      ...['--lang', 'zh-Hans', '--headers', 'localised'],
    );
    expect([run.exitCode, run.err]).toEqual([0, '']);
    const [sheet] = await readWorkbook(file('失败.xlsx'));
    expect(sheet?.name).toBe('支付失败');
    const [head, total] = sheet?.rows ?? [];
    expect(head?.slice(0, 2).map(({ text }) => text)).toEqual(['分组', '网关']);
    expect(head?.at(-1)?.text).toBe('数量过少，不宜比较');
    const cells = new Map(
      total?.map(({ address, text, number }) => [address.replace(/\d+/, ''), text ?? number]),
    );
    expect([cells.get('A'), cells.get('F'), cells.get('G'), cells.get('H')]).toEqual(['全部', 2, 5, 0.4]);
    expect(total?.at(-1)?.text).toBe('是');
  });

  it.each([
    [['nothing', ...PERIOD], 'There is no report on nothing; there are refunds and failures'],
    [['failures', '--from', '2026-11-01'], '--to: missing or not understood'],
    [['failures', '--from', 'yesterday', '--to', '2026-11-01'], '--from: missing or not understood'],
    [['failures', '--from', '2026-11-02', '--to', '2026-11-01'], 'the period ends before it begins'],
    [['failures', ...PERIOD, '--time-zone', 'Mars'], '--time-zone: missing or not understood'],
    [['failures', ...PERIOD, '--format', 'csv'], '--format and --out go together'],
    [['failures', ...PERIOD, '--out', 'x.csv'], '--format and --out go together'],
    [['failures', ...PERIOD, '--format', 'pdf', '--out', 'x'], '--format: missing or not understood'],
  ])('refuses %j', async (commandLine, message) => {
    const run = await desk.run('report', ...commandLine);
    expect([run.exitCode, run.out, run.err]).toEqual([2, '', `bad-input: ${message}\n`]);
  });
});
