import { foldWords } from '../../../../shared/lib/fold.ts';

/** Letters and digits; marks and invisible characters between them do not end a word. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}\p{Default_Ignorable_Code_Point}]*/gu;
/** Scripts that are written without spaces, and Korean, whose words carry endings: any part must be findable. */
const RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]+/gu;

/** Words beyond this are not indexed: a message of ten megabytes is a file, not a text. */
const MOST_CHARACTERS = 200_000;
/** Encoded data and the like; nobody looks for it. */
const LONGEST_WORD = 64;
const MOST_TERMS = 12;
/** The beginning of a word is looked up from here on; shorter ones begin too many words. */
const SHORTEST_PREFIX = 3;

/** A piece of text that is looked up as it is (`word`), or of which every part can be looked up (`run`). */
type Piece = { readonly kind: 'word' | 'run'; readonly text: string };

function* piecesOf(folded: string): Generator<Piece> {
  for (const [word] of folded.matchAll(WORD)) {
    let from = 0;
    for (const { 0: run, index } of word.matchAll(RUN)) {
      if (index > from) yield { kind: 'word', text: word.slice(from, index) };
      yield { kind: 'run', text: run };
      from = index + run.length;
    }
    if (from < word.length) yield { kind: 'word', text: word.slice(from) };
  }
}

/** Each two neighbouring characters of a run. */
function pairsOf(run: string): string[] {
  const characters = [...run];
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}

/**
 * What the full-text index stores of a message: its words, and of scripts without spaces every character and every pair
 * of neighbours, each once.
 */
export function indexedWords(body: string): string {
  const words = new Set<string>();
  for (const { kind, text } of piecesOf(foldWords(body.slice(0, MOST_CHARACTERS)))) {
    if (kind === 'run') for (const part of [...text, ...pairsOf(text)]) words.add(part);
    else if (text.length <= LONGEST_WORD) words.add(text);
  }
  return [...words].join(' ');
}

/** One thing that a message must hold; `isPrefix`: a word that begins so will do. */
type Term = Piece & { readonly isPrefix: boolean };

/** What somebody looks for. */
export type MessageQuery = {
  /** An FTS5 expression that finds every message with all the terms, and now and then one without. */
  readonly match: string;
  readonly terms: readonly Term[];
};

/**
 * Any text is a query: quotes and operators are just characters. Null when there is nothing in it to look for.
 * @param isPrefix the last word may be the beginning of one; null if it is too short or none
 */
export function messageQuery(text: string, isPrefix: boolean): MessageQuery | null {
  const pieces = [...piecesOf(foldWords(text))].flatMap(({ kind, text: piece }): Piece[] => {
    if (kind === 'run') return [{ kind, text: [...piece].slice(0, LONGEST_WORD).join('') }];
    return piece.length > LONGEST_WORD ? [] : [{ kind, text: piece }];
  });
  const last = pieces.at(-1);
  if (!last || (isPrefix && (last.kind === 'run' || last.text.length < SHORTEST_PREFIX))) return null;
  const different = [...new Map(pieces.map((piece) => [piece.text, piece])).values()];
  const terms = different
    .slice(0, MOST_TERMS)
    .map((piece): Term => ({ ...piece, isPrefix: isPrefix && piece === last }));
  return { match: terms.map(matchOf).join(' AND '), terms };
}

/** Terms hold letters and digits only, so nothing in them can end the quotes. */
function matchOf({ kind, text, isPrefix }: Term): string {
  if (kind === 'word') return `"${text}"${isPrefix ? '*' : ''}`;
  const pairs = pairsOf(text);
  return (pairs.length === 0 ? [text] : pairs).map((part) => `"${part}"`).join(' AND ');
}

/** Part of a text in UTF-16 units, `end` exclusive. */
type Range = { readonly start: number; readonly end: number };

/**
 * Where the terms are in a text, in order; null if one is missing: pairs of neighbours can also stand apart.
 * @param most ranges that are wanted
 */
function findTerms(body: string, { terms }: MessageQuery, most: number): readonly Range[] | null {
  const missing = new Set(terms);
  const found: Range[] = [];
  for (const { 0: word, index } of body.slice(0, MOST_CHARACTERS).matchAll(WORD)) {
    const folded = foldWords(word);
    for (const term of terms) {
      const range = rangeIn(word, folded, term);
      if (range === null) continue;
      missing.delete(term);
      found.push({ start: index + range.start, end: index + range.end });
    }
    if (missing.size === 0 && found.length >= most) break;
  }
  return missing.size > 0 ? null : merged(found);
}

function rangeIn(word: string, folded: string, { kind, text, isPrefix }: Term): Range | null {
  const at = folded.indexOf(text);
  if (at < 0) return null;
  if (kind === 'word' && !isPiece(folded, at, text, isPrefix)) return null;
  // Folding rarely changes the length; where it does, the whole word is shown as the find.
  return folded.length === word.length
    ? { start: at, end: at + text.length }
    : { start: 0, end: word.length };
}

/** Whether a word's find is a whole piece of the text, as the index has it. */
function isPiece(folded: string, at: number, text: string, isPrefix: boolean): boolean {
  if (at === 0 && folded.length === text.length) return true;
  for (const piece of piecesOf(folded)) {
    if (piece.kind === 'word' && (isPrefix ? piece.text.startsWith(text) : piece.text === text)) return true;
  }
  return false;
}

/** In order, those that touch as one. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last && range.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else result.push(range);
  }
  return result;
}

const BEFORE_HIT = 40;
const SNIPPET_LENGTH = 160;
const MOST_HITS = 8;

/** Text with the finds told apart. */
export type Snippet = readonly { readonly text: string; readonly hit: boolean }[];

/** The words around the first find on one line; null if the text does not hold all the terms. */
export function snippetOf(body: string, query: MessageQuery): Snippet | null {
  const ranges = findTerms(body, query, MOST_HITS);
  const first = ranges?.[0];
  if (!ranges || !first) return null;
  const start = wholeCharacter(body, Math.max(0, first.start - BEFORE_HIT));
  const end = wholeCharacter(body, Math.min(body.length, Math.max(first.end, start + SNIPPET_LENGTH)));
  const parts: { text: string; hit: boolean }[] = [];
  let from = start;
  for (const range of ranges.filter((one) => one.start >= start && one.start < end)) {
    parts.push({ text: body.slice(from, range.start), hit: false });
    parts.push({ text: body.slice(range.start, Math.min(range.end, end)), hit: true });
    from = Math.min(range.end, end);
  }
  parts.push({ text: body.slice(from, end), hit: false });
  if (start > 0) parts.unshift({ text: '…', hit: false });
  if (end < body.length) parts.push({ text: '…', hit: false });
  return parts
    .map(({ text, hit }) => ({ text: text.replace(/\s+/gu, ' '), hit }))
    .filter(({ text }) => text !== '');
}

/** Not in the middle of a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
}
