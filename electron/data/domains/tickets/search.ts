import type Database from 'better-sqlite3';
import type { MessageHit, ticketsContract } from '../../../../shared/domains/tickets/contract.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { PLACES_PER_DAY } from './message-index.ts';
import { type MessageQuery, messageQuery, snippetOf } from './message-text.ts';
import { syncedTickets } from './remote.ts';

type SearchHandlers = Pick<HandlersFor<typeof ticketsContract>, 'tickets.search'>;

/** A message that holds what was looked for. */
export type FoundMessage = Omit<MessageHit, 'ticket' | 'customerName'> & { readonly ticketId: string };

type Candidate = { readonly place: number; readonly message: number; readonly at: number };

/** Candidates put in order: in a day with more finds than this the order is only roughly that of time. */
const MOST_CANDIDATES = 500;
/** Texts read: pairs of characters that stand apart everywhere must not either. */
const MOST_READ = 500;

/**
 * Newest messages that hold all of the words, at most `limit`. Never throws, whatever the text.
 * @param withBeginnings also messages with a word that begins like the last one. Rarer words take no time; the
 *   beginning of a common one takes tens of milliseconds in a million messages.
 */
export type MessageSearch = (text: string, limit: number, withBeginnings: boolean) => readonly FoundMessage[];

export function createMessageSearch(cache: Database.Database): MessageSearch {
  const newest = cache.prepare<[string], Candidate>(
    `SELECT w.rowid AS place, l.message, m.at
     FROM message_words w CROSS JOIN message_place l ON l.place = w.rowid
       CROSS JOIN message m ON m.local_id = l.message
     WHERE message_words MATCH ? ORDER BY w.rowid DESC`,
  );
  const read = cache.prepare<[number], Omit<FoundMessage, 'snippet'> & { readonly body: string }>(
    `SELECT m.id AS messageId, m.ticket_id AS ticketId, m.at, m.direction, m.kind, m.body
     FROM message m WHERE m.local_id = ?`,
  );
  const collect = (query: MessageQuery, limit: number): readonly FoundMessage[] => {
    const found: FoundMessage[] = [];
    let texts = 0;
    let looked = 0;
    let day: Candidate[] = [];
    const readDay = (): void => {
      for (const { message } of day.sort((one, other) => other.at - one.at)) {
        if (found.length >= limit || texts >= MOST_READ) return;
        texts += 1;
        const row = read.get(message);
        const snippet = row === undefined ? null : snippetOf(row.body, query);
        if (row === undefined || snippet === null) continue;
        const { body: _, ...rest } = row;
        found.push({ ...rest, snippet: [...snippet] });
      }
    };
    for (const candidate of newest.iterate(query.match)) {
      const before = day.at(-1);
      // Within a day places are roughly in the order of time: the day is put into its exact order.
      if (before && dayOf(candidate) !== dayOf(before)) {
        readDay();
        day = [];
      }
      looked += 1;
      if (found.length >= limit || texts >= MOST_READ || looked > MOST_CANDIDATES) break;
      day.push(candidate);
    }
    readDay();
    return found;
  };
  return (text, limit, withBeginnings) => {
    const whole = messageQuery(text, false);
    const found = whole === null ? [] : collect(whole, limit);
    const begun = withBeginnings && found.length < limit ? messageQuery(text, true) : null;
    return begun === null ? found : collect(begun, limit);
  };
}

function dayOf({ place }: Candidate): number {
  return Math.floor(place / PLACES_PER_DAY);
}

/** Search in what people wrote. */
export function createSearchQueries(cache: Database.Database): SearchHandlers {
  const search = createMessageSearch(cache);
  const ticketById = cache.prepare<[string], { customerName: string | null }>(
    `SELECT ${syncedTickets.selectList('t')}, c.name AS customerName
     FROM ticket t LEFT JOIN customer c ON c.id = t.customer_id WHERE t.id = ?`,
  );
  const state = cache.prepare<[], string>("SELECT value FROM sync_state WHERE name = 'messageIndex'").pluck();
  return {
    'tickets.search': cache.transaction(({ text, limit }) => {
      const found = search(text, limit + 1, true);
      const hits = found.slice(0, limit).flatMap(({ ticketId, ...hit }): MessageHit[] => {
        const row = ticketById.get(ticketId);
        if (!row) return [];
        const { customerName, ...columns } = row;
        return [{ ticket: syncedTickets.decode(columns), customerName, ...hit }];
      });
      return { hits, hasMore: found.length > limit, complete: isComplete(state.get()) };
    }),
  };
}

function isComplete(stored: string | undefined): boolean {
  if (stored === undefined) return false;
  // The writer's own note (see MessageIndexState).
  const { next, end } = JSON.parse(stored) as { readonly next: number; readonly end: number };
  return next > end;
}
