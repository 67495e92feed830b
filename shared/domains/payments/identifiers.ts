import { hasLuhnCheckDigit } from '../../lib/card-number.ts';
import type { TextRange } from '../../lib/fold.ts';
import { foldWithPositions } from '../../lib/fold.ts';
import type { IdentifierKind } from './identifier-kinds.ts';
import type { IdentifierPattern } from './identifier-patterns.ts';
import { identifierPatterns } from './identifier-patterns.ts';

/** Something in a text that looks like an identifier. */
export type Found = TextRange & {
  readonly kind: IdentifierKind;
  /** The identifier as it is looked up: `foldExact` of the text between `start` and `end`. */
  readonly value: string;
  /** Recognised by its own prefix, by the word before it, or by its bare shape. */
  readonly how: 'prefix' | 'label' | 'shape';
};

type Ranked = Found & { readonly certainty: number };

/**
 * Every reading of every identifier in a text, most certain first, then by place. Never throws. A weak reading inside
 * a certain one (digits of an e-mail address) is left out; several readings of one run of characters are not.
 */
export function recogniseIdentifiers(text: string): Found[] {
  const folded = foldWithPositions(text);
  const found: Ranked[] = [];
  for (const pattern of identifierPatterns) {
    for (const match of folded.text.matchAll(pattern.expression)) {
      const value = match.groups?.value ?? match[0];
      const from = match.index + match[0].length - value.length;
      if (!folded.isWhole(from, from + value.length)) continue;
      const certainty = certaintyOf(pattern, value);
      if (certainty === null) continue;
      const { kind, how } = pattern;
      found.push({ kind, value, ...folded.originalRange(from, from + value.length), how, certainty });
    }
  }
  const best = withoutExplained(found);
  return best.sort((a, b) => b.certainty - a.certainty || a.start - b.start || a.end - b.end).map(toFound);
}

function certaintyOf(pattern: IdentifierPattern, value: string): number | null {
  if (pattern.check !== undefined && !pattern.check(value)) return null;
  const bonus = pattern.luhn === true && hasLuhnCheckDigit(value) ? 1 : 0;
  return pattern.certainty + bonus;
}

/** Readings of this certainty and above leave no room for weaker ones inside them. */
const certain = 6;

/** One pass from left to right: only readings that reach beyond the current start can contain the current one. */
function withoutExplained(found: readonly Ranked[]): Ranked[] {
  const kept: Ranked[] = [];
  let open: Ranked[] = [];
  const inOrder = [...found].sort((a, b) => a.start - b.start || b.end - a.end || b.certainty - a.certainty);
  for (const one of inOrder) {
    open = open.filter((other) => other.end > one.start);
    if (open.some((other) => explains(other, one))) continue;
    kept.push(one);
    open.push(one);
  }
  return kept;
}

function explains(other: Ranked, one: Ranked): boolean {
  if (other.end < one.end || other.certainty < one.certainty) return false;
  return other.kind === one.kind || (other.certainty >= certain && one.certainty < certain);
}

function toFound({ kind, value, start, end, how }: Ranked): Found {
  return { kind, value, start, end, how };
}
