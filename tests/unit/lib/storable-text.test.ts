import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storableText, storableTextInside } from '../../../electron/lib/storable-text.ts';
import { cardNumberMarker, findCardNumbers, hasLuhnCheckDigit } from '../../../shared/lib/card-number.ts';
import { anyText } from '../any-text.ts';

/** Made here: no card number is written down. */
function cardNumber(length: number): string {
  const body = '4'.padEnd(length - 1, '1');
  return body + '0123456789'.split('').find((digit) => hasLuhnCheckDigit(body + digit));
}

describe('text that may be written down', () => {
  it('holds no card number and no character that PostgreSQL refuses', () => {
    expect(storableText(`paid with ${cardNumber(16)}`)).toBe(`paid with ${cardNumberMarker}`);
    expect(storableText('a\u0000b\ud800c')).toBe('ab\ufffdc');
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.constantFrom(cardNumber(13), cardNumber(16)))), (parts) => {
        const stored = storableText(parts.join(' '));
        expect(findCardNumbers(stored)).toEqual([]);
        expect(stored).not.toContain('\u0000');
        expect(stored.isWellFormed()).toBe(true);
      }),
    );
  });

  it('leaves ids and ordinary text as they are', () => {
    for (const text of [
      '01990000-0000-7000-8000-000000000001',
      'EUR',
      'ch_3SosNQw1aWFeOgd23ePDRhA8HQ',
      '护照 12',
    ]) {
      expect(storableText(text)).toBe(text);
    }
  });

  it('is never too long for the field that it was short enough for', () => {
    const note = `${cardNumber(13)} `.repeat(285).slice(0, 4000);
    expect(storableText(note).length).toBeLessThanOrEqual(note.length);
    expect(storableText(cardNumber(13))).toBe(cardNumberMarker);
  });

  it('reaches every text of a value', () => {
    const value = { note: cardNumber(16), evidence: { document: [`scan ${cardNumber(16)}`] }, amount: 5 };
    expect(JSON.parse(JSON.stringify(value, storableTextInside))).toEqual({
      note: cardNumberMarker,
      evidence: { document: [`scan ${cardNumberMarker}`] },
      amount: 5,
    });
  });
});
