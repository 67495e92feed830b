import { describe, expect, test } from 'vitest';
import {
  median,
  type RefundFacts,
  refundDays,
  refundFigures,
  reviewed,
} from '../../../shared/domains/reports/refund-figures.ts';

const HOUR_MS = 60 * 60_000;
const AT = Date.UTC(2026, 10, 22, 12);
const hoursAgo = (hours: number): number => AT - hours * HOUR_MS;

/** Requested so many hours ago, and decided after `taken` hours unless that is null. */
function refund(asked: number, taken: number | null, overrides: Partial<RefundFacts> = {}): RefundFacts {
  const requestedAt = hoursAgo(asked);
  return {
    reason: 'duplicate',
    state: taken === null ? 'submitted' : 'refunded',
    currency: 'USD',
    amountMinor: 1_000,
    requestedAt,
    reviewDueAt: requestedAt + 24 * HOUR_MS,
    decidedAt: taken === null ? null : requestedAt + taken * HOUR_MS,
    ...overrides,
  };
}

const NOW = [
  refund(100, 2),
  refund(90, 24, { currency: 'JPY', amountMinor: 500 }),
  refund(80, 30, { reason: 'trip_cancelled', state: 'rejected' }),
  refund(70, null, { reason: 'trip_cancelled', state: 'blocked', amountMinor: 7_000 }),
  refund(60, null, { state: 'withdrawn' }),
  refund(5, null, { state: 'in_review', currency: 'EUR', amountMinor: 300 }),
];

function figuresOf(now: readonly RefundFacts[], before: readonly RefundFacts[] | null = null) {
  return refundFigures(reviewed(now, AT), before && reviewed(before, AT));
}

describe('refunds', () => {
  const { total, byReason, byState, ageing } = figuresOf(NOW);

  test('are counted with their money by currency', () => {
    expect(total.now).toEqual({
      refunds: 6,
      money: [
        { currency: 'EUR', amountMinor: 300, count: 1 },
        { currency: 'JPY', amountMinor: 500, count: 1 },
        { currency: 'USD', amountMinor: 10_000, count: 4 },
      ],
      decided: 3,
      medianHours: 24,
      // Two in time, one late, one undecided for more than a day. Withdrawn and still in time: nothing to blame.
      inTime: 0.5,
    });
  });

  test('by reason, the commonest first, and by state in the order of their life', () => {
    expect(byReason.map(({ reason, now }) => [reason, now.refunds, now.medianHours])).toEqual([
      ['duplicate', 4, 13],
      ['trip_cancelled', 2, 30],
    ]);
    expect(byState.map(({ state, now }) => [state, now.refunds])).toEqual([
      ['in_review', 1],
      ['blocked', 1],
      ['rejected', 1],
      ['withdrawn', 1],
      ['refunded', 2],
    ]);
  });

  test('by how long they waited, each bucket there', () => {
    expect(ageing.map(({ age, now }) => [age, now.decided, now.undecided, now.money])).toEqual([
      ['under-1h', 0, 0, []],
      ['1h-4h', 1, 0, []],
      ['4h-24h', 0, 1, [{ currency: 'EUR', amountMinor: 300, count: 1 }]],
      ['1d-3d', 2, 1, [{ currency: 'USD', amountMinor: 7_000, count: 1 }]],
      ['over-3d', 0, 0, []],
    ]);
  });

  test('what was decided but came back to review is undecided', () => {
    const back = figuresOf([refund(30, 2, { state: 'in_review' })]);
    expect(back.total.now).toMatchObject({ decided: 0, medianHours: null, inTime: 0 });
  });

  test('none have no shares and no median', () => {
    expect(figuresOf([], []).total).toEqual({
      now: { refunds: 0, money: [], decided: 0, medianHours: null, inTime: null },
      before: { refunds: 0, money: [], decided: 0, medianHours: null, inTime: null },
      change: {
        refunds: { absolute: 0, relative: null, small: true },
        money: [],
        medianHours: { absolute: null, relative: null, small: true },
        inTime: { absolute: null, relative: null, small: true },
      },
    });
  });

  test('are compared with the period before, currency by currency', () => {
    const before = Array.from({ length: 12 }, () => refund(300, 6, { amountMinor: 500 }));
    const compared = figuresOf(NOW, before);
    expect(compared.total.change).toEqual({
      refunds: { absolute: -6, relative: -0.5, small: false },
      money: [
        { currency: 'EUR', absolute: 300, relative: null, small: true },
        { currency: 'JPY', absolute: 500, relative: null, small: true },
        { currency: 'USD', absolute: 4_000, relative: 4_000 / 6_000, small: false },
      ],
      medianHours: { absolute: 18, relative: 3, small: true },
      inTime: { absolute: -0.5, relative: -0.5, small: true },
    });
    expect(compared.byState.find(({ state }) => state === 'refunded')?.before?.refunds).toBe(12);
  });
});

test('days tell what became of the refunds requested on them', () => {
  const days = [
    { day: 'one', start: hoursAgo(100), end: hoursAgo(80) },
    { day: 'two', start: hoursAgo(80), end: hoursAgo(79) },
    { day: 'three', start: hoursAgo(79), end: hoursAgo(60) },
    { day: 'four', start: hoursAgo(60), end: AT },
  ];
  expect(refundDays(reviewed(NOW, AT), days)).toEqual([
    { day: 'one', value: { inTime: 2, late: 0, undecided: 0, dropped: 0 } },
    { day: 'two', value: { inTime: 0, late: 1, undecided: 0, dropped: 0 } },
    { day: 'three', value: { inTime: 0, late: 0, undecided: 1, dropped: 0 } },
    { day: 'four', value: { inTime: 0, late: 0, undecided: 1, dropped: 1 } },
  ]);
});

test('the median is the middle', () => {
  expect(median([])).toBeNull();
  expect(median([7])).toBe(7);
  expect(median([10, 9, 100])).toBe(10);
  expect(median([1, 2, 30, 4])).toBe(3);
});
