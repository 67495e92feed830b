/** A calendar day as days since 1970-01-01, without a time zone: plain arithmetic, no daylight saving. */
export type DayNumber = number;

/** Which days a country's banks work. */
export type OpenDays = (day: DayNumber) => boolean;

const dayMs = 24 * 60 * 60 * 1000;

/** No calendar closes for longer; a search beyond this is a mistake in the calendar's data. */
const longestClosureDays = 400;

/** `2026-09-24` as a day number. */
export function dayNumber(isoDate: string): DayNumber {
  return Date.parse(`${isoDate}T00:00:00Z`) / dayMs;
}

/** A day number as `2026-09-24`. */
export function isoDate(day: DayNumber): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** ISO weekday, 1 = Monday to 7 = Sunday. */
export function isoWeekday(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/**
 * The `count`-th open day after `start`; `start` itself is never counted. A count of 0 is `start` if it is open, else
 * the first open day after it.
 */
export function addBusinessDays(start: DayNumber, count: number, isOpen: OpenDays): DayNumber {
  if (count === 0 && isOpen(start)) return start;
  let day = start;
  for (let left = Math.max(count, 1); left > 0; left -= 1) day = nextOpenDay(day, isOpen);
  return day;
}

function nextOpenDay(start: DayNumber, isOpen: OpenDays): DayNumber {
  for (let day = start + 1; day <= start + longestClosureDays; day += 1) {
    if (isOpen(day)) return day;
  }
  throw new RangeError(`no open day within ${longestClosureDays} days of ${isoDate(start)}`);
}
