import type Database from 'better-sqlite3';
import { recogniseIdentifiers } from '../../../../shared/domains/payments/identifiers.ts';
import { idSchema } from '../../../../shared/domains/values.ts';
import { foldConfusable } from '../../../../shared/lib/fold.ts';
import { queryWords } from '../customers/name-words.ts';
import { createMessageSearch } from '../tickets/search.ts';
import { bestHits, type Hit, RANKS, rankMatch, rankName, type Term, termOf } from './matches.ts';
import { afterPrefix, reversed } from './patterns.ts';

/** Shorter beginnings match half the table. */
const SHORTEST_PREFIX = 2;
/** People read out "the last eight". */
const SHORTEST_SUFFIX = 8;
/** Texts longer than this are messages: only what is recognised in them is looked up. */
const LONGEST_TERM = 200;
/** A reference this long that is stored just so is not also the beginning or the end of another one. */
const CERTAIN_LENGTH = 12;
const MOST_RECOGNISED = 8;
const MOST_NAME_WORDS = 3;

type Found = { readonly id: string; readonly value: string; readonly kind: string };

/** Finds things by anything a customer may quote. Every statement is prepared once; ranges, never LIKE. */
export function createSearch(cache: Database.Database): (text: string, limit: number) => readonly Hit[] {
  const find = (sql: string) => cache.prepare<unknown[], Found>(`${sql} LIMIT ?`);
  // One statement: what everybody does all day, and each statement costs as much again as its few rows.
  const reference = cache.prepare<unknown[], Found & Pick<Hit, 'type'>>(
    `SELECT 'application' AS type, id, application_no AS value, 'application' AS kind FROM application WHERE folded = ?
     UNION ALL SELECT 'payment', payment_id, value, kind FROM identifier WHERE folded = ?
     UNION ALL SELECT 'refund', id, arn, 'arn' FROM refund WHERE arn = ?
     UNION ALL SELECT 'refund', id, gateway_refund_ref, 'refund' FROM refund WHERE gateway_refund_ref = ? LIMIT ?`,
  );
  const identifier = {
    prefix: find(
      'SELECT payment_id AS id, value, kind FROM identifier WHERE folded >= ? AND folded < ? ORDER BY folded',
    ),
    suffix: find(
      'SELECT payment_id AS id, value, kind FROM identifier WHERE reversed >= ? AND reversed < ? ORDER BY reversed',
    ),
  };
  const application = {
    prefix: find(
      `SELECT id, application_no AS value, 'application' AS kind FROM application
       WHERE folded >= ? AND folded < ? ORDER BY folded`,
    ),
  };
  const email = (table: 'customer' | 'payment') => ({
    whole: find(
      `SELECT id, email AS value, 'email' AS kind FROM ${table} WHERE lower(email) = lower(?) AND email IS NOT NULL`,
    ),
    prefix: find(
      `SELECT id, email AS value, 'email' AS kind FROM ${table}
       WHERE lower(email) >= ? AND lower(email) < ? AND email IS NOT NULL ORDER BY lower(email)`,
    ),
  });
  const emails = { customer: email('customer'), payment: email('payment') };
  const ticketByNumber = find(`SELECT id, number AS value, 'ticket' AS kind FROM ticket WHERE number = ?`);
  const byId = (['payment', 'customer', 'application', 'ticket', 'refund'] as const).map((type) => ({
    type,
    statement: find(`SELECT id, id AS value, 'id' AS kind FROM "${type}" WHERE id = ?`),
  }));
  const words = createNameSearch(cache);
  const messages = createMessageSearch(cache);

  const whole = (term: Term, limit: number): Hit[] => {
    const folded = foldConfusable(term.exact);
    const hitOf = (type: Hit['type'], { id, value, kind }: Found): Hit => {
      const matched = String(value);
      return { type, id, matched, kind, ...rankMatch(term, matched, 'whole') };
    };
    const ranked = (type: Hit['type'], found: readonly Found[]) => found.map((each) => hitOf(type, each));
    const hits = reference
      .all(folded, folded, term.exact, term.exact, limit)
      .map((each) => hitOf(each.type, each));
    if (term.exact.includes('@')) {
      hits.push(...ranked('customer', emails.customer.whole.all(term.exact, limit)));
      hits.push(...ranked('payment', emails.payment.whole.all(term.exact, limit)));
    }
    const number = /^#?(\d{1,9})$/.exec(term.exact)?.[1];
    if (number !== undefined) {
      // Exact with or without the sign that people put before it.
      const tickets = ranked('ticket', ticketByNumber.all(Number(number), limit));
      hits.push(...tickets.map((hit): Hit => ({ ...hit, how: 'exact', rank: RANKS.exact })));
    }
    if (idSchema.safeParse(term.folded).success) {
      for (const { type, statement } of byId) hits.push(...ranked(type, statement.all(term.folded, limit)));
    }
    return hits;
  };
  const parts = (term: Term, limit: number): Hit[] => {
    const folded = foldConfusable(term.exact);
    const ranked = (type: Hit['type'], part: 'prefix' | 'suffix', found: readonly Found[]): Hit[] =>
      found.map(({ id, value, kind }) => ({
        type,
        id,
        matched: value,
        kind,
        ...rankMatch(term, value, part),
      }));
    const range = (text: string): readonly [string, string] => [text, afterPrefix(text) ?? '\u{10ffff}'];
    const hits: Hit[] = [];
    if (folded.length >= SHORTEST_PREFIX) {
      hits.push(...ranked('application', 'prefix', application.prefix.all(...range(folded), limit)));
      hits.push(...ranked('payment', 'prefix', identifier.prefix.all(...range(folded), limit)));
      const [from, to] = range(term.folded);
      hits.push(...ranked('customer', 'prefix', emails.customer.prefix.all(from, to, limit)));
      hits.push(...ranked('payment', 'prefix', emails.payment.prefix.all(from, to, limit)));
    }
    if (folded.length >= SHORTEST_SUFFIX) {
      hits.push(...ranked('payment', 'suffix', identifier.suffix.all(...range(reversed(folded)), limit)));
    }
    return hits;
  };
  /** Tickets in whose messages somebody wrote that. Whole words: while somebody types, every key asks again. */
  const inMessages = (text: string, limit: number): Hit[] =>
    messages(text, limit, false).map(({ ticketId, snippet }) => ({
      type: 'ticket',
      id: ticketId,
      matched: snippet.map((part) => part.text).join(''),
      kind: 'message',
      how: 'text',
      rank: RANKS.text,
    }));
  const search = (text: string, limit: number): readonly Hit[] => {
    const terms = termsOf(text);
    const hits = terms.flatMap((term) => whole(term, limit));
    const typed = terms[0];
    if (typed && isCertain(typed, hits)) return bestHits(hits, limit);
    if (typed && hits.length < limit) hits.push(...parts(typed, limit));
    if (typed && hits.length < limit) hits.push(...words(typed.exact, limit));
    if (typed && hits.length < limit) hits.push(...inMessages(typed.exact, limit - hits.length));
    return bestHits(hits, limit);
  };
  return search;
}

