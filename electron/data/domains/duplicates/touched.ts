import type Database from 'better-sqlite3';
import { BLOCK_COLUMNS } from './blocks.ts';
import { type BlockPlace, createNeighbourFinder } from './neighbours.ts';
import { createFeeCounter, FEE_AMOUNT } from './standard-fee.ts';

/** What is remembered of a payment before it changes. */
type Before = { readonly place: BlockPlace; readonly fee: Fee };
type Fee = { readonly currency: string; readonly amountMinor: number };

/** Notes what has to be judged again, in the transaction that changes it. */
export type TouchNotes = {
  /** Call before a payment is written or removed; call the result after it. */
  aroundPayment(id: string): () => void;
  /** Call after an application was written: its facts are facts of its payments. */
  applicationChanged(id: string): void;
};

export function createTouchNotes(cache: Database.Database): TouchNotes {
  const neighbours = createNeighbourFinder(cache);
  const fees = createFeeCounter(cache);
  const feeOf = cache.prepare<[string], Fee>(
    `SELECT currency, ${FEE_AMOUNT} AS amountMinor FROM payment WHERE id = ?`,
  );
  const paymentsOf = cache
    .prepare<[string], string>('SELECT id FROM payment WHERE application_id = ?')
    .pluck();
  const note = cache.prepare('INSERT OR REPLACE INTO judge_queue(payment_id, spread) VALUES (?, 1)');
  const noteFollower = cache.prepare('INSERT OR IGNORE INTO judge_queue(payment_id, spread) VALUES (?, 0)');

  const read = (id: string): Before | null => {
    const place = neighbours.placeOf(id);
    const fee = feeOf.get(id);
    return place && fee ? { place, fee } : null;
  };
  const changed = (id: string, before: Before | null): void => {
    const after = read(id);
    if (before) fees.add(before.fee.currency, before.fee.amountMinor, -1);
    if (after) fees.add(after.fee.currency, after.fee.amountMinor, 1);
    if (before && (!after || hasMoved(before.place, after.place))) {
      // Those that looked back at it where it was now look back further.
      for (const follower of neighbours.around(before.place).later) noteFollower.run(follower);
    }
    note.run(id);
  };
  return {
    aroundPayment(id) {
      const before = read(id);
      return () => changed(id, before);
    },
    applicationChanged(id) {
      for (const payment of paymentsOf.all(id)) note.run(payment);
    },
  };
}

function hasMoved(before: BlockPlace, after: BlockPlace): boolean {
  return (
    before.created_at !== after.created_at ||
    BLOCK_COLUMNS.some(({ column }) => before[column] !== after[column])
  );
}
