import { Temporal } from 'temporal-polyfill';
import { dayNumber, isoDate } from '../../lib/business-days.ts';
import type { Days } from './days.ts';

/** Milliseconds UTC; `start` belongs to it, `end` does not. */
export type Span = { readonly start: number; readonly end: number };

/** One calendar day of a time zone and the time that it takes. */
export type DaySpan = Span & { readonly day: string };

/** Whole numbers; `from` belongs to it, `until` does not. */
export type Range = { readonly from: number; readonly until: number };

/**
 * Payments are counted by quarters of an hour: every time zone in use begins its days on one (India at 18:30 UTC, Nepal
 * at 18:15).
 */
export const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const QUARTERS_PER_DAY = DAY_MS / QUARTER_MS;

/** Today is compared with the same weekday of so many weeks. */
export const WEEKS_BEFORE = 4;

/**
 * Every day with the time that it takes in the zone: 23 or 25 hours where clocks change, none where a zone left a day
 * out.
 */
export function eachDay({ from, to }: Days, timeZone: string): readonly DaySpan[] {
  const startOf = (day: number): number =>
    Temporal.PlainDate.from(isoDate(day)).toZonedDateTime(timeZone).epochMilliseconds;
  const days: DaySpan[] = [];
  let start = startOf(dayNumber(from));
  for (let day = dayNumber(from); day <= dayNumber(to); day += 1) {
    const end = startOf(day + 1);
    days.push({ day: isoDate(day), start, end });
    start = end;
  }
  return days;
}

/** The hours of a day by the clock on the wall, from midnight on, the last one perhaps in part. */
export type HoursOfDay = readonly Span[];

/**
 * Today up to the end of the running quarter of an hour, and the same hours of the same weekday of the weeks before.
 * An hour that clocks leave out is empty, one that they repeat has two hours.
 */
export function sameWeekdayHours(
  now: number,
  timeZone: string,
): { readonly today: HoursOfDay; readonly weeks: readonly HoursOfDay[] } {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  const time = here.toPlainTime();
  const hoursOf = (day: Temporal.PlainDate, end: number): HoursOfDay => {
    const startOf = (hour: number): number =>
      day.toPlainDateTime({ hour }).toZonedDateTime(timeZone).epochMilliseconds;
    return Array.from({ length: time.hour + 1 }, (_, hour) => ({
      start: startOf(hour),
      end: hour === time.hour ? end : startOf(hour + 1),
    }));
  };
  const today = here.toPlainDate();
  return {
    today: hoursOf(today, quarterAfter(now)),
    weeks: Array.from({ length: WEEKS_BEFORE }, (_, week) => {
      const day = today.subtract({ weeks: week + 1 });
      return hoursOf(day, quarterAfter(day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds));
    }),
  };
}

/** The end of the quarter of an hour in which this moment lies. */
function quarterAfter(at: number): number {
  return (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS;
}

/** The quarters of an hour of a span, counted from 1970. */
export function quartersOf({ start, end }: Span): Range {
  return { from: Math.floor(start / QUARTER_MS), until: Math.floor(end / QUARTER_MS) };
}

/** A span as whole days of UTC, counted from 1970, and the quarters of an hour before and after them. */
export function countedRanges(span: Span): {
  readonly days: Range | null;
  readonly quarters: readonly Range[];
} {
  const { from, until } = quartersOf(span);
  const days = {
    from: Math.ceil(from / QUARTERS_PER_DAY),
    until: Math.floor(until / QUARTERS_PER_DAY),
  };
  if (days.from >= days.until) return { days: null, quarters: [{ from, until }].filter(isSome) };
  const before = { from, until: days.from * QUARTERS_PER_DAY };
  const after = { from: days.until * QUARTERS_PER_DAY, until };
  return { days, quarters: [before, after].filter(isSome) };
}

function isSome({ from, until }: Range): boolean {
  return from < until;
}
