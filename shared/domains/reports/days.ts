import { dayNumber, isoDate } from '../../lib/business-days.ts';

/** Calendar days of some time zone, both included: `2026-11-22`. */
export type Days = { readonly from: string; readonly to: string };

/** Nothing was paid online before, and a day beyond these has no short form. */
const FIRST_DAY = '1990-01-01';
const LAST_DAY = '2999-12-30';

/** Three years; a chart has no room for more. */
export const MOST_DAYS = 1098;

/** Whether it is the name of a time zone such as `Asia/Kolkata` or `UTC`. */
export function isTimeZone(name: string): boolean {
  // An offset such as +05:30 has no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** How many days these are; none or less if they end before they begin. */
export function dayCount({ from, to }: Days): number {
  return dayNumber(to) - dayNumber(from) + 1;
}

/** As many days right before. */
export function daysBefore(days: Days): Days {
  const first = dayNumber(days.from);
  return { from: isoDate(first - dayCount(days)), to: isoDate(first - 1) };
}

/** Whether there can be a report on these days, and on as many before. */
export function isInCalendar({ from, to }: Days): boolean {
  return from >= FIRST_DAY && to <= LAST_DAY;
}
