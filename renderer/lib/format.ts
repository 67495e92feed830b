import { currencyDecimals, printedDecimals } from '../../shared/lib/currencies.ts';

/** A language of the window. */
export type Language = 'en' | 'zh-Hans' | 'ar';

/**
 * The locale whose dates and numbers a language is shown with. Day before month, month as a word and a 24-hour
 * clock, so that two agents who read a date to each other mean the same day. Digits are 0 to 9 everywhere: ids and
 * amounts are compared with what the gateway shows.
 */
const LOCALES: Readonly<Record<Language, string>> = {
  en: 'en-GB',
  'zh-Hans': 'zh-CN',
  ar: 'ar-AE-u-nu-latn',
};

/** Arabic would put sign and code on different sides of an amount: they stay in one order, in an isolate of its own. */
const AMOUNT_LOCALES: Readonly<Record<Language, string>> = { ...LOCALES, ar: 'en-GB' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Words for facts in one language. Instants are milliseconds UTC, amounts minor units, days `2026-11-22`. */
export type Formatter = {
  readonly money: (amountMinor: number, currency: string) => string;
  readonly number: (value: number) => string;
  /** `950`, `1.2k`, `41k`: for counts in narrow places. */
  readonly count: (value: number) => string;
  /** `2.4 MB` of a number of bytes. */
  readonly bytes: (value: number) => string;
  /** `14:02` */
  readonly time: (instant: number) => string;
  /** `14:02:09`, where seconds tell two charges apart. */
  readonly timeWithSeconds: (instant: number) => string;
  /** `Thu 12 Nov`, with the year if it is another one than `now`'s. */
  readonly day: (instant: number, now: number) => string;
  /** `Thu 12 Nov, 14:02` */
  readonly dayAndTime: (instant: number, now: number) => string;
  /** When data or a draft is from: the time alone up to a day, then with its date. */
  readonly timeOrDay: (instant: number, now: number) => string;
  /** `Nov 2026` */
  readonly monthAndYear: (instant: number) => string;
  /** A calendar day without a time zone: `Tue 29 Sept`. */
  readonly calendarDay: (date: string, now: number) => string;
  /** Everything, with the zone: for hover. */
  readonly full: (instant: number) => string;
  /** How old something is, for a narrow column: `now`, `5m`, `3h`, `Tue 14:02` within a week, then the date. */
  readonly age: (instant: number, now: number) => string;
  /** `5 minutes ago`, `in 3 hours` up to a day, then `dayAndTime`. */
  readonly relative: (instant: number, now: number) => string;
  /** The two largest units, for sentences: `3 hours, 20 minutes`. Always positive. */
  readonly duration: (milliseconds: number) => string;
  /** The same for chips and tables: `3h 20m`. */
  readonly durationShort: (milliseconds: number) => string;
  readonly country: (code: string) => string;
  readonly languageName: (tag: string) => string;
  readonly list: (items: readonly string[]) => string;
};

/** Builds a language's formatter; `timeZone` defaults to the computer's. */
export function createFormatter(language: Language, timeZone?: string): Formatter {
  const locale = LOCALES[language];
  const zone = timeZone === undefined ? {} : { timeZone };
  const dateFormat = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const shortDay = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

  const time = dateFormat({ ...clock, ...zone });
  const timeWithSeconds = dateFormat({ ...clock, second: '2-digit', ...zone });
  const day = dateFormat({ ...shortDay, ...zone });
  const dayWithYear = dateFormat({ ...shortDay, year: 'numeric', ...zone });
  const dayAndTime = dateFormat({ ...shortDay, ...clock, ...zone });
  const dayAndTimeWithYear = dateFormat({ ...shortDay, year: 'numeric', ...clock, ...zone });
  const year = dateFormat({ year: 'numeric', ...zone });
  const calendarDay = dateFormat({ ...shortDay, timeZone: 'UTC' });
  const calendarDayWithYear = dateFormat({ ...shortDay, year: 'numeric', timeZone: 'UTC' });
  const full = dateFormat({ dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23', ...zone });
  const weekdayAndTime = dateFormat({ weekday: 'short', ...clock, ...zone });
  const monthDay = dateFormat({ day: 'numeric', month: 'short', ...zone });
  const monthDayWithYear = dateFormat({ day: 'numeric', month: 'short', year: 'numeric', ...zone });
  const monthAndYear = dateFormat({ month: 'short', year: 'numeric', ...zone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const countries = new Intl.DisplayNames(locale, { type: 'region' });
  const languages = new Intl.DisplayNames(locale, { type: 'language' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const durationIn = (style: 'long' | 'narrow') => {
    const units = new Intl.ListFormat(locale, { type: 'unit', style });
    return (milliseconds: number) => units.format(durationParts(Math.abs(milliseconds), locale, style));
  };
  const number = new Intl.NumberFormat(locale);
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const moneyByCurrency = new Map<string, Intl.NumberFormat>();

  function moneyFormat(currency: string, decimals: number): Intl.NumberFormat {
    const key = `${currency}${decimals}`;
    let format = moneyByCurrency.get(key);
    if (format === undefined) {
      format = new Intl.NumberFormat(AMOUNT_LOCALES[language], {
        style: 'currency',
        currency,
        currencyDisplay: 'code',
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      });
      moneyByCurrency.set(key, format);
    }
    return format;
  }

  const sameYear = (instant: number, now: number) => year.format(instant) === year.format(now);
  const dayAndTimeOf = (instant: number, now: number) =>
    (sameYear(instant, now) ? dayAndTime : dayAndTimeWithYear).format(instant);

  const moneyText = (amountMinor: number, currency: string): string => {
    const decimals = currencyDecimals(currency);
    // A currency that ISO 4217 does not have is shown as it came, in minor units, rather than guessed at.
    if (decimals === null) return `${currency} ${number.format(amountMinor)}`;
    const format = moneyFormat(currency, printedDecimals(currency, amountMinor) ?? decimals);
    return format.format(amountMinor / 10 ** decimals);
  };

  return {
    money: (amountMinor, currency) => {
      const text = moneyText(amountMinor, currency);
      return language === 'ar' ? `\u2066${text}\u2069` : text;
    },
    number: (value) => number.format(value),
    count: (value) => (value < 1000 ? number : compact).format(value),
    bytes: (value) => bytesText(value, locale),
    time: (instant) => time.format(instant),
    timeWithSeconds: (instant) => timeWithSeconds.format(instant),
    day: (instant, now) => (sameYear(instant, now) ? day : dayWithYear).format(instant),
    dayAndTime: dayAndTimeOf,
    timeOrDay: (instant, now) =>
      Math.abs(now - instant) < DAY ? time.format(instant) : dayAndTimeOf(instant, now),
    monthAndYear: (instant) => monthAndYear.format(instant),
    calendarDay: (date, now) => {
      const instant = Date.parse(`${date}T00:00:00Z`);
      const inThisYear = date.slice(0, 4) === year.format(now).replace(/\D/g, '');
      return (inThisYear ? calendarDay : calendarDayWithYear).format(instant);
    },
    full: (instant) => full.format(instant),
    age: (instant, now) => {
      const distance = Math.abs(now - instant);
      if (distance < MINUTE) return relative.format(0, 'second');
      if (distance < HOUR) return unitText(Math.floor(distance / MINUTE), 'minute', locale, 'narrow');
      if (distance < DAY) return unitText(Math.floor(distance / HOUR), 'hour', locale, 'narrow');
      if (distance < 7 * DAY) return weekdayAndTime.format(instant);
      return (sameYear(instant, now) ? monthDay : monthDayWithYear).format(instant);
    },
    relative: (instant, now) => {
      const difference = instant - now;
      const distance = Math.abs(difference);
      if (distance < MINUTE) return relative.format(0, 'second');
      if (distance < HOUR) return relative.format(Math.trunc(difference / MINUTE), 'minute');
      if (distance < DAY) return relative.format(Math.trunc(difference / HOUR), 'hour');
      return dayAndTimeOf(instant, now);
    },
    duration: durationIn('long'),
    durationShort: durationIn('narrow'),
    country: (code) => countries.of(code) ?? code,
    languageName: (tag) => languages.of(tag) ?? tag,
    list: (items) => list.format(items),
  };
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function bytesText(value: number, locale: string): string {
  const power = value < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  const unit = BYTE_UNITS[power] ?? 'byte';
  const shown = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 || value / 1000 ** power >= 10 ? 0 : 1,
  });
  return shown.format(value / 1000 ** power);
}

type TimeUnit = 'day' | 'hour' | 'minute' | 'second';

function unitText(value: number, unit: TimeUnit, locale: string, style: 'long' | 'narrow'): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: style }).format(value);
}

function durationParts(milliseconds: number, locale: string, style: 'long' | 'narrow'): string[] {
  const unit = (value: number, name: TimeUnit) => unitText(value, name, locale, style);
  const days = Math.floor(milliseconds / DAY);
  const hours = Math.floor((milliseconds % DAY) / HOUR);
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  const seconds = Math.floor((milliseconds % MINUTE) / 1000);
  if (days > 0) return hours > 0 ? [unit(days, 'day'), unit(hours, 'hour')] : [unit(days, 'day')];
  if (hours > 0) return minutes > 0 ? [unit(hours, 'hour'), unit(minutes, 'minute')] : [unit(hours, 'hour')];
  if (minutes >= 10 || (minutes > 0 && seconds === 0)) return [unit(minutes, 'minute')];
  if (minutes > 0) return [unit(minutes, 'minute'), unit(seconds, 'second')];
  return [unit(seconds, 'second')];
}
