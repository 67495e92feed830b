import type { Candidate } from '../../../../shared/domains/lookup/contract.ts';
import { foldCase, foldExact } from '../../../../shared/lib/fold.ts';
import { queryWords } from '../customers/name-words.ts';

type How = Candidate['how'];

/** What was typed or pasted, folded in the ways in which it is compared. */
export type Term = {
  /** As it stands, only cleaned. */
  readonly exact: string;
  /** Without regard to case. */
  readonly folded: string;
};

export function termOf(text: string): Term {
  return { exact: foldExact(text), folded: foldCase(text) };
}

/** A hit before it is put into words; the lower the rank the better. */
export type Hit = {
  readonly type: Candidate['type'];
  readonly id: string;
  readonly matched: string;
  readonly kind: string;
  readonly how: How;
  readonly rank: number;
};

/** Best first: the value itself, in other case, with look-alike letters, then parts of it, then names. */
export const RANKS: Readonly<Record<How, number>> = {
  exact: 0,
  folded: 1,
  prefix: 3,
  suffix: 4,
  edit1: 5,
  text: 6,
};

/** Classifies a stored value that shares the confusable-folded form (or its beginning) with the term. */
export function rankMatch(
  term: Term,
  value: string,
  part: 'whole' | 'prefix' | 'suffix',
): { how: How; rank: number } {
  if (part !== 'whole') return { how: part, rank: RANKS[part] };
  if (foldExact(value) === term.exact) return { how: 'exact', rank: RANKS.exact };
  // 0 for O and 1 for l come after a mere difference of case.
  const onlyCase = foldCase(value) === term.folded;
  return { how: 'folded', rank: onlyCase ? RANKS.folded : RANKS.folded + 1 };
}

/** Classifies a name that was found by its words: all of it, without regard to case and accents, its beginning. */
export function rankName(text: string, name: string): { how: How; rank: number } {
  const [asked, stored] = [queryWords(text).join(' '), queryWords(name).join(' ')];
  const how = foldExact(name) === text ? 'exact' : asked === stored ? 'folded' : 'text';
  const isPrefix = how === 'text' && stored.startsWith(asked);
  return isPrefix ? { how: 'prefix', rank: RANKS.prefix } : { how, rank: RANKS[how] };
}

/** The best hit of each thing, best first. Stable: equal hits keep the order in which they were found. */
export function bestHits(hits: readonly Hit[], limit: number): readonly Hit[] {
  const best = new Map<string, Hit>();
  for (const hit of hits) {
    const key = `${hit.type} ${hit.id}`;
    const known = best.get(key);
    if (!known || hit.rank < known.rank) best.set(key, hit);
  }
  return [...best.values()].sort((one, other) => one.rank - other.rank).slice(0, limit);
}
