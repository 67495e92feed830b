import type Database from 'better-sqlite3';
import { DeskError } from '../../shared/errors.ts';
import { openCacheReader, usingDatabase } from './db/open.ts';
import { storageFault } from './db/sqlite-errors.ts';
import type { StoredPair } from './domains/duplicates/pair-store.ts';
import { scanDuplicates } from './domains/duplicates/scan.ts';
import { createFeeCounter } from './domains/duplicates/standard-fee.ts';
import { createExportJobs, type ExportProgress } from './domains/exports/write-jobs.ts';

/** Long work on the cache that only reads, by name, so that it can live in a thread of its own. */
export type JobHandlers = ReturnType<typeof createJobs>;

/** @param report hears how far exports are */
export function createJobs(report: (progress: ExportProgress) => void = () => undefined) {
  let scan: { readonly cache: Database.Database; readonly found: Generator<readonly StoredPair[]> } | null =
    null;

  /** Ends the snapshot too: while one is held, the write-ahead log can not be cut back. */
  const endScan = (): void => {
    scan?.found.return(undefined);
    scan?.cache.close();
    scan = null;
  };
  return {
    ...createExportJobs(report),
    endScan,
    /** @returns the fee that the search goes by */
    beginScan: ({ file }: { readonly file: string }): { readonly standardFee: string | null } => {
      endScan();
      const cache = openCacheReader(file);
      const fee = createFeeCounter(cache).standardFee();
      scan = { cache, found: scanDuplicates(cache, fee) };
      return { standardFee: fee?.key ?? null };
    },
    /** The next pairs found, some hundred at a time; null = that was all. */
    nextPairs: (): readonly StoredPair[] | null => {
      const next = scan?.found.next();
      if (next && !next.done) return next.value;
      endScan();
      return null;
    },
    /** @returns what SQLite finds wrong with the file, `ok` if nothing */
    checkIntegrity: ({ file }: { readonly file: string }): string => {
      try {
        return usingDatabase(openCacheReader(file), (cache) =>
          String(cache.pragma('quick_check(1)', { simple: true })),
        );
      } catch (error) {
        if (storageFault(error) === 'corrupt') return 'corrupt';
        throw new DeskError('internal', 'The cache could not be checked.');
      }
    },
  };
}
