import holidayPackage from 'date-holidays/package.json' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import holidayNotes from '../../../resources/calendars/holidays.json' with { type: 'json' };
import methodData from '../../../resources/calendars/method-windows.json' with { type: 'json' };
import weekendData from '../../../resources/calendars/weekends.json' with { type: 'json' };
import zoneData from '../../../resources/calendars/zones.json' with { type: 'json' };
import { expectedArrival } from '../../../shared/domains/refunds/arrival.ts';
import { bankCalendar } from '../../../shared/domains/refunds/bank-calendar.ts';
import { methodWindow } from '../../../shared/domains/refunds/method-windows.ts';
import { addBusinessDays, dayNumber, isoDate, isoWeekday } from '../../../shared/lib/business-days.ts';

const at = (instant: string) => Date.parse(instant);
const arrival = (instant: string, issuerCountry: string | null, method: string | null = 'card') => {
  const { earliest, latest, estimate } = expectedArrival({ acceptedAt: at(instant), issuerCountry, method });
  return { earliest, latest, estimate };
};

describe('expectedArrival', () => {
  // Golden values of the payments facts that the product rests on: 3 to 10 business days, accepted at noon.
  it.each([
    ['2026-09-24T10:00:00Z', 'DE', '2026-09-29', '2026-10-08'],
    ['2026-09-24T10:00:00Z', 'EG', '2026-09-29', '2026-10-11'],
    ['2026-09-24T10:00:00Z', 'SA', '2026-09-29', '2026-10-08'],
    ['2026-09-24T10:00:00Z', 'IN', '2026-09-28', '2026-10-07'],
    ['2026-09-24T10:00:00Z', 'BD', '2026-09-29', '2026-10-11'],
    ['2026-03-17T10:00:00Z', 'SA', '2026-03-24', '2026-04-02'],
    ['2026-03-17T10:00:00Z', 'EG', '2026-03-23', '2026-04-01'],
    ['2026-03-17T10:00:00Z', 'VN', '2026-03-20', '2026-03-31'],
  ])('accepted %s, card of %s', (instant, country, earliest, latest) => {
    expect(arrival(instant, country)).toMatchObject({ earliest, latest });
  });

  it('says everything that is kept with a promise', () => {
    const acceptedAt = at('2026-09-24T10:00:00Z');
    expect(expectedArrival({ acceptedAt, issuerCountry: 'DE', method: 'card' })).toEqual({
      acceptedAt,
      earliest: '2026-09-29',
      latest: '2026-10-08',
      minDays: 3,
      maxDays: 10,
      country: 'DE',
      estimate: false,
      rule: 'arrival 1; methods 2026-11-22; weekends 2026-11-22, date-holidays 3.37.0',
      askBankFrom: '2026-10-09',
    });
  });

  it('counts in the time zone of the issuing country, the evening as the next day', () => {
    // 11:00 UTC on Thursday is 17:00 in Dhaka, 18:00 in Hanoi and 20:00 in Tokyo.
    expect(arrival('2026-10-22T10:59:59Z', 'VN').earliest).toBe('2026-10-27');
    expect(arrival('2026-10-22T11:00:00Z', 'VN').earliest).toBe('2026-10-28');
    // 23:00 UTC on Thursday is Friday morning in Tokyo and Thursday afternoon in New York.
    expect(arrival('2026-10-22T23:00:00Z', 'JP').earliest).toBe('2026-10-28');
    expect(arrival('2026-10-22T21:00:00Z', 'US').earliest).toBe('2026-10-27');
  });

  it('does not count the day of acceptance, open or not', () => {
    expect(arrival('2026-10-24T10:00:00Z', 'DE').earliest).toBe('2026-10-28');
    expect(arrival('2026-10-23T10:00:00Z', 'DE').earliest).toBe('2026-10-28');
  });

  it('uses the window of the method and the general one for others', () => {
    expect(arrival('2026-10-20T10:00:00Z', 'DE', 'wallet')).toMatchObject({
      earliest: '2026-10-20',
      latest: '2026-10-23',
    });
    expect(arrival('2026-10-24T10:00:00Z', 'DE', 'Wallet')).toMatchObject({
      earliest: '2026-10-26',
      latest: '2026-10-28',
    });
    expect(arrival('2026-10-20T10:00:00Z', 'IN', 'upi')).toMatchObject({
      earliest: '2026-10-22',
      latest: '2026-10-28',
    });
    expect(arrival('2026-10-20T10:00:00Z', 'DE', null)).toEqual(
      arrival('2026-10-20T10:00:00Z', 'DE', 'barter'),
    );
  });

  it('calls a date an estimate where the calendar has gaps or a feast follows the moon', () => {
    expect(arrival('2026-10-20T10:00:00Z', 'DE').estimate).toBe(false);
    expect(arrival('2026-10-20T10:00:00Z', 'CN').estimate).toBe(true);
    expect(arrival('2026-10-20T10:00:00Z', 'IN').estimate).toBe(true);
    expect(arrival('2026-10-20T10:00:00Z', 'QA').estimate).toBe(true);
    expect(arrival('2026-10-20T10:00:00Z', 'SA').estimate).toBe(false);
    expect(arrival('2026-03-17T10:00:00Z', 'SA').estimate).toBe(true);
    const neutral = expectedArrival({
      acceptedAt: at('2026-10-20T10:00:00Z'),
      issuerCountry: null,
      method: 'card',
    });
    expect(neutral).toMatchObject({ country: null, estimate: true });
    expect(arrival('2026-10-20T10:00:00Z', 'ZZ')).toEqual(arrival('2026-10-20T10:00:00Z', null));
  });
});

