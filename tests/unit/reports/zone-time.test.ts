import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayCount, daysBefore, isTimeZone } from '../../../shared/domains/reports/days.ts';
import {
  countedRanges,
  eachDay,
  QUARTER_MS,
  quartersOf,
  sameWeekdayHours,
} from '../../../shared/domains/reports/zone-time.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const ZONES = [
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
];

const utc = (text: string): number => Date.parse(text);
const hoursOf = (days: ReturnType<typeof eachDay>): number[] =>
  days.map(({ start, end }) => (end - start) / HOUR_MS);

describe('time zones', () => {
  test.each([...ZONES, 'utc', 'Etc/GMT+3'])('%s is one', (name) => expect(isTimeZone(name)).toBe(true));
  test.each(['', '+05:30', '-03:00', 'Mars/Olympus', 'Asia/Kolkata ', '../etc'])('%j is none', (name) =>
    expect(isTimeZone(name)).toBe(false),
  );
});

describe('the period before', () => {
  test('is as long and ends the day before', () => {
    expect(daysBefore({ from: '2026-03-01', to: '2026-03-31' })).toEqual({
      from: '2026-01-29',
      to: '2026-02-28',
    });
    expect(daysBefore({ from: '2026-11-22', to: '2026-11-22' })).toEqual({
      from: '2026-11-21',
      to: '2026-11-21',
    });
  });

  test('touches the period without a gap or an overlap, also where clocks change', () => {
    const day = fc.integer({ min: 14_000, max: 22_000 }).map((n) => new Date(n * DAY_MS));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 400 }), fc.constantFrom(...ZONES), (first, length, zone) => {
        const last = new Date(first.getTime() + (length - 1) * DAY_MS);
        const days = { from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) };
        const before = daysBefore(days);
        expect(dayCount(before)).toBe(length);
        const [earlier, now] = [eachDay(before, zone), eachDay(days, zone)];
        expect(earlier.at(-1)?.end).toBe(now[0]?.start);
        expect(now.map(({ end }) => end).slice(0, -1)).toEqual(now.map(({ start }) => start).slice(1));
      }),
    );
  });
});

describe('days', () => {
  test('begin at midnight in the zone', () => {
    expect(eachDay({ from: '2026-11-22', to: '2026-11-23' }, 'Asia/Kathmandu')).toEqual([
      { day: '2026-11-22', start: utc('2026-11-21T18:15:00Z'), end: utc('2026-11-22T18:15:00Z') },
      { day: '2026-11-23', start: utc('2026-11-22T18:15:00Z'), end: utc('2026-11-23T18:15:00Z') },
    ]);
  });

  test('are shorter and longer where clocks change', () => {
    expect(hoursOf(eachDay({ from: '2026-03-28', to: '2026-03-30' }, 'Europe/Berlin'))).toEqual([24, 23, 24]);
    expect(hoursOf(eachDay({ from: '2026-10-24', to: '2026-10-26' }, 'Europe/Berlin'))).toEqual([24, 25, 24]);
    expect(hoursOf(eachDay({ from: '2026-10-04', to: '2026-10-04' }, 'Australia/Lord_Howe'))).toEqual([23.5]);
    // Midnight itself is what clocks leave out: the day begins at one.
    expect(eachDay({ from: '2018-11-04', to: '2018-11-04' }, 'America/Sao_Paulo')).toEqual([
      { day: '2018-11-04', start: utc('2018-11-04T03:00:00Z'), end: utc('2018-11-05T02:00:00Z') },
    ]);
    // Samoa went from the 29th to the 31st.
    expect(hoursOf(eachDay({ from: '2011-12-29', to: '2011-12-31' }, 'Pacific/Apia'))).toEqual([24, 0, 24]);
  });
});

