import type Database from 'better-sqlite3';
import type { duplicatesContract } from '../../../../shared/domains/duplicates/contract.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { syncedPayments } from '../payments/remote.ts';
import { IS_OPEN_PAIR } from './open-pairs.ts';
import { decodePair, PAIR_SELECT } from './pair-store.ts';

/** Pairs with money to return. */
export function createDuplicateQueries(cache: Database.Database): HandlersFor<typeof duplicatesContract> {
  const openPairs = `
    FROM duplicate_pair d INDEXED BY duplicate_pair_open
      JOIN payment a ON a.id = d.a JOIN payment b ON b.id = d.b
    WHERE ${IS_OPEN_PAIR}`;
  const page = cache.prepare<[number]>(`SELECT ${PAIR_SELECT} ${openPairs} ORDER BY d.at DESC LIMIT ?`);
  const total = cache.prepare<[], number>(`SELECT count(*) ${openPairs}`).pluck();
  const payment = cache.prepare(`SELECT ${syncedPayments.selectList('p')} FROM payment p WHERE p.id = ?`);
  return {
    'duplicates.open': ({ limit }) => ({
      pairs: page.all(limit).map((row) => {
        const pair = decodePair(row);
        return {
          pair,
          first: syncedPayments.decode(payment.get(pair.a)),
          second: syncedPayments.decode(payment.get(pair.b)),
        };
      }),
      total: total.get() ?? 0,
    }),
  };
}
