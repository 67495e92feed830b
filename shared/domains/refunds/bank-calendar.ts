import Holidays from 'date-holidays';
import holidayNotes from '../../../resources/calendars/holidays.json' with { type: 'json' };
import weekendData from '../../../resources/calendars/weekends.json' with { type: 'json' };
import zoneData from '../../../resources/calendars/zones.json' with { type: 'json' };
import { type DayNumber, dayNumber, isoDate, isoWeekday } from '../../lib/business-days.ts';

/** When the banks of a country work. */
export type BankCalendar = {
  /** ISO 3166-1 alpha-2; null = the neutral calendar with Saturday and Sunday free. */
  readonly country: string | null;
  /** IANA name of the zone in which most people live. */
  readonly timeZone: string;
  /** False where public holidays are unknown or known to be incomplete. */
  readonly hasAllHolidays: boolean;
  readonly isOpen: (day: DayNumber) => boolean;
  /** Whether the day is or touches a holiday that follows the moon and may move by a day. */
  readonly mayMove: (day: DayNumber) => boolean;
};

/** Version of the calendars' data, as kept with each date that was promised. */
export const bankCalendarVersion = `weekends ${weekendData.version}, ${holidayNotes.library}`;

const neutralWeekend: readonly number[] = [6, 7];
const zones: Readonly<Record<string, string>> = zoneData.zones;
const calendars = new Map<string | null, BankCalendar>();

/** The bank calendar of a country; one without a known time zone gets the neutral one. */
export function bankCalendar(country: string | null): BankCalendar {
  const known = country !== null && Object.hasOwn(zones, country) ? country : null;
  const cached = calendars.get(known);
  if (cached !== undefined) return cached;
  const calendar = makeCalendar(known);
  calendars.set(known, calendar);
  return calendar;
}

function makeCalendar(country: string | null): BankCalendar {
  const holidays = country === null ? null : holidayLookUp(country);
  const isIncomplete = holidayNotes.incomplete.some((entry) => entry.country === country);
  return {
    country,
    timeZone: (country === null ? undefined : zones[country]) ?? 'UTC',
    hasAllHolidays: holidays !== null && !isIncomplete,
    isOpen: (day) => !weekendOf(country, day).includes(isoWeekday(day)) && holidays?.(day) === undefined,
    mayMove: (day) => {
      const tolerance = holidayNotes.lunarMonths.toleranceDays;
      for (let near = day - tolerance; near <= day + tolerance; near += 1) {
        if (holidays?.(near) === 'lunar') return true;
      }
      return false;
    },
  };
}

type Weekend = { readonly from: DayNumber; readonly days: readonly number[] };

/** Weekends by country, latest date of effect first. */
const weekends: ReadonlyMap<string, readonly Weekend[]> = new Map(
  [...Map.groupBy(weekendData.weekends, ({ country }) => country)].map(([country, entries]) => [
    country,
    entries
      .map(({ from, days }) => ({ from: from === null ? Number.NEGATIVE_INFINITY : dayNumber(from), days }))
      .sort((a, b) => b.from - a.from),
  ]),
);

function weekendOf(country: string | null, day: DayNumber): readonly number[] {
  const entries = country === null ? undefined : weekends.get(country);
  return entries?.find(({ from }) => from <= day)?.days ?? neutralWeekend;
}

type HolidayKind = 'fixed' | 'lunar';

/**
 * Public and bank holidays of a country, computed a year at a time and kept. Half days count as open. null = the
 * library does not know the country.
 */
function holidayLookUp(country: string): ((day: DayNumber) => HolidayKind | undefined) | null {
  const library = new Holidays({ country }, { types: ['public', 'bank'], timezone: 'UTC' });
  if (!Object.hasOwn(library.getCountries(), country)) return null;
  const years = new Map<number, ReadonlyMap<DayNumber, HolidayKind>>();
  const daysOf = (year: number): ReadonlyMap<DayNumber, HolidayKind> => {
    const known = years.get(year);
    if (known !== undefined) return known;
    const computed = holidayDays(library, year);
    years.set(year, computed);
    return computed;
  };
  return (day) => {
    const year = Number(isoDate(day).slice(0, 4));
    // A feast may begin in December and end in January.
    return daysOf(year).get(day) ?? daysOf(year - 1).get(day);
  };
}

function holidayDays(library: Holidays, year: number): ReadonlyMap<DayNumber, HolidayKind> {
  const days = new Map<DayNumber, HolidayKind>();
  for (const { date, start, end, rule } of library.getHolidays(year)) {
    const kind = holidayNotes.lunarMonths.names.some((month) => rule.includes(month)) ? 'lunar' : 'fixed';
    const first = dayNumber(date.slice(0, 10));
    const wholeDays = Math.floor((end.getTime() - start.getTime()) / (24 * 60 * 60 * 1000));
    for (let day = first; day < first + wholeDays; day += 1) days.set(day, kind);
  }
  return days;
}