/** Addresses are left out: `ana@example.com` is also how `ana@example.com.br` begins. */
function isCertain({ exact }: Term, hits: readonly Hit[]): boolean {
  return exact.length >= CERTAIN_LENGTH && hits.some(({ how, kind }) => how === 'exact' && kind !== 'email');
}

/** The text itself, then what is recognised inside it. */
function termsOf(text: string): readonly Term[] {
  const typed = termOf(text);
  if (typed.exact === '') return [];
  const recognised = recogniseIdentifiers(text).map(({ value }) => termOf(value));
  const terms = typed.exact.length <= LONGEST_TERM ? [typed, ...recognised] : recognised;
  return [...new Map(terms.map((term) => [term.exact, term])).values()].slice(0, MOST_RECOGNISED);
}

/** Customers in whose names every word of the text begins a word. */
function createNameSearch(cache: Database.Database): (text: string, limit: number) => Hit[] {
  const one = 'SELECT customer FROM customer_word WHERE word >= ? AND word < ?';
  const statements = Array.from({ length: MOST_NAME_WORDS }, (_, index) =>
    cache.prepare<unknown[], { id: string; name: string }>(
      `SELECT c.id, c.name FROM customer c WHERE c.local_id IN (${Array(index + 1)
        .fill(one)
        .join(' INTERSECT ')})
       ORDER BY c.created_at DESC LIMIT ?`,
    ),
  );
  // Most texts are no names. Two letters begin hundreds of them, so the words are not all collected to find that out.
  const beginsAny = cache.prepare<[string, string], 1>(
    'SELECT 1 FROM customer_word WHERE word >= ? AND word < ? LIMIT 1',
  );
  return (text, limit) => {
    const words = queryWords(text).slice(0, MOST_NAME_WORDS);
    const statement = statements[words.length - 1];
    // One Latin letter is no name; one Chinese character is a family name.
    if (!statement || words.some((word) => /^[\p{Script=Latin}\p{N}]$/u.test(word))) return [];
    const ranges = words.map((word) => [word, afterPrefix(word) ?? '\u{10ffff}'] as const);
    if (!ranges.every((range) => beginsAny.get(...range))) return [];
    return statement.all(...ranges.flat(), limit).map(({ id, name }) => ({
      type: 'customer',
      id,
      matched: name,
      kind: 'name',
      ...rankName(text, name),
    }));
  };
}
