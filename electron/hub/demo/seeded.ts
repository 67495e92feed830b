import { createHash } from 'node:crypto';

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A text that is always the same for the same seed: `length` characters of `alphabet`. */
export function seededText(seed: string, length: number, alphabet = ALPHANUMERIC): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    const bytes = createHash('sha256').update(`${seed}#${block}`).digest();
    for (const byte of bytes) text += alphabet[byte % alphabet.length] ?? '';
  }
  return text.slice(0, length);
}

/** A whole number from 0 to `below` - 1, always the same for the same seed. */
export function seededNumber(seed: string, below: number): number {
  return createHash('sha256').update(seed).digest().readUIntBE(0, 6) % below;
}

/** One of the choices, always the same for the same seed. */
export function seededChoice<Choice>(seed: string, choices: readonly [Choice, ...Choice[]]): Choice {
  return choices[seededNumber(seed, choices.length)] ?? choices[0];
}
