import type Database from 'better-sqlite3';
import { indexedWords } from './message-text.ts';

/** Rises when `indexedWords` changes what it makes of a text: the index is built anew then. */
export const WORDS_VERSION = 1;

/** How far the index has been built: messages with a `local_id` from `next` to `end` may be missing. */
export type MessageIndexState = { readonly version: number; readonly next: number; readonly end: number };

/**
 * Keeps the full-text index of messages. It stores no texts and no ids, only which words stand at which place, and the
 * places are in the order of the days, so that the newest finds come first without sorting all of them. The caller
 * holds the transaction.
 */
export type MessageIndex = {
  /** Call before a message is written or removed; call the result after it. */
  around(id: string): () => void;
  /** Call at the end of the transaction: the index wants its entries in order. */
  flush(): void;
  /** The transaction was undone. */
  forget(): void;
  /** Empties it: everything is indexed again by `indexSome`, what arrives meanwhile at once. */
  restart(): void;
  /** Indexes a few of the missing messages; false when none is left. */
  indexSome(): boolean;
};

type Stored = {
  readonly localId: number;
  readonly at: number;
  readonly body: string;
  /** Where its words are; null = nowhere yet. */
  readonly place: number | null;
};

/** Places of one day. Close together they take half the space that evenly spread ones would. */
export const PLACES_PER_DAY = 2 ** 20;
const DAY_MS = 86_400_000;
/** Messages indexed between two looks at the clock. */
const AT_A_TIME = 50;

/** @param state where the state is kept */
export function createMessageIndex(
  cache: Database.Database,
  state: { get(): MessageIndexState | null; set(state: MessageIndexState): void },
): MessageIndex {
  const stored = `SELECT m.local_id AS localId, m.at, m.body, l.place
    FROM message m LEFT JOIN message_place l ON l.message = m.local_id`;
  const read = cache.prepare<[string], Stored>(`${stored} WHERE m.id = ?`);
  const range = cache.prepare<[number, number], Stored>(
    `${stored} WHERE m.local_id >= ? AND m.local_id <= ? ORDER BY m.local_id LIMIT ${AT_A_TIME}`,
  );
  const highest = cache.prepare<[], number | null>('SELECT max(local_id) FROM message').pluck();
  const taken = (which: 'min' | 'max') =>
    cache
      .prepare<[number, number], number | null>(
        `SELECT ${which}(place) FROM message_place WHERE place >= ? AND place < ?`,
      )
      .pluck();
  const ends = { first: taken('min'), last: taken('max') };
  const addPlace = cache.prepare('INSERT INTO message_place(message, place) VALUES (?, ?)');
  const removePlace = cache.prepare('DELETE FROM message_place WHERE message = ?');
  const removePlaces = cache.prepare('DELETE FROM message_place');
  const addWords = cache.prepare('INSERT INTO message_words(rowid, words) VALUES (?, ?)');
  // The index keeps no texts: to remove an entry it has to be told again what it was.
  const removeWords = cache.prepare(
    "INSERT INTO message_words(message_words, rowid, words) VALUES ('delete', ?, ?)",
  );
  const clear = cache.prepare("INSERT INTO message_words(message_words) VALUES ('delete-all')");
  /** What the transaction has changed: before its first change and after its last one. */
  const changed = new Map<
    string,
    { readonly before: Stored | undefined; readonly after: Stored | undefined }
  >();

  /** A place in the message's day: above all others of the day, or below them. */
  const freePlace = (at: number, isAbove: boolean): number => {
    for (let day = Math.max(0, Math.floor(at / DAY_MS)); ; day += isAbove ? 1 : -1) {
      const from = day * PLACES_PER_DAY;
      const to = from + PLACES_PER_DAY;
      const last = ends.last.get(from, to) ?? null;
      if (last === null) return from + PLACES_PER_DAY / 2;
      const next = isAbove ? last + 1 : (ends.first.get(from, to) ?? 0) - 1;
      // A day with more messages than places goes on in the next one.
      if (next >= from && next < to) return next;
    }
  };
  const add = (messages: readonly Stored[], isNewer: boolean): void => {
    const inTime = [...messages].sort((one, other) => one.at - other.at);
    const placed = (isNewer ? inTime : inTime.reverse()).map((message) => {
      const place = freePlace(message.at, isNewer);
      addPlace.run(message.localId, place);
      return { place, body: message.body };
    });
    for (const { place, body } of placed.sort((one, other) => one.place - other.place)) {
      addWords.run(place, indexedWords(body));
    }
  };
  const remove = (messages: readonly Stored[]): void => {
    const placed = messages.flatMap(({ place, ...message }) =>
      place === null ? [] : [{ ...message, place }],
    );
    for (const { place, body, localId } of placed.sort((one, other) => one.place - other.place)) {
      removeWords.run(place, indexedWords(body));
      removePlace.run(localId);
    }
  };
  return {
    around(id) {
      const before = read.get(id);
      return () => {
        const known = changed.get(id);
        changed.set(id, { before: known ? known.before : before, after: read.get(id) });
      };
    },
    flush() {
      if (changed.size === 0) return;
      const changes = [...changed.values()].filter(({ before, after }) => !isSame(before, after));
      remove(changes.flatMap(({ before }) => before ?? []));
      // Until a first sync is through, everything waits for `restart`.
      if (state.get() !== null) {
        add(
          changes.flatMap(({ after }) => after ?? []),
          true,
        );
      }
      changed.clear();
    },
    forget: () => changed.clear(),
    restart() {
      clear.run();
      removePlaces.run();
      state.set({ version: WORDS_VERSION, next: 0, end: highest.get() ?? -1 });
    },
    indexSome() {
      const built = state.get();
      if (!built || built.next > built.end) return false;
      const messages = range.all(built.next, built.end);
      // A first sync brings the newest first: what comes now is older than what is here of its day.
      add(
        messages.filter(({ place }) => place === null),
        false,
      );
      const last = messages.at(-1)?.localId;
      state.set({ ...built, next: last === undefined ? built.end + 1 : last + 1 });
      return true;
    },
  };
}

function isSame(before: Stored | undefined, after: Stored | undefined): boolean {
  return before?.localId === after?.localId && before?.at === after?.at && before?.body === after?.body;
}
