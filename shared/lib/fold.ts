/** Invisible characters: zero-width, bidi controls, soft hyphens, variation selectors, fillers. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const decimalDigit = /\p{Nd}/u;
const foreignDigits = /(?![0-9])\p{Nd}/gu;
const printableAscii = /^[\x20-\x7e]*$/;

/**
 * A decimal digit of any script as `0` to `9`. Unicode keeps each script's digits in runs of ten that start with
 * zero, so the value is the distance from the start of the run; NFKC alone leaves Arabic and Devanagari digits be.
 */
export function asciiDigit(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let start = codePoint;
  while (decimalDigit.test(String.fromCodePoint(start - 1))) start -= 1;
  return String((codePoint - start) % 10);
}

/** Removes characters that a reader cannot see but that break comparison. */
export function stripInvisible(text: string): string {
  return text.replace(invisible, '');
}

/** For comparing pasted text as it stands: compatibility forms and digits unified, invisible characters and outer space gone. */
export function foldExact(text: string): string {
  if (printableAscii.test(text)) return text.trim();
  // Some fillers become ignorable only by NFKC, hence the second round.
  const unified = stripInvisible(stripInvisible(text).normalize('NFKC')).normalize('NFKC');
  return unified.replace(foreignDigits, asciiDigit).trim();
}

/** `foldExact` without regard to case. */
export function foldCase(text: string): string {
  return foldExact(foldExact(text).toLowerCase());
}

const marks = /\p{M}/gu;
const plainText = /^[\t\n\r\x20-\x7e]*$/;

/** `foldCase` without accents and other marks: for words that people type as they hear them. */
export function foldWords(text: string): string {
  if (plainText.test(text)) return text.toLowerCase().trim();
  return foldCase(text).normalize('NFKD').replace(marks, '').normalize('NFC');
}

const confusables: Readonly<Record<string, string>> = {
  o: '0',
  i: '1',
  l: '1',
  '|': '1',
  s: '5',
  z: '2',
  b: '8',
  g: '9',
  q: '9',
};

/** `foldCase`, with letters that people and OCR mistake for digits made digits. The key of a second, weaker look-up. */
export function foldConfusable(text: string): string {
  return foldCase(text).replace(/[oil|szbgq]/g, (letter) => confusables[letter] ?? letter);
}

/** Text folded like `foldExact` (untrimmed), with the place of each character in the original. */
export type PositionedText = {
  readonly text: string;
  /** The original characters that the folded ones `from` (inclusive) to `to` (exclusive) come from. */
  readonly originalRange: (from: number, to: number) => TextRange;
  /** Whether that range folds to exactly these characters; false where it cuts an original character (`㏂` = `a.m.`). */
  readonly isWhole: (from: number, to: number) => boolean;
};

/** Part of a text in UTF-16 units, `end` exclusive. */
export type TextRange = { readonly start: number; readonly end: number };

/** Folds character by character, so that a find in the folded text can be shown in the original. */
export function foldWithPositions(original: string): PositionedText {
  if (printableAscii.test(original)) {
    return {
      text: original,
      originalRange: (from, to) => ({ start: from, end: to }),
      isWhole: () => true,
    };
  }
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let position = 0;
  for (const character of original) {
    const next = position + character.length;
    const folded = character >= ' ' && character < '\u007f' ? character : foldCharacter(character);
    for (let unit = 0; unit < folded.length; unit += 1) {
      starts.push(position);
      ends.push(next);
    }
    text += folded;
    position = next;
  }
  return {
    text,
    originalRange: (from, to) => ({ start: starts[from] ?? position, end: ends[to - 1] ?? position }),
    isWhole: (from, to) => starts[from - 1] !== starts[from] && ends[to - 1] !== ends[to],
  };
}

function foldCharacter(character: string): string {
  return stripInvisible(stripInvisible(character).normalize('NFKC')).replace(foreignDigits, asciiDigit);
}
