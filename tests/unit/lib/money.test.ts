import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyCodes, currencyDecimals } from '../../../shared/lib/currencies.ts';
import { minorToMajorText, parseMajorAmount, sumMoney } from '../../../shared/lib/money.ts';

const anyCurrency = fc.constantFrom(...currencyCodes);
const anyMinor = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

describe('decimals of currencies', () => {
  it('follow ISO 4217', () => {
    const decimals = Object.fromEntries(
      ['JPY', 'KRW', 'VND', 'USD', 'IDR', 'KWD', 'BHD', 'OMR', 'JOD', 'TND', 'CLF', 'XXX', 'usd'].map(
        (code) => [code, currencyDecimals(code)],
      ),
    );
    expect(decimals).toEqual({
      JPY: 0,
      KRW: 0,
      VND: 0,
      USD: 2,
      IDR: 2,
      KWD: 3,
      BHD: 3,
      OMR: 3,
      JOD: 3,
      TND: 3,
      CLF: 4,
      XXX: null,
      usd: null,
    });
  });

  it('name no code twice', () => {
    expect(new Set(currencyCodes).size).toBe(currencyCodes.length);
    expect(currencyCodes.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });
});

describe('parseMajorAmount', () => {
  it.each([
    ['25.00', 'USD', 2500],
    ['25', 'USD', 2500],
    ['25.5', 'USD', 2550],
    ['1,234.50', 'USD', 123450],
    ['1234.5', 'USD', 123450],
    ['12,345,678', 'VND', 12345678],
    ['500000', 'IDR', 50000000],
    ['0.005', 'KWD', 5],
    [' 7.10 ', 'EUR', 710],
    ['0', 'JPY', 0],
    ['90071992547409.91', 'USD', Number.MAX_SAFE_INTEGER],
  ])('reads %s %s', (text, currency, minor) => {
    expect(parseMajorAmount(text, currency)).toEqual({ ok: true, minor });
  });

  it.each([
    ['', 'USD', 'empty'],
    ['12.345', 'USD', 'too-many-decimals'],
    ['12.5', 'JPY', 'too-many-decimals'],
    ['1e3', 'USD', 'not-a-number'],
    ['0x10', 'USD', 'not-a-number'],
    ['$5', 'USD', 'not-a-number'],
    ['12.', 'USD', 'not-a-number'],
    ['.5', 'USD', 'not-a-number'],
    ['1,23', 'USD', 'not-a-number'],
    ['12,34.00', 'USD', 'not-a-number'],
    ['1.234,50', 'EUR', 'not-a-number'],
    ['NaN', 'USD', 'not-a-number'],
    ['-12.00', 'USD', 'negative'],
    ['5', 'ABC', 'unknown-currency'],
    ['90071992547409.92', 'USD', 'too-large'],
    ['9'.repeat(400), 'USD', 'too-large'],
  ])('refuses %s %s as %s', (text, currency, code) => {
    expect(parseMajorAmount(text, currency)).toMatchObject({ ok: false, code });
  });

  it('names the valid codes for an unknown one', () => {
    const parsed = parseMajorAmount('5', 'ABC');
    expect(parsed.ok ? '' : parsed.reason).toContain('USD');
  });

  it('takes a minus sign only where told', () => {
    expect(parseMajorAmount('-12.00', 'USD', { allowNegative: true })).toEqual({ ok: true, minor: -1200 });
    expect(parseMajorAmount('-0.00', 'USD', { allowNegative: true })).toEqual({ ok: true, minor: 0 });
  });

  it('takes a decimal comma only where told and only where nothing else can be meant', () => {
    const read = (text: string, currency: string) =>
      parseMajorAmount(text, currency, { allowDecimalComma: true });
    expect(read('399,00', 'EUR')).toEqual({ ok: true, minor: 39900 });
    expect(read('1.399,5', 'EUR')).toEqual({ ok: true, minor: 139950 });
    expect(read('1,399.50', 'EUR')).toEqual({ ok: true, minor: 139950 });
    expect(read('1,399', 'EUR')).toEqual({ ok: true, minor: 139900 });
    expect(read('1.234,567', 'KWD')).toEqual({ ok: true, minor: 1234567 });
    expect(read('12,500', 'KWD')).toMatchObject({ ok: false, code: 'ambiguous' });
  });

  it('takes empty cents of a currency without cents only where told', () => {
    expect(parseMajorAmount('3000.00', 'JPY')).toMatchObject({ ok: false, code: 'too-many-decimals' });
    expect(parseMajorAmount('3000.00', 'JPY', { allowEmptyCents: true })).toEqual({ ok: true, minor: 3000 });
    expect(parseMajorAmount('3.000', 'JPY', { allowEmptyCents: true })).toMatchObject({ ok: false });
    expect(parseMajorAmount('1.000', 'USD', { allowEmptyCents: true })).toMatchObject({ ok: false });
  });

  it('round-trips with minorToMajorText for every currency and amount', () => {
    fc.assert(
      fc.property(anyMinor, anyCurrency, (minor, currency) => {
        const text = minorToMajorText(minor, currency);
        expect(parseMajorAmount(text, currency, { allowNegative: true })).toEqual({
          ok: true,
          minor: minor + 0,
        });
      }),
    );
  });

  it('never throws and never returns an unsafe integer', () => {
    fc.assert(
      fc.property(fc.string(), anyCurrency, (text, currency) => {
        const parsed = parseMajorAmount(text, currency, { allowNegative: true, allowDecimalComma: true });
        expect(!parsed.ok || Number.isSafeInteger(parsed.minor)).toBe(true);
      }),
    );
  });
});

describe('minorToMajorText', () => {
  it('refuses what is not minor units of a currency', () => {
    expect(() => minorToMajorText(1.5, 'USD')).toThrow(RangeError);
    expect(() => minorToMajorText(1, 'ABC')).toThrow(RangeError);
  });
});

describe('sumMoney', () => {
  const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

  it('adds exactly, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 50 }),
        (amounts) => {
          const expected = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
          const total = { ok: true, total: { amountMinor: Number(expected), currency: 'USD' } };
          expect(sumMoney(amounts.map(usd))).toEqual(total);
          expect(sumMoney(amounts.toReversed().map(usd))).toEqual(total);
        },
      ),
    );
  });

  it('refuses other currencies, nothing, and what is too large', () => {
    expect(sumMoney([usd(1), { amountMinor: 1, currency: 'EUR' }])).toMatchObject({
      code: 'mixed-currencies',
    });
    expect(sumMoney([])).toMatchObject({ code: 'empty' });
    expect(sumMoney([usd(Number.MAX_SAFE_INTEGER), usd(1)])).toMatchObject({ code: 'too-large' });
  });
});
