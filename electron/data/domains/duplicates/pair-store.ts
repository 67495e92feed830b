import type Database from 'better-sqlite3';
import { couldBeBatch, type FoundPair, lateArrival } from '../../../../shared/domains/duplicates/batch.ts';
import { duplicatePairSchema } from '../../../../shared/domains/duplicates/contract.ts';

/** A judged pair as it is stored. Crosses threads. */
export type StoredPair = {
  readonly a: string;
  readonly b: string;
  readonly verdict: string;
  readonly cause: string | null;
  readonly refund: string | null;
  /** What is left of the charge to return; null without one. */
  readonly returnMinor: number | null;
  readonly returnCurrency: string | null;
  /** JSON of the evidence lines. */
  readonly evidence: string;
  readonly at: number;
  readonly arrivedAt: number | null;
};

/** Found pair -> stored pair. */
export function storedPair(pair: FoundPair): StoredPair {
  const { first, second, judgement } = pair;
  const charge = [first, second].find(({ paymentId }) => paymentId === judgement.refund);
  return {
    a: first.paymentId,
    b: second.paymentId,
    verdict: judgement.verdict,
    cause: judgement.cause,
    refund: judgement.refund,
    returnMinor: charge ? Math.max(0, charge.amountMinor - charge.refundedMinor) : null,
    returnCurrency: charge?.currency ?? null,
    evidence: JSON.stringify(judgement.evidence),
    at: second.createdAt,
    arrivedAt: couldBeBatch(pair) ? lateArrival(pair) : null,
  };
}

/** `duplicate_pair` columns under the entity's names, for `decodePair`. */
export const PAIR_SELECT = 'd.a, d.b, d.verdict, d.cause, d.refund, d.evidence, d.judged_at AS judgedAt';

/** A row selected by `PAIR_SELECT` -> entity. */
export function decodePair(row: unknown): ReturnType<typeof duplicatePairSchema.parse> {
  const stored = row as { evidence: string };
  return duplicatePairSchema.parse({ ...stored, evidence: JSON.parse(stored.evidence) });
}

/** Writes pairs; the caller holds the transaction. */
export type PairStore = {
  save(pair: StoredPair, scan: number, judgedAt: number): void;
  /** Pairs found by the later payment `b`. */
  ofLater(b: string): readonly StoredPair[];
  remove(a: string, b: string): void;
  /** Confirmed and likely pairs whose later money arrived in this span (inclusive). */
  arrivedBetween(from: number, to: number): readonly StoredPair[];
  /** Removes what a full scan has not found again. */
  removeOlderThan(scan: number): void;
};

export function createPairStore(cache: Database.Database): PairStore {
  const columns = `a, b, verdict, cause, refund, return_minor AS returnMinor, return_currency AS returnCurrency,
    evidence, at, arrived_at AS arrivedAt`;
  const save = cache.prepare(
    `INSERT OR REPLACE INTO duplicate_pair(a, b, verdict, cause, refund, return_minor, return_currency, evidence,
       judged_at, at, arrived_at, scan)
     VALUES (@a, @b, @verdict, @cause, @refund, @returnMinor, @returnCurrency, @evidence, @judgedAt, @at, @arrivedAt,
       @scan)`,
  );
  const seenAgain = cache.prepare('UPDATE duplicate_pair SET scan = ? WHERE a = ? AND b = ? AND scan < ?');
  const get = cache.prepare<[string, string], StoredPair>(
    `SELECT ${columns} FROM duplicate_pair WHERE a = ? AND b = ?`,
  );
  const ofLater = cache.prepare<[string], StoredPair>(`SELECT ${columns} FROM duplicate_pair WHERE b = ?`);
  const remove = cache.prepare('DELETE FROM duplicate_pair WHERE a = ? AND b = ?');
  const arrived = cache.prepare<[number, number], StoredPair>(
    `SELECT ${columns} FROM duplicate_pair WHERE arrived_at BETWEEN ? AND ?`,
  );
  const removeOlder = cache.prepare('DELETE FROM duplicate_pair WHERE scan < ?');
  return {
    save(pair, scan, judgedAt) {
      const known = get.get(pair.a, pair.b);
      if (known && isSame(known, pair)) seenAgain.run(scan, pair.a, pair.b, scan);
      else save.run({ ...pair, scan, judgedAt });
    },
    ofLater: (b) => ofLater.all(b),
    remove(a, b) {
      remove.run(a, b);
    },
    arrivedBetween: (from, to) => arrived.all(from, to),
    removeOlderThan(scan) {
      removeOlder.run(scan);
    },
  };
}

function isSame(one: StoredPair, other: StoredPair): boolean {
  return (
    one.verdict === other.verdict &&
    one.cause === other.cause &&
    one.refund === other.refund &&
    one.returnMinor === other.returnMinor &&
    one.returnCurrency === other.returnCurrency &&
    one.evidence === other.evidence &&
    one.at === other.at &&
    one.arrivedAt === other.arrivedAt
  );
}