describe('bank calendars', () => {
  const open = (country: string, date: string) => bankCalendar(country).isOpen(dayNumber(date));

  it('know weekends and when they changed', () => {
    const week = (country: string, monday: string) =>
      Array.from({ length: 7 }, (_, index) =>
        open(country, isoDate(dayNumber(monday) + index)) ? 'x' : '.',
      ).join('');
    expect(week('DE', '2026-10-19')).toBe('xxxxx..');
    expect(week('EG', '2026-10-19')).toBe('xxxx..x');
    expect(week('BD', '2026-11-09')).toBe('xxxx..x');
    expect(week('MV', '2026-11-16')).toBe('xxxx..x');
    expect(week('BN', '2026-10-19')).toBe('xxxx.x.');
    expect(week('NP', '2026-10-19')).toBe('xxxxx.x');
    expect(week('IN', '2026-10-19')).toBe('xxxxxx.');
    expect(week('AF', '2026-10-19')).toBe('xxx..xx');
    expect(week('AE', '2021-11-15')).toBe('xxxx..x');
    expect(week('AE', '2026-10-19')).toBe('xxxxx..');
    expect(week('SA', '2012-10-01')).toBe('xxx..xx');
    expect(week('SA', '2026-10-19')).toBe('xxxx..x');
  });

  it('know public holidays, half days being open', () => {
    expect(open('DE', '2026-12-25')).toBe(false);
    expect(open('DE', '2026-12-24')).toBe(true);
    expect(open('US', '2026-07-03')).toBe(false);
    expect(open('TR', '2026-05-29')).toBe(false);
  });

  it('have a valid time zone for every country', () => {
    for (const zone of Object.values(zoneData.zones)) {
      expect(() => new Intl.DateTimeFormat('en', { timeZone: zone }), zone).not.toThrow();
    }
    expect(Object.keys(zoneData.zones).length).toBeGreaterThan(235);
  });

  it('say where each figure comes from', () => {
    for (const entry of [...weekendData.weekends, ...methodData.methods, ...holidayNotes.incomplete]) {
      expect(entry.source, JSON.stringify(entry)).not.toBe('');
      expect(entry.sourceDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(typeof entry.verified).toBe('boolean');
    }
    expect(holidayNotes.library).toBe(`date-holidays ${holidayPackage.version}`);
  });

  it('give every method a window', () => {
    for (const { method } of methodData.methods) {
      const { minDays, maxDays } = methodWindow(method);
      expect(minDays >= 0 && maxDays > minDays).toBe(true);
    }
  });
});

describe('business days', () => {
  const anyCountry = fc.constantFrom('DE', 'EG', 'SA', 'IN', 'BD', 'CN', 'QA', 'NP', 'BN', 'US', 'VN', null);
  const anyDay = fc.integer({ min: dayNumber('2012-01-01'), max: dayNumber('2035-12-31') });

  it('land on open days, come later the more are counted and the later one starts, and miss none', () => {
    fc.assert(
      fc.property(anyCountry, anyDay, fc.integer({ min: 1, max: 45 }), (country, start, count) => {
        const { isOpen } = bankCalendar(country);
        const day = addBusinessDays(start, count, isOpen);
        expect(isOpen(day)).toBe(true);
        expect(day).toBeGreaterThan(start);
        expect(addBusinessDays(start, count + 1, isOpen)).toBeGreaterThan(day);
        expect(addBusinessDays(start + 1, count, isOpen)).toBeGreaterThanOrEqual(day);
        const between = Array.from({ length: day - start }, (_, index) => start + 1 + index);
        expect(between.filter(isOpen)).toHaveLength(count);
      }),
    );
  });

  it('count nothing as today or the next open day', () => {
    fc.assert(
      fc.property(anyCountry, anyDay, (country, start) => {
        const { isOpen } = bankCalendar(country);
        const day = addBusinessDays(start, 0, isOpen);
        expect(day).toBe(isOpen(start) ? start : addBusinessDays(start, 1, isOpen));
      }),
    );
  });

  it('convert days both ways', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(dayNumber(isoDate(day))).toBe(day);
        expect(isoWeekday(day)).toBe(new Date(day * 86_400_000).getUTCDay() || 7);
      }),
    );
  });

  it('refuse a calendar that never opens', () => {
    expect(() => addBusinessDays(dayNumber('2026-01-01'), 1, () => false)).toThrow(RangeError);
  });
});
