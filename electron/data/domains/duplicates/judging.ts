import type Database from 'better-sqlite3';
import { BATCH_SPAN_MS, type FoundPair, withBatches } from '../../../../shared/domains/duplicates/batch.ts';
import type { ChargeFacts } from '../../../../shared/domains/duplicates/facts.ts';
import { judgePair } from '../../../../shared/domains/duplicates/judge.ts';
import { createChargeReader } from './charge-facts.ts';
import { createNeighbourFinder } from './neighbours.ts';
import { createPairStore, type PairStore, type StoredPair, storedPair } from './pair-store.ts';
import { type StandardFee, standardFeeShare } from './standard-fee.ts';

/** Judges the payments of `judge_queue`, a few at a time; the caller holds the transaction. */
export type Judging = {
  /**
   * Takes one payment from the queue.
   * @returns its id, or null when the queue is empty
   */
  judgeNext(fee: StandardFee, scan: number, now: number): string | null;
};

/** Judges two payments, the earlier first; null = they are separate. */
export function foundPair(first: ChargeFacts, second: ChargeFacts, fee: StandardFee): FoundPair | null {
  const judgement = judgePair(first, second, { standardFeeShare: standardFeeShare(fee, first) });
  return judgement.verdict === 'SEPARATE' ? null : { first, second, judgement };
}

/**
 * Keeps the pairs as a full scan would find them. A pair belongs to its later payment. When a payment changes, its own
 * pairs and those of the later ones that look back at it are judged again; nothing else can differ.
 */
export function createJudging(cache: Database.Database): Judging {
  const charges = createChargeReader(cache);
  const neighbours = createNeighbourFinder(cache);
  const pairs = createPairStore(cache);
  const nextChanged = cache
    .prepare<[], string>('SELECT payment_id FROM judge_queue WHERE spread = 1 LIMIT 1')
    .pluck();
  const next = cache
    .prepare<[], string>('SELECT payment_id FROM judge_queue WHERE spread = 0 LIMIT 1')
    .pluck();
  const enqueue = cache.prepare('INSERT OR IGNORE INTO judge_queue(payment_id, spread) VALUES (?, 0)');
  const dequeue = cache.prepare('DELETE FROM judge_queue WHERE payment_id = ?');
  const markBatches = createBatchMarking(cache, pairs);

  /** Pairs of a payment with the earlier ones it looks back at. */
  const pairsWith = (id: string, earlierIds: ReadonlySet<string>, fee: StandardFee) => {
    const found = new Map<string, StoredPair>();
    const later = earlierIds.size === 0 ? null : charges.byId(id);
    for (const earlierId of later ? earlierIds : []) {
      const earlier = charges.byId(earlierId);
      const pair = earlier && later && foundPair(earlier, later, fee);
      if (pair) found.set(earlierId, storedPair(pair));
    }
    return found;
  };
  return {
    judgeNext(fee, scan, now) {
      const changed = nextChanged.get();
      const id = changed ?? next.get();
      if (id === undefined) return null;
      dequeue.run(id);
      const place = neighbours.placeOf(id);
      const around = place && neighbours.around(place);
      // It came or changed: the later ones that look back at it are judged after it.
      if (changed !== undefined) for (const later of around?.later ?? []) enqueue.run(later);
      const before = pairs.ofLater(id);
      const after = pairsWith(id, around?.earlier ?? new Set(), fee);
      for (const pair of before) if (!after.has(pair.a)) pairs.remove(pair.a, pair.b);
      for (const pair of after.values()) pairs.save(pair, scan, now);
      markBatches([...before, ...after.values()], fee, scan, now);
      return id;
    },
  };
}

/** Marks batches anew around the arrival of pairs that came, went or changed. */
function createBatchMarking(cache: Database.Database, pairs: PairStore) {
  const charges = createChargeReader(cache);
  return (touched: readonly StoredPair[], fee: StandardFee, scan: number, now: number): void => {
    const arrivals = new Set(touched.flatMap(({ arrivedAt }) => (arrivedAt === null ? [] : [arrivedAt])));
    for (const arrivedAt of arrivals) {
      // Whether a pair belongs to a batch depends on others up to one span away, and theirs on one span more.
      const around = pairs.arrivedBetween(arrivedAt - 2 * BATCH_SPAN_MS, arrivedAt + 2 * BATCH_SPAN_MS);
      const found = around.flatMap(({ a, b }): FoundPair[] => {
        const [first, second] = [charges.byId(a), charges.byId(b)];
        const pair = first && second && foundPair(first, second, fee);
        return pair ? [pair] : [];
      });
      for (const pair of withBatches(found).map(storedPair)) {
        const distance = Math.abs((pair.arrivedAt ?? Number.NaN) - arrivedAt);
        if (distance <= BATCH_SPAN_MS) pairs.save(pair, scan, now);
      }
    }
  };
}
