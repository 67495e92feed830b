import { describe, expect, test } from 'vitest';
import { AGE_BUCKETS, ageBucket } from '../../../shared/domains/reports/age.ts';
import { change, comparedByKey, countChange, rateChange } from '../../../shared/domains/reports/compare.ts';
import { periodSchema } from '../../../shared/domains/reports/contract.ts';
import { standingOf, statusesOf, tallyOf } from '../../../shared/domains/reports/tally.ts';

const HOUR_MS = 60 * 60_000;

describe('a change', () => {
  test('is absolute and relative', () => {
    expect(countChange(30, 20)).toEqual({ absolute: 10, relative: 0.5, small: false });
    expect(countChange(15, 30)).toEqual({ absolute: -15, relative: -0.5, small: false });
  });

  test('is relative to nothing only absolutely', () => {
    expect(countChange(30, 0)).toEqual({ absolute: 30, relative: null, small: false });
    expect(countChange(0, 0)).toEqual({ absolute: 0, relative: null, small: true });
  });

  test('of counts is small when both are', () => {
    expect(countChange(9, 1).small).toBe(true);
    expect(countChange(10, 1).small).toBe(false);
    expect(countChange(1, 10).small).toBe(false);
  });

  test('of rates is in parts of one, and small when few were tried in either period', () => {
    const { absolute, relative, small } = rateChange(tallyOf(12, 60), tallyOf(5, 50));
    expect(absolute).toBeCloseTo(0.1);
    expect(relative).toBeCloseTo(1);
    expect(small).toBe(false);
    expect(rateChange(tallyOf(3, 29), tallyOf(50, 500)).small).toBe(true);
    expect(rateChange(tallyOf(50, 500), tallyOf(3, 29)).small).toBe(true);
    expect(rateChange(tallyOf(3, 30), tallyOf(3, 30)).small).toBe(false);
  });

  test('is unknown where a value is', () => {
    expect(change(null, 4, false)).toEqual({ absolute: null, relative: null, small: false });
    expect(rateChange(tallyOf(0, 0), tallyOf(1, 40))).toEqual({
      absolute: null,
      relative: null,
      small: true,
    });
  });
});

test('groups of either side are compared, each with nothing where the other has none', () => {
  const grouping = (values: Record<string, number>) => ({ values: new Map(Object.entries(values)), none: 0 });
  const rows = comparedByKey(grouping({ a: 12, b: 20 }), grouping({ b: 10, c: 11 }), countChange);
  expect(
    rows.map(([key, { now, before, change: changes }]) => [key, now, before, changes?.absolute]),
  ).toEqual([
    ['a', 12, 0, 12],
    ['b', 20, 10, 10],
    ['c', 0, 11, -11],
  ]);
  expect(comparedByKey(grouping({ a: 1 }), null, countChange)).toEqual([
    ['a', { now: 1, before: null, change: null }],
  ]);
});

test('an age at a limit belongs to the next bucket', () => {
  const ages = [-1, 0, 1, 4, 24, 72].flatMap((hours) => [hours * HOUR_MS - 1, hours * HOUR_MS]);
  expect(ages.map(ageBucket)).toEqual([
    'under-1h',
    'under-1h',
    'under-1h',
    'under-1h',
    'under-1h',
    '1h-4h',
    '1h-4h',
    '4h-24h',
    '4h-24h',
    '1d-3d',
    '1d-3d',
    'over-3d',
  ]);
  expect(AGE_BUCKETS).toHaveLength(5);
});

test('a rate counts what succeeded and what failed, and nothing else', () => {
  expect(statusesOf('succeeded')).toEqual(['captured']);
  expect(statusesOf('failed')).toEqual(['failed']);
  expect(standingOf('authorised')).toBe('authorised');
  expect(
    ['created', 'requires_action', 'processing', 'unknown'].every((status) =>
      statusesOf('unfinished').includes(status),
    ),
  ).toBe(true);
  expect(statusesOf('givenUp')).toEqual(['cancelled', 'expired']);
});

describe('a period', () => {
  const parse = (from: string, to: string, timeZone = 'UTC') =>
    periodSchema.safeParse({ from, to, timeZone }).success;
  test('is some days of a time zone', () => {
    expect(periodSchema.parse({ from: '2026-11-01', to: '2026-11-22', timeZone: 'Asia/Kolkata' })).toEqual({
      from: '2026-11-01',
      to: '2026-11-22',
      timeZone: 'Asia/Kolkata',
      compare: false,
    });
    expect(parse('2026-11-22', '2026-11-22')).toBe(true);
    expect(parse('2024-01-01', '2026-12-31')).toBe(true);
  });
  test.each([
    ['2026-11-23', '2026-11-22', 'UTC'],
    ['2026-02-29', '2026-03-01', 'UTC'],
    ['2020-01-01', '2026-01-01', 'UTC'],
    ['0001-01-01', '0001-01-02', 'UTC'],
    ['9999-12-31', '9999-12-31', 'UTC'],
    ['2026-11-22', '2026-11-22', '+05:30'],
  ])('is not %s to %s in %s', (from, to, timeZone) => expect(parse(from, to, timeZone)).toBe(false));
});
