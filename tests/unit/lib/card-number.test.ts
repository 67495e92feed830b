import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cardNumberMarker,
  findCardNumbers,
  hasLuhnCheckDigit,
  redactCardNumbers,
} from '../../../shared/lib/card-number.ts';
import { anyText } from '../any-text.ts';

/** Card numbers are only ever made here, from issuer prefixes; none is written down. */
function cardNumber(prefix: string, length: number, filler: string): string {
  const body = prefix + filler.padEnd(length, '7').slice(0, length - prefix.length - 1);
  const check = '0123456789'.split('').find((digit) => hasLuhnCheckDigit(body + digit));
  return body + check;
}

const anyFiller = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 18, maxLength: 18 });
const anyCard = fc
  .tuple(
    fc.constantFrom(
      ['4', 16],
      ['4', 13],
      ['51', 16],
      ['2221', 16],
      ['34', 15],
      ['62', 19],
      ['6011', 16],
      ['3528', 16],
      ['36', 14],
    ),
    anyFiller,
  )
  .map(([[prefix, length], filler]) => cardNumber(String(prefix), Number(length), filler));

const grouped = (digits: string, separator: string): string =>
  digits.replace(/(\d{4})(?=\d)/g, `$1${separator}`);

describe('redactCardNumbers', () => {
  it('removes every card number, plain, grouped, in other digits and beside letters', () => {
    fc.assert(
      fc.property(anyCard, fc.constantFrom('', ' ', '-', '\u2011', '\u00a0'), (card, separator) => {
        const text = grouped(card, separator);
        expect(redactCardNumbers(`paid with ${text}, thanks`)).toBe(`paid with ${cardNumberMarker}, thanks`);
        expect(redactCardNumbers(`卡号${text}。`)).toBe(`卡号${cardNumberMarker}。`);
        expect(redactCardNumbers(`card${text}x`)).toBe(`card${cardNumberMarker}x`);
        const fullWidth = text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
        expect(redactCardNumbers(fullWidth)).toBe(cardNumberMarker);
      }),
    );
  });

  it('removes one that is written in groups, whatever stands between them', () => {
    const separators = ['.', '/', '_', '  ', ' - ', '\n', '\r\n', '\t', ', ', '·'];
    fc.assert(
      fc.property(anyCard, fc.constantFrom(...separators), (card, separator) => {
        const text = grouped(card, separator);
        expect(redactCardNumbers(`card: ${text}.`)).toBe(`card: ${cardNumberMarker}.`);
        expect(redactCardNumbers(`2026${separator}${text}\n31`)).toBe(
          `2026${separator}${cardNumberMarker}\n31`,
        );
      }),
    );
    const amex = cardNumber('34', 15, '111111111111111');
    const printed = [amex.slice(0, 4), amex.slice(4, 10), amex.slice(10)].join('.');
    expect(redactCardNumbers(printed)).toBe(cardNumberMarker);
  });

  it('leaves dates, times and amounts alone', () => {
    const text =
      'On 2026-11-22 10:15:30.123456 and 22.11.2026, 10:15: 4,500.00 + 3,200.00 = 7,700.00; 1/2/3/4/5';
    expect(redactCardNumbers(text)).toBe(text);
  });

  it('finds a card number one space behind other digits', () => {
    const card = cardNumber('4', 16, '111111111111111');
    expect(redactCardNumbers(`order 12345 ${card} done`)).toBe(`order 12345 ${cardNumberMarker} done`);
    expect(redactCardNumbers(`2026-01-02 ${grouped(card, ' ')}`)).toBe(`2026-01-02 ${cardNumberMarker}`);
  });

  it('leaves long references alone', () => {
    fc.assert(
      fc.property(anyFiller, anyFiller, (one, other) => {
        const wechat = `4200${one}${other}`.slice(0, 28);
        const alipay = `20260924${one}${other}`.slice(0, 28);
        const arn = `7${one}${other}`.slice(0, 23);
        for (const id of [wechat, alipay, arn]) expect(redactCardNumbers(`ref ${id}.`)).toBe(`ref ${id}.`);
      }),
    );
  });

  it('leaves numbers alone that fail length, issuer range or check digit', () => {
    const card = cardNumber('4', 16, '111111111111111');
    const wrongCheck = card.slice(0, -1) + String((Number(card.at(-1)) + 1) % 10);
    expect(findCardNumbers(wrongCheck)).toEqual([]);
    expect(findCardNumbers(cardNumber('4', 14, '123456789012345'))).toEqual([]);
    expect(findCardNumbers(cardNumber('9', 16, '123456789012345'))).toEqual([]);
    expect(findCardNumbers('4111 11')).toEqual([]);
  });

  it('keeps what is known to be an identifier', () => {
    const card = cardNumber('4', 16, '111111111111111');
    expect(redactCardNumbers(card, [{ start: 0, end: 16 }])).toBe(card);
    expect(redactCardNumbers(card, [{ start: 0, end: 15 }])).toBe(cardNumberMarker);
  });

  it('never throws, and what it returns holds no card number', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, anyCard)), (parts) => {
        const redacted = redactCardNumbers(parts.join(' '));
        expect(findCardNumbers(redacted)).toEqual([]);
      }),
    );
  });
});
