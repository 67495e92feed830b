import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refundFile } from '../../../electron/data/domains/reports/report-file.ts';
import { failureRows, refundRows } from '../../../electron/data/domains/reports/report-rows.ts';
import { exportLanguageSchema } from '../../../shared/domains/exports/contract.ts';
import type { FailureReport, RefundReport } from '../../../shared/domains/reports/contract.ts';
import { failureFigures } from '../../../shared/domains/reports/failure-figures.ts';
import { refundFigures, reviewed } from '../../../shared/domains/reports/refund-figures.ts';
import { reportWords } from '../../../shared/domains/reports/words.ts';

const HOUR_MS = 60 * 60_000;
const AT = Date.UTC(2026, 10, 22);
const refund = (currency: string, amountMinor: number, taken: number | null, age = 100) => ({
  reason: 'duplicate' as const,
  state: taken === null ? ('submitted' as const) : ('refunded' as const),
  currency,
  amountMinor,
  requestedAt: AT - age * HOUR_MS,
  reviewDueAt: AT - (age - 24) * HOUR_MS,
  decidedAt: taken === null ? null : AT - (age - taken) * HOUR_MS,
});
const NOW = reviewed([refund('USD', 1_050, 3), refund('JPY', 500, 30), refund('KWD', 1_005, null)], AT);
const BEFORE = reviewed([refund('USD', 2_000, 6, 200), refund('EUR', 300, 1, 200)], AT);
const day = { inTime: 1, late: 1, undecided: 1, dropped: 0 };
const REPORT: RefundReport = {
  period: { from: '2026-11-18', to: '2026-11-18' },
  before: { from: '2026-11-17', to: '2026-11-17' },
  timeZone: 'UTC',
  ...refundFigures(NOW, BEFORE),
  days: [
    {
      day: '2026-11-18',
      value: day,
      before: { day: '2026-11-17', value: { ...day, late: 0, undecided: 0, inTime: 2 } },
    },
  ],
};

describe('rows of a report on refunds', () => {
  const rows = refundRows(REPORT);

  test('have one for the group and one for each currency of either period, in major and minor units', () => {
    expect(rows.filter(({ section }) => section === 'total')).toEqual([
      {
        section: 'total',
        refunds: 3,
        decided: 2,
        median_hours: '16.5',
        in_time: '0.333333',
        before_refunds: 2,
        before_decided: 2,
        before_median_hours: '3.5',
        before_in_time: '1',
        refunds_change: 1,
        refunds_change_relative: '0.5',
        few: 'yes',
      },
      ...[
        ['EUR', 0, '0.00', 0, 1, '3.00', 300, '-1'],
        ['JPY', 1, '500', 500, null, null, null, null],
        ['KWD', 1, '1.005', 1_005, null, null, null, null],
        ['USD', 1, '10.50', 1_050, 1, '20.00', 2_000, '-0.475'],
      ].map(([currency, refunds, amount, minor, count, before, beforeMinor, change]) => ({
        section: 'total',
        currency,
        refunds,
        amount,
        amount_minor: minor,
        before_refunds: count,
        before_amount: before,
        before_amount_minor: beforeMinor,
        amount_change_relative: change,
        few: 'yes',
      })),
    ]);
  });

  test('tell of the days beside one another', () => {
    expect(rows.at(-1)).toEqual({
      section: 'day',
      day: '2026-11-18',
      before_day: '2026-11-17',
      refunds: 3,
      decided_in_time: 1,
      decided_late: 1,
      undecided: 1,
      dropped: 0,
      before_refunds: 2,
      before_decided_in_time: 2,
      before_decided_late: 0,
      before_undecided: 0,
      before_dropped: 0,
    });
  });

  test('every number of a row has its column in the file, and every column has words', async () => {
    const { content } = refundFile(REPORT, { format: 'csv', language: null, headers: 'keys' });
    const blocks: Buffer[] = [];
    for await (const block of content()) blocks.push(block);
    const [head = '', ...lines] = Buffer.concat(blocks)
      .toString('utf8')
      .replace('\ufeff', '')
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(rows.length);
    const columns = head.split(',');
    expect(rows.flatMap((row) => Object.keys(row)).filter((key) => !columns.includes(key))).toEqual([]);
    const formats = readFileSync(join(import.meta.dirname, '../../../docs/formats.md'), 'utf8');
    const own = columns.filter((column) => !column.startsWith('before_'));
    expect(own.filter((column) => !formats.includes(`\`${column}\``))).toEqual([]);
    for (const language of exportLanguageSchema.options) {
      expect(columns.filter((column) => !(column in reportWords(language).column))).toEqual([]);
    }
  });
});

test('rows of a report on failures name what is not known by an empty cell', () => {
  const report: FailureReport = {
    period: { from: '2026-11-18', to: '2026-11-18' },
    before: null,
    timeZone: 'UTC',
    complete: true,
    ...failureFigures([{ gateway: 'stripe', country: '', status: 'failed', code: '', payments: 3 }], null),
    days: [{ day: '2026-11-18', value: { failed: 3, tried: 3, rate: 1 }, before: null }],
  };
  const filled = failureRows(report).map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
  );
  const tally = { failed: 3, tried: 3, rate: '1' };
  expect(filled).toEqual([
    { section: 'total', ...tally },
    { section: 'gateway', gateway: 'stripe', ...tally },
    { section: 'country', ...tally },
    { section: 'cause', gateway: 'stripe', ...tally },
    { section: 'day', day: '2026-11-18', ...tally },
  ]);
});

test('words are there in every language', () => {
  const keys = (value: object): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null ? keys(inner).map((each) => `${key}.${each}`) : [key],
    );
  for (const language of exportLanguageSchema.options) {
    expect(keys(reportWords(language))).toEqual(keys(reportWords('en')));
  }
});
