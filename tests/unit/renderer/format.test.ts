import { describe, expect, it } from 'vitest';
import { cardBrandName } from '../../../renderer/lib/card-brand.ts';
import { createFormatter } from '../../../renderer/lib/format.ts';
import { matchLanguage } from '../../../renderer/lib/i18n.ts';
import { identifierName } from '../../../renderer/lib/identifier-name.ts';
import { middleTruncated } from '../../../renderer/ui/facts.tsx';
import { HOUR, NOW } from './sample.ts';
import { translatorFor } from './translate.ts';

const english = createFormatter('en', 'Europe/Berlin');
const chinese = createFormatter('zh-Hans', 'Asia/Shanghai');
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('amounts', () => {
  it('have the decimals of their currency and name it', () => {
    const shown = [
      [123456, 'USD'],
      [9900, 'JPY'],
      [5000, 'KWD'],
      [-50, 'EUR'],
      [50_000_000, 'IDR'],
      [50_000_050, 'IDR'],
    ] as const;
    expect(shown.map(([minor, currency]) => plain(english.money(minor, currency)))).toEqual([
      'USD 1,234.56',
      'JPY 9,900',
      'KWD 5.000',
      '-EUR 0.50',
      'IDR 500,000',
      'IDR 500,000.50',
    ]);
    expect(plain(chinese.money(123456, 'USD'))).toBe('USD 1,234.56');
  });

  it('of a currency that does not exist are shown in minor units, not guessed', () => {
    expect(english.money(1234, 'XQQ')).toBe('XQQ 1,234');
  });
});

describe('numbers', () => {
  it('of things are exact while they are small', () => {
    expect([0, 7, 999, 1234, 300_000].map(english.count)).toEqual(['0', '7', '999', '1.2k', '300k']);
    expect(chinese.count(300_000)).toBe('30万');
  });

  it('of bytes have the unit that people know', () => {
    expect([0, 1, 900, 2400, 1_900_000, 25_000_000].map((size) => plain(english.bytes(size)))).toEqual([
      '0 bytes',
      '1 byte',
      '900 bytes',
      '2.4 kB',
      '1.9 MB',
      '25 MB',
    ]);
  });
});

describe('Arabic', () => {
  const arabic = createFormatter('ar', 'Asia/Dubai');
  it('has the digits that gateways show, and the sign before the amount', () => {
    expect(plain(arabic.money(123456, 'USD'))).toBe('\u2066USD 1,234.56\u2069');
    expect(plain(arabic.money(-123456, 'USD'))).toBe('\u2066-USD 1,234.56\u2069');
    expect(arabic.time(NOW)).toMatch(/^\d\d:\d\d$/);
  });
});

describe('times', () => {
  it('are relative up to a day, then a date with its weekday', () => {
    const shown = [NOW - 20_000, NOW - 5 * 60_000, NOW - 3 * HOUR, NOW + 3 * HOUR, NOW - 30 * HOUR];
    expect(shown.map((at) => english.relative(at, NOW))).toEqual([
      'now',
      '5 minutes ago',
      '3 hours ago',
      'in 3 hours',
      'Sat 21 Nov, 07:00',
    ]);
    expect(chinese.relative(NOW - 30 * HOUR, NOW)).toBe('11月21日周六 14:00');
  });

  it('are short in a narrow column', () => {
    const day = 24 * HOUR;
    const ages = [
      NOW - 20_000,
      NOW - 5 * 60_000,
      NOW - 3 * HOUR,
      NOW - 2 * day,
      NOW - 12 * day,
      NOW - 400 * day,
    ];
    expect(ages.map((at) => english.age(at, NOW))).toEqual([
      'now',
      '5m',
      '3h',
      'Fri 13:00',
      '10 Nov',
      '18 Oct 2025',
    ]);
    expect(ages.slice(1, 4).map((at) => chinese.age(at, NOW))).toEqual(['5分钟', '3小时', '周五20:00']);
  });

  it('name the year only where it is another one', () => {
    expect(english.dayAndTime(Date.UTC(2025, 0, 5, 9), NOW)).toBe('Sun, 5 Jan 2025, 10:00');
    expect(english.calendarDay('2026-12-04', NOW)).toBe('Fri 4 Dec');
    expect(english.calendarDay('2027-01-04', NOW)).toBe('Mon, 4 Jan 2027');
  });

  it('keep a calendar day whatever the time zone', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      expect(createFormatter('en', zone).calendarDay('2026-09-29', NOW)).toMatch(/^Tue 29 Sep/);
    }
  });

  it('say when data is from by the time alone up to a day', () => {
    expect(english.timeOrDay(NOW - HOUR, NOW)).toBe('12:00');
    expect(english.timeOrDay(NOW - 40 * HOUR, NOW)).toBe('Fri 20 Nov, 21:00');
  });
});

describe('durations', () => {
  it('have at most two units', () => {
    const shown = [12_000, 95_000, 25 * 60_000, 3 * HOUR + 20 * 60_000, -26 * HOUR];
    expect(shown.map(english.duration)).toEqual([
      '12 seconds',
      '1 minute, 35 seconds',
      '25 minutes',
      '3 hours, 20 minutes',
      '1 day, 2 hours',
    ]);
    expect(english.durationShort(3 * HOUR + 20 * 60_000)).toBe('3h 20m');
    expect(chinese.duration(95_000)).toBe('1分钟35秒钟');
  });
});

describe('references and languages', () => {
  it('leave the middle of a long reference out', () => {
    expect(middleTruncated('ch_3PgafyB7WZ01zgkWSjxsAJo3')).toBe('ch_3Pgafy…xsAJo3');
    expect(middleTruncated('PAY6pCyMQnkLarVUA')).toBe('PAY6pCyMQnkLarVUA');
  });

  it('are named in words where the kind or brand is known', () => {
    const t = translatorFor('en');
    const names = ['application', 'order', 'payment-id', 'gateway-ref', 'brand-new'];
    expect(names.map((kind) => identifierName(kind, t))).toEqual([
      'Application',
      'Order',
      'Payment ID',
      "Gateway's reference",
      'brand-new',
    ]);
    const brands = ['visa', 'american_express', 'unionpay', 'newcard'];
    expect(brands.map(cardBrandName)).toEqual(['Visa', 'Amex', 'UnionPay', 'newcard']);
  });

  it('find the first language that the window has', () => {
    expect(matchLanguage(['fr-FR', 'zh-CN', 'en-US'])).toBe('zh-Hans');
    expect(matchLanguage(['en-AU'])).toBe('en');
    expect(matchLanguage(['ar-EG', 'en'])).toBe('ar');
    expect(matchLanguage(['fr'])).toBe('en');
  });
});
