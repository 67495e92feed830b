import { Temporal } from 'temporal-polyfill';
import { addBusinessDays, type DayNumber, dayNumber, isoDate } from '../../lib/business-days.ts';
import { type BankCalendar, bankCalendar, bankCalendarVersion } from './bank-calendar.ts';
import { methodWindow, methodWindowsVersion } from './method-windows.ts';

/** What the arrival of a refund depends on. */
export type ArrivalFacts = {
  /** When the gateway accepted the refund, milliseconds UTC. */
  readonly acceptedAt: number;
  /** Country of the bank that issued the card, ISO 3166-1 alpha-2; null = unknown. */
  readonly issuerCountry: string | null;
  readonly method: string | null;
};

/** When a refund should reach the customer. Days are dates of the issuing country, `2026-09-29`. */
export type ExpectedArrival = {
  readonly acceptedAt: number;
  readonly earliest: string;
  readonly latest: string;
  /** Business days that the window counts. */
  readonly minDays: number;
  readonly maxDays: number;
  /** Country whose calendar was used; null = the neutral one. */
  readonly country: string | null;
  /** The calendar has gaps or the window touches a holiday that may move by a day. */
  readonly estimate: boolean;
  /** Which rules and data made it, to be kept with it: a change of rules is an event, never a silent recount. */
  readonly rule: string;
  /** First day on which asking the bank makes sense. */
  readonly askBankFrom: string;
};

/** From this hour of the issuing country's day on, banks book for the next day. */
const cutOffHour = 18;

/** Version of the counting itself; the data have versions of their own. */
const countingVersion = 'arrival 1';

/**
 * The arrival window in business days of the issuing country: the day of acceptance
 * is not counted, acceptance in the evening counts as the next day, weekends and public holidays are skipped.
 * Loads all holiday rules, some 100 ms once: for the back office, not for the window.
 */
export function expectedArrival({ acceptedAt, issuerCountry, method }: ArrivalFacts): ExpectedArrival {
  const calendar = bankCalendar(issuerCountry);
  const { minDays, maxDays } = methodWindow(method);
  const start = acceptanceDay(acceptedAt, calendar.timeZone);
  const latest = addBusinessDays(start, maxDays, calendar.isOpen);
  const askBankFrom = addBusinessDays(latest, 1, calendar.isOpen);
  return {
    acceptedAt,
    earliest: isoDate(addBusinessDays(start, minDays, calendar.isOpen)),
    latest: isoDate(latest),
    minDays,
    maxDays,
    country: calendar.country,
    estimate: !calendar.hasAllHolidays || touchesMovable(calendar, start, askBankFrom),
    rule: [countingVersion, methodWindowsVersion, bankCalendarVersion].join('; '),
    askBankFrom: isoDate(askBankFrom),
  };
}

function acceptanceDay(acceptedAt: number, timeZone: string): DayNumber {
  const local = Temporal.Instant.fromEpochMilliseconds(acceptedAt).toZonedDateTimeISO(timeZone);
  const day = dayNumber(local.toPlainDate().toString());
  return local.hour >= cutOffHour ? day + 1 : day;
}

function touchesMovable(calendar: BankCalendar, from: DayNumber, to: DayNumber): boolean {
  for (let day = from; day <= to; day += 1) if (calendar.mayMove(day)) return true;
  return false;
}