describe('whole days of UTC and the quarters around them', () => {
  test('cover a span exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 1_000 }), (first, length) => {
        const span = { start: first * QUARTER_MS, end: (first + length) * QUARTER_MS };
        const { days, quarters } = countedRanges(span);
        const seen = quarters.flatMap(({ from, until }) =>
          Array.from({ length: until - from }, (_, n) => from + n),
        );
        for (let day = days?.from ?? 0; days && day < days.until; day += 1) {
          seen.push(...Array.from({ length: 96 }, (_, n) => day * 96 + n));
        }
        expect(seen.sort((one, other) => one - other)).toEqual(Array.from({ length }, (_, n) => first + n));
      }),
    );
  });

  test('a day of UTC has no quarters, a day in India only some', () => {
    const [day] = eachDay({ from: '2026-11-22', to: '2026-11-22' }, 'UTC');
    expect(day && countedRanges(day)).toEqual({ days: { from: 20_779, until: 20_780 }, quarters: [] });
    const [indian] = eachDay({ from: '2026-11-22', to: '2026-11-22' }, 'Asia/Kolkata');
    expect(indian && countedRanges(indian)).toEqual({
      days: null,
      quarters: [{ from: 20_779 * 96 - 22, until: 20_780 * 96 - 22 }],
    });
  });
});

describe('the same hours of the same weekday', () => {
  test('end with the running quarter, here and in each of the four weeks', () => {
    const { today, weeks } = sameWeekdayHours(utc('2026-11-23T04:52:10Z'), 'Asia/Kolkata');
    // 10:22 in India.
    expect(today).toHaveLength(11);
    expect(today[0]).toEqual({ start: utc('2026-11-22T18:30:00Z'), end: utc('2026-11-22T19:30:00Z') });
    expect(today[10]).toEqual({ start: utc('2026-11-23T04:30:00Z'), end: utc('2026-11-23T05:00:00Z') });
    expect(weeks.map((hours) => hours[0]?.start)).toEqual(
      ['16', '09', '02']
        .map((day) => utc(`2026-11-${day}T00:00:00+05:30`))
        .concat(utc('2026-10-25T18:30:00Z')),
    );
    expect(weeks.map((hours) => hours.at(-1)?.end)).toEqual(
      [1, 2, 3, 4].map((week) => utc('2026-11-23T05:00:00Z') - week * 7 * DAY_MS),
    );
  });

  test('go by the clock on the wall when it has changed since', () => {
    // 9:30 in New York, five hours behind UTC; before the first of November four.
    const { today, weeks } = sameWeekdayHours(utc('2026-11-10T14:30:00Z'), 'America/New_York');
    expect(today.at(-1)).toEqual({ start: utc('2026-11-10T14:00:00Z'), end: utc('2026-11-10T14:45:00Z') });
    expect(weeks[1]?.at(-1)).toEqual({
      start: utc('2026-10-27T13:00:00Z'),
      end: utc('2026-10-27T13:45:00Z'),
    });
  });

  test('an hour that clocks leave out is empty, one that they repeat is two hours', () => {
    const lengths = (now: string): number[] =>
      sameWeekdayHours(utc(now), 'Europe/Berlin').today.map(({ start, end }) => (end - start) / HOUR_MS);
    expect(lengths('2026-03-29T03:59:00Z')).toEqual([1, 1, 0, 1, 1, 1]);
    expect(lengths('2026-10-25T02:59:00Z')).toEqual([1, 1, 2, 1]);
    // Inside the repeated hour, for the second time.
    expect(lengths('2026-10-25T01:20:00Z')).toEqual([1, 1, 1.5]);
  });

  test('follow one another and end with the quarter of now, always', () => {
    const instant = fc.integer({ min: utc('2008-01-01'), max: utc('2030-01-01') });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (now, zone) => {
        const { today, weeks } = sameWeekdayHours(now, zone);
        expect(quartersOf({ start: 0, end: today.at(-1)?.end ?? 0 }).until).toBe(
          Math.floor(now / QUARTER_MS) + 1,
        );
        for (const hours of [today, ...weeks]) {
          expect(hours).toHaveLength(today.length);
          expect(hours.every(({ start, end }) => start <= end)).toBe(true);
          expect(hours.slice(0, -1).map(({ end }) => end)).toEqual(hours.slice(1).map(({ start }) => start));
        }
      }),
    );
  });
});
