import { foldWords } from '../../../../shared/lib/fold.ts';

const NOT_A_WORD = /[^\p{L}\p{N}]+/u;
/** Scripts that write names without spaces: what follows the family name must be findable too. */
const WITHOUT_SPACES = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{2,8}$/u;

/** The words of a query, folded: no case, no accents. */
export function queryWords(text: string): readonly string[] {
  return [
    ...new Set(
      foldWords(text)
        .split(NOT_A_WORD)
        .filter((word) => word !== ''),
    ),
  ];
}

/** What a name is found by: each word, and for names without spaces each of its ends (`王小明`, `小明`, `明`). */
export function nameWords(name: string | null): readonly string[] {
  if (name === null) return [];
  const words = queryWords(name).flatMap((word) => {
    if (!WITHOUT_SPACES.test(word)) return [word];
    const characters = [...word];
    return characters.map((_, index) => characters.slice(index).join(''));
  });
  return [...new Set(words)];
}
