import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asciiDigit,
  foldCase,
  foldConfusable,
  foldExact,
  foldWithPositions,
} from '../../../shared/lib/fold.ts';
import { anyText } from '../any-text.ts';

describe('folding for look-up', () => {
  it('unifies digits of all scripts', () => {
    expect(foldExact('１２３')).toBe('123');
    expect(foldExact('٠١٢٣٤٥٦٧٨٩')).toBe('0123456789');
    expect(foldExact('०१२३४५६७८९')).toBe('0123456789');
    expect(foldExact('۴۵۶')).toBe('456');
    expect(foldExact('𝟗𝟘')).toBe('90');
  });

  it('knows the value of every decimal digit that the engine knows', () => {
    const digits = Array.from({ length: 0x1ffff }, (_, codePoint) => String.fromCodePoint(codePoint)).filter(
      (text) => /\p{Nd}/u.test(text),
    );
    expect(digits.length).toBeGreaterThan(600);
    for (let index = 0; index < digits.length; index += 10) {
      expect(
        digits
          .slice(index, index + 10)
          .map(asciiDigit)
          .join(''),
      ).toBe('0123456789');
    }
  });

  it('removes what nobody sees', () => {
    expect(foldExact('\u200bch_\u200d3P\u2060\u202eabc\ufeff\u00ad')).toBe('ch_3Pabc');
  });

  it('trims, keeps case, and unifies compatibility forms', () => {
    expect(foldExact('  ｃｈ＿３Ｐ  ')).toBe('ch_3P');
    expect(foldCase(' CH_3pA ')).toBe('ch_3pa');
  });

  it('makes confusable letters digits', () => {
    expect(foldConfusable('OoIl|SsZzBbGgQq')).toBe('001115522889999'.slice(0, 15));
    expect(foldConfusable('ch_3PO')).toBe(foldConfusable('CH_3p0'));
  });

  it('is settled after one fold', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const fold of [foldExact, foldCase, foldConfusable]) expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});

describe('foldWithPositions', () => {
  it('points back to the original characters', () => {
    const folded = foldWithPositions('№\u200b １２ 😀x');
    expect(folded.text).toBe('No 12 😀x');
    const from = folded.text.indexOf('12');
    expect(folded.originalRange(from, from + 2)).toEqual({ start: 3, end: 5 });
    expect(folded.isWhole(0, 1)).toBe(false);
    expect(folded.isWhole(0, 2)).toBe(true);
  });

  it('never leaves the original text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = foldWithPositions(text);
        for (let index = 0; index < folded.text.length; index += 1) {
          const { start, end } = folded.originalRange(index, index + 1);
          expect(start >= 0 && start < end && end <= text.length).toBe(true);
        }
      }),
    );
  });
});
