import type { TextRange } from './fold.ts';
import { foldWithPositions } from './fold.ts';

/**
 * What stands in a text where a card number was. Nothing of the number is kept. As long as the shortest of them, so that
 * no text outgrows its field.
 */
export const cardNumberMarker = '[card number]';

/** A run of digits that a payment card could have. */
export type CardNumberRun = TextRange & { readonly brand: string };

type BrandRange = {
  readonly brand: string;
  /** First digits, from and to, of equal length. */
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
};

const anyLength = [13, 14, 15, 16, 17, 18, 19] as const;

/** Issuer ranges (ISO/IEC 7812) and number lengths, narrow before wide. Lengths as the networks publish them. */
const brandRanges: readonly BrandRange[] = [
  { brand: 'amex', from: '34', to: '34', lengths: [15] },
  { brand: 'amex', from: '37', to: '37', lengths: [15] },
  { brand: 'mir', from: '2200', to: '2204', lengths: [16, 17, 18, 19] },
  { brand: 'mastercard', from: '2221', to: '2720', lengths: [16] },
  { brand: 'mastercard', from: '51', to: '55', lengths: [16] },
  { brand: 'jcb', from: '3528', to: '3589', lengths: [16, 17, 18, 19] },
  { brand: 'diners', from: '300', to: '305', lengths: [14, 15, 16, 17, 18, 19] },
  { brand: 'diners', from: '3095', to: '3095', lengths: [14, 15, 16, 17, 18, 19] },
  { brand: 'diners', from: '36', to: '36', lengths: [14, 15, 16, 17, 18, 19] },
  { brand: 'diners', from: '38', to: '39', lengths: [14, 15, 16, 17, 18, 19] },
  { brand: 'visa', from: '4', to: '4', lengths: [13, 16, 18, 19] },
  { brand: 'discover', from: '6011', to: '6011', lengths: [16, 17, 18, 19] },
  { brand: 'discover', from: '644', to: '649', lengths: [16, 17, 18, 19] },
  { brand: 'discover', from: '65', to: '65', lengths: [16, 17, 18, 19] },
  { brand: 'unionpay', from: '62', to: '62', lengths: [14, 15, 16, 17, 18, 19] },
  { brand: 'unionpay', from: '8100', to: '8171', lengths: [16, 17, 18, 19] },
  { brand: 'rupay', from: '60', to: '60', lengths: [16] },
  { brand: 'rupay', from: '508', to: '508', lengths: [16] },
  { brand: 'rupay', from: '817', to: '829', lengths: [16] },
  { brand: 'troy', from: '9792', to: '9792', lengths: [16] },
  { brand: 'verve', from: '506099', to: '506198', lengths: [16, 18, 19] },
  { brand: 'maestro', from: '5018', to: '5018', lengths: anyLength },
  { brand: 'maestro', from: '5020', to: '5020', lengths: anyLength },
  { brand: 'maestro', from: '5038', to: '5038', lengths: anyLength },
  { brand: 'maestro', from: '5893', to: '5893', lengths: anyLength },
  { brand: 'maestro', from: '56', to: '58', lengths: anyLength },
  { brand: 'maestro', from: '63', to: '63', lengths: anyLength },
  { brand: 'maestro', from: '67', to: '67', lengths: anyLength },
];

/** A way to write digits, and the sizes of groups in which a card number stands in it. */
type Spelling = { readonly run: RegExp; readonly groups: RegExp };

const spellings: readonly Spelling[] = [
  // At most one space or dash between two digits, as long as it goes, in groups of any size.
  { run: /(?<!\d)\d(?:[ \u2010-\u2015\u2212-]?\d){12,}/g, groups: /^/ },
  // Anything else between groups, the end of a line included, in the sizes that are printed on cards.
  {
    run: /(?<!\d)\d{4}(?:[\s\u2010-\u2015\u2212.,:;/|_·•-]{1,3}\d{1,7})+(?!\d)/g,
    groups: /^(?:4 4 4 [1-7]|4 4 4 4 [1-3]|4 6 [45])$/,
  },
];

/**
 * Card numbers in a text by whole run, issuer range, length and Luhn check, in their order; positions are those of the
 * original text. Only whole groups of digits count: looking inside longer ones would hit a third of all ARNs and half
 * of all WeChat Pay ids. `knownIdentifiers` are parts known to be something else (a gateway's reference).
 */
export function findCardNumbers(text: string, knownIdentifiers: readonly TextRange[] = []): CardNumberRun[] {
  const folded = foldWithPositions(text);
  const runs: CardNumberRun[] = [];
  let rest = folded.text;
  for (const { run, groups } of spellings) {
    rest = rest.replace(run, (written, at: number) => {
      // What was found in one spelling is not looked at in the next.
      let blanked = '';
      for (const { start, end, brand } of cardNumbersInRun(written, groups)) {
        blanked += written.slice(blanked.length, start) + 'x'.repeat(end - start);
        const range = folded.originalRange(at + start, at + end);
        const isKnown = knownIdentifiers.some(
          (known) => known.start <= range.start && known.end >= range.end,
        );
        if (!isKnown) runs.push({ ...range, brand });
      }
      return blanked + written.slice(blanked.length);
    });
  }
  return runs.sort((one, other) => one.start - other.start);
}

/** A run may hold more than the card number: a date or an order number one space before it. */
function cardNumbersInRun(run: string, sizes: RegExp): CardNumberRun[] {
  const groups = [...run.matchAll(/\d+/g)].map((match) => ({ digits: match[0], start: match.index }));
  const found: CardNumberRun[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const hit = longestCardNumber(groups, first, sizes);
    if (hit === null) continue;
    found.push(hit.run);
    first = hit.last;
  }
  return found;
}

type DigitGroup = { readonly digits: string; readonly start: number };

function longestCardNumber(
  groups: readonly DigitGroup[],
  first: number,
  sizes: RegExp,
): { readonly run: CardNumberRun; readonly last: number } | null {
  let digits = '';
  let written = '';
  let hit: { run: CardNumberRun; last: number } | null = null;
  for (let last = first; last < groups.length && digits.length < 19; last += 1) {
    const group = groups[last];
    const start = groups[first]?.start;
    if (group === undefined || start === undefined) break;
    digits += group.digits;
    written += `${last === first ? '' : ' '}${group.digits.length}`;
    const brand = sizes.test(written) ? cardBrand(digits) : null;
    if (brand !== null) hit = { run: { start, end: group.start + group.digits.length, brand }, last };
  }
  return hit;
}

/** The text with every card number replaced by `cardNumberMarker`; `knownIdentifiers` stay. */
export function redactCardNumbers(text: string, knownIdentifiers: readonly TextRange[] = []): string {
  let redacted = '';
  let position = 0;
  for (const run of findCardNumbers(text, knownIdentifiers)) {
    redacted += text.slice(position, run.start) + cardNumberMarker;
    position = run.end;
  }
  return redacted + text.slice(position);
}

/** Whether the last digit of a run of digits is its Luhn check digit (ISO/IEC 7812-1, annex B). */
export function hasLuhnCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function cardBrand(digits: string): string | null {
  if (digits.length < 13 || digits.length > 19 || !hasLuhnCheckDigit(digits)) return null;
  const range = brandRanges.find(({ from, to, lengths }) => {
    const prefix = digits.slice(0, from.length);
    return prefix >= from && prefix <= to && lengths.includes(digits.length);
  });
  return range?.brand ?? null;
}
