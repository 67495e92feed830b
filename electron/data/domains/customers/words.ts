import type Database from 'better-sqlite3';
import { nameWords } from './name-words.ts';

/** Keeps `customer_word` in step with customers' names; the caller holds the transaction. */
export type CustomerWords = {
  /** Call before a customer is written or removed; call the result after it. */
  around(id: string): () => void;
};

type Stored = { readonly localId: number; readonly name: string | null };

export function createCustomerWords(cache: Database.Database): CustomerWords {
  const read = cache.prepare<[string], Stored>('SELECT local_id AS localId, name FROM customer WHERE id = ?');
  const add = cache.prepare('INSERT OR IGNORE INTO customer_word(word, customer) VALUES (?, ?)');
  const remove = cache.prepare('DELETE FROM customer_word WHERE word = ? AND customer = ?');
  return {
    around(id) {
      const before = read.get(id);
      return () => {
        const after = read.get(id);
        if (before && after && before.name === after.name) return;
        if (before) for (const word of nameWords(before.name)) remove.run(word, before.localId);
        if (after) for (const word of nameWords(after.name)) add.run(word, after.localId);
      };
    },
  };
}
