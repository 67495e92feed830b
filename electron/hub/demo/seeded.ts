const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TWO_TO_32 = 2 ** 32;
const WARM_UP = 8;

/** Choices, each as often as its weight among all weights. */
export type Weighted<Choice> = readonly [
  Choice & { readonly weight: number },
  ...(Choice & { readonly weight: number })[],
];

/** Numbers that follow from a seed alone. Not for secrets. */
export type Random = {
  /** From 0 up to, but without, 1. */
  unit(): number;
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  choice<Choice>(choices: readonly [Choice, ...Choice[]]): Choice;
  weighted<Choice>(choices: Weighted<Choice>): Choice;
  /** `length` characters of `alphabet`. */
  text(length: number, alphabet?: string): string;
};

/**
 * The numbers of a seed: sfc32 over 128 bits that are mixed from the text as murmur does it. A million seeds give a
 * million different ids, which 32 bits would not.
 */
export function seeded(seed: string): Random {
  let [a, b, c, counter] = mixed(seed);
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // Seeds that differ in one character begin alike.
  for (let round = 0; round < WARM_UP; round += 1) next();
  const unit = (): number => next() / TWO_TO_32;
  const below = (limit: number): number => Math.floor(unit() * limit);
  return {
    unit,
    below,
    chance: (probability) => unit() < probability,
    choice: (choices) => choices[below(choices.length)] ?? choices[0],
    weighted(choices) {
      let rest = unit() * choices.reduce((total, { weight }) => total + weight, 0);
      for (const choice of choices) {
        rest -= choice.weight;
        if (rest < 0) return choice;
      }
      return choices[0];
    },
    text(length, alphabet = ALPHANUMERIC) {
      let text = '';
      while (text.length < length) text += alphabet[below(alphabet.length)] ?? '';
      return text;
    },
  };
}

/** A text that is always the same for the same seed: `length` characters of `alphabet`. */
export function seededText(seed: string, length: number, alphabet = ALPHANUMERIC): string {
  return seeded(seed).text(length, alphabet);
}

/** A whole number from 0 to `below` - 1, always the same for the same seed. */
export function seededNumber(seed: string, below: number): number {
  return seeded(seed).below(below);
}

/** One of the choices, always the same for the same seed. */
export function seededChoice<Choice>(seed: string, choices: readonly [Choice, ...Choice[]]): Choice {
  return seeded(seed).choice(choices);
}

/** Four words of 32 bits from a text. */
function mixed(text: string): [number, number, number, number] {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = 0xdeadbeef ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 597399067) ^ (b >>> 13);
    b = Math.imul(b ^ code, 2869860233) ^ (c >>> 15);
    c = Math.imul(c ^ code, 951274213) ^ (d >>> 14);
    d = Math.imul(d ^ code, 2716044179) ^ (a >>> 16);
  }
  return [a ^ (a >>> 15), b ^ (b >>> 13), c ^ (c >>> 16), d ^ (d >>> 14)];
}
