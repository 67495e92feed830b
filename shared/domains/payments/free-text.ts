import { findCardNumbers, redactCardNumbers } from '../../lib/card-number.ts';
import type { TextRange } from '../../lib/fold.ts';
import { recogniseIdentifiers } from './identifiers.ts';

/** Thirteen digits close together; anything less cannot hold a card number. Cheap, since most cells fail it. */
const manyDigits = /(?:\p{Nd}[^\p{L}\p{Nd}]{0,4}){12}\p{Nd}/u;

const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

/**
 * Removes card numbers from text that a person or another system wrote. Identifiers with a prefix of their own and
 * UUIDs stay whole; a bare run of digits that can't be told from a card number goes.
 */
export function redactFreeText(text: string): string {
  if (!manyDigits.test(text) || findCardNumbers(text).length === 0) return text;
  return redactCardNumbers(text, knownIdentifierRanges(text));
}

/**
 * Whether a value that should be an identifier is, or holds, a card number. Digits glued to letters do not count
 * here: they are common inside fingerprints and hashes.
 */
export function holdsCardNumber(value: string): boolean {
  if (!manyDigits.test(value) || findCardNumbers(value).length === 0) return false;
  return findCardNumbers(value, knownIdentifierRanges(value)).some(
    ({ start, end }) =>
      !wordCharacter.test(value.charAt(start - 1)) && !wordCharacter.test(value.charAt(end)),
  );
}

const wordCharacter = /[A-Za-z_]/;

function knownIdentifierRanges(text: string): TextRange[] {
  const uuids = [...text.matchAll(uuid)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  return [...recogniseIdentifiers(text).filter(({ how }) => how === 'prefix'), ...uuids];
}
