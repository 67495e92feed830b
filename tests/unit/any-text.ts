import fc from 'fast-check';

/**
 * A character of any kind, unpaired surrogates included. Half of them from the first 12,000 code points, where digits,
 * letters and invisible characters are dense. (fast-check's own `binary` unit takes a second to build.)
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .oneof(fc.integer({ min: 0, max: 0x2fff }), fc.integer({ min: 0, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint));

/** Any text at all. */
export const anyText: fc.Arbitrary<string> = fc
  .array(anyCharacter, { maxLength: 24 })
  .map((list) => list.join(''));
