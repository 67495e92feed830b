import type Database from 'better-sqlite3';
import { createJudging } from '../domains/duplicates/judging.ts';
import { createPairStore, type StoredPair } from '../domains/duplicates/pair-store.ts';
import { createFeeCounter } from '../domains/duplicates/standard-fee.ts';
import { type Sliced, sliceTimer } from './slices.ts';
import type { SyncStateStore, SyncStateValue } from './sync-state.ts';

const SLICES_AT_A_TIME = 12;

type Commit = (write: () => void) => void;

/**
 * Keeps `duplicate_pair` right: judges what changed, and takes in the results of a full scan that ran elsewhere on an
 * older snapshot.
 */
export function createDuplicateUpkeep(cache: Database.Database, state: SyncStateStore, commit: Commit) {
  const judging = createJudging(cache);
  const pairs = createPairStore(cache);
  const fees = createFeeCounter(cache);
  /** Later payments judged here since the scan began: what the scan says of them is older. Null = no scan. */
  let judgedSince: Set<string> | null = null;

  const scan = (): SyncStateValue<'scan'> =>
    state.get('scan') ?? { number: 0, needed: false, standardFee: null };

  return {
    /** When most people pay another fee than before, every verdict may differ. The caller holds the transaction. */
    noteStandardFee(): void {
      const current = scan();
      const fee = fees.standardFee()?.key ?? null;
      if (!current.needed && fee !== current.standardFee) state.set('scan', { ...current, needed: true });
    },
    /** Judges for about a tenth of a second, so that the next page does not wait for all of it. */
    *judgeSome(now: number): Sliced<{ readonly isMore: boolean; readonly isScanDue: boolean }> {
      const fee = fees.standardFee();
      let isMore = true;
      for (let slice = 0; slice < SLICES_AT_A_TIME && isMore; slice += 1) {
        const isOver = sliceTimer();
        commit(() => {
          const { number } = scan();
          while (isMore && !isOver()) {
            const judged = judging.judgeNext(fee, number, now);
            if (judged !== null) judgedSince?.add(judged);
            isMore = judged !== null;
          }
        });
        yield;
      }
      return { isMore, isScanDue: scan().needed };
    },
    beginScan(): void {
      judgedSince = new Set();
      commit(() => state.set('scan', { ...scan(), number: scan().number + 1, needed: true }));
    },
    *storePairs(found: readonly StoredPair[], now: number): Sliced<void> {
      let stored = 0;
      while (stored < found.length) {
        const isOver = sliceTimer();
        commit(() => {
          const { number } = scan();
          for (; stored < found.length && !isOver(); stored += 1) {
            const pair = found[stored];
            if (pair && !judgedSince?.has(pair.b)) pairs.save(pair, number, now);
          }
        });
        yield;
      }
    },
    /** @param standardFee the fee that the scan went by */
    finishScan(standardFee: string | null): void {
      judgedSince = null;
      commit(() => {
        const { number } = scan();
        pairs.removeOlderThan(number);
        const needed = (fees.standardFee()?.key ?? null) !== standardFee;
        state.set('scan', { number, needed, standardFee });
      });
    },
  };
}
