import type Database from 'better-sqlite3';
import { DeskError } from '../../../shared/errors.ts';
import type { ChangeTopic } from '../../../shared/ipc/define.ts';
import type { Log } from '../../lib/log.ts';
import { type FeedCursor, type PullPage, SYNC_TABLES } from '../../lib/team/team-client.ts';
import { trackChanges } from '../db/change-tracker.ts';
import type { Migration } from '../db/migrate.ts';
import { type CacheRebuild, OtherPersonError, openCache } from '../db/open.ts';
import { setAside } from '../db/set-aside.ts';
import { wrongSettings } from '../db/settings.ts';
import { storageFault } from '../db/sqlite-errors.ts';
import type { StoredPair } from '../domains/duplicates/pair-store.ts';
import { COUNTS_VERSION } from '../domains/reports/payment-counts.ts';
import { WORDS_VERSION } from '../domains/tickets/message-index.ts';
import type { OverlayEntry } from '../outbox/overlay.ts';
import { createDuplicateUpkeep } from './duplicate-upkeep.ts';
import { createFullSync, type FullSyncPage, type FullSyncStart } from './full-sync.ts';
import { createRowStore } from './row-store.ts';
import { createSliceQueue, type Sliced, sliceTimer } from './slices.ts';
import { createSyncStateStore, type SyncState, type SyncStateValue } from './sync-state.ts';
import { CACHE_TOPICS } from './synced-tables.ts';

/** So long after the last change the write-ahead log is emptied. */
const CHECKPOINT_AFTER_MS = 30_000;

/** What the writer thread is started with. Crosses threads. */
export type CacheWriterStart = {
  readonly file: string;
  readonly identity: SyncStateValue<'identity'>;
  readonly migrations: readonly Migration[];
};

/** Announced after a commit; `bulk` changes come by the hundred a second and are passed on less often. */
export type CacheChange = { readonly topics: readonly ChangeTopic[]; readonly bulk: boolean };

/** Everything that writes to cache.db, by name, so that it can live in a thread of its own. */
export type CacheWriterHandlers = ReturnType<typeof createCacheWriter>;

/** What was found at the start. */
export type OpenedCache = {
  readonly rebuilt: CacheRebuild | null;
  /** The program that had it before did not close it: worth a look at every page. */
  readonly wasKilled: boolean;
  readonly state: SyncState;
};

/** Changes applied, and what the loop goes on from. */
export type PullResult = { readonly settled: readonly string[]; readonly milliseconds: number };

/** Everything that stands on one open connection. */
function createParts(cache: Database.Database, announce: (change: CacheChange) => void) {
  const tracker = trackChanges(cache, CACHE_TOPICS);
  const state = createSyncStateStore(cache);
  const rows = createRowStore(cache, state);
  const commit = (write: () => void, bulk = false): void => {
    try {
      cache
        .transaction(() => {
          write();
          rows.messages.flush();
        })
        .immediate();
    } finally {
      rows.messages.forget();
    }
    const topics = tracker.collect();
    if (topics.length > 0) announce({ topics, bulk });
  };
  const fullSync = createFullSync(cache, rows, state, (write) => commit(write, true));
  const duplicates = createDuplicateUpkeep(cache, state, commit);
  return { cache, state, rows, commit, fullSync, duplicates };
}
type Parts = ReturnType<typeof createParts>;

/** The one writer of a cache. Work comes in slices of at most 8 ms; overlays go between any two of them. */
export function createCacheWriter(
  start: CacheWriterStart,
  context: { readonly log: Log; readonly announce: (change: CacheChange) => void },
) {
  const queue = createSliceQueue();
  let opened: Parts | null = null;

  const parts = (): Parts => {
    if (!opened) throw new DeskError('data-unavailable', 'The cache is not open.');
    return opened;
  };
  /** Runs work in turn; damage and a full disk get codes that the other thread acts on. */
  const run = async <Result>(
    work: (all: Parts) => Sliced<Result> | Result,
    urgent = false,
  ): Promise<Result> => {
    try {
      return await queue.run(() => work(parts()), urgent);
    } catch (error) {
      const fault = storageFault(error);
      if (fault === 'corrupt') throw new DeskError('cache-rebuilt', 'The cache is damaged.');
      if (fault === 'full') throw new DeskError('storage-full', 'The disk is full.');
      throw error;
    }
  };
  /** Does some work again and again for one slice; false when `some` finds nothing more to do. */
  const oneSlice = (some: (all: Parts) => boolean): Promise<boolean> =>
    run((all) => {
      const isOver = sliceTimer();
      let isMore = true;
      all.commit(() => {
        while (isMore && !isOver()) isMore = some(all);
      }, true);
      return isMore;
    });
  const open = (now: number): OpenedCache => {
    const { prepared, rebuilt } = openCache(
      start.file,
      start.migrations,
      (cache) => {
        const fresh = createParts(cache, (change) => {
          checkpointLater();
          context.announce(change);
        });
        checkIdentity(fresh, start.identity);
        return fresh;
      },
      { now, log: context.log },
    );
    opened = prepared;
    const { state, commit, rows } = prepared;
    const wasKilled = rebuilt === null && state.get('identity') !== null && state.get('closed') === null;
    commit(() => {
      state.set('identity', start.identity);
      state.clear('closed');
      const indexed = state.get('messageIndex');
      if (indexed !== null && indexed.version !== WORDS_VERSION) rows.messages.restart();
      // A full sync under way restarts them at its end.
      const isFilled = state.get('position') !== null && state.get('fullSync') === null;
      if (isFilled && state.get('paymentCounts')?.version !== COUNTS_VERSION) rows.payments.restart();
    });
    return { rebuilt, wasKilled, state: state.snapshot() };
  };
  let checkpointTimer: NodeJS.Timeout | undefined;
  /** What was deleted must not lie in the write-ahead log for days. Not while pages pour in: later is cheaper. */
  const checkpointLater = (): void => {
    checkpointTimer?.refresh();
    checkpointTimer ??= setTimeout(() => {
      checkpointTimer = undefined;
      // A fault here meets the next commit too, which reports it.
      queue.run(() => opened?.cache.pragma('wal_checkpoint(TRUNCATE)')).catch(() => undefined);
    }, CHECKPOINT_AFTER_MS).unref();
  };
  const close = (): void => {
    clearTimeout(checkpointTimer);
    opened?.cache.close();
    opened = null;
  };

  return {
    open: ({ now }: { readonly now: number }) => open(now),
    /** The file is damaged: it is set aside and a new one made. Readers must have closed theirs. */
    rebuild: ({ now }: { readonly now: number }) =>
      queue.run(() => {
        close();
        const copy = setAside(start.file, 'corrupt', now);
        context.log.warn('The damaged cache was set aside and is rebuilt', { copy });
        return open(now).state;
      }, true),
    state: () => run(({ state }) => state.snapshot(), true),
    /** @returns ids of commands that the cache shows already */
    setOverlays: ({ entries, all }: { readonly entries: readonly OverlayEntry[]; readonly all: boolean }) =>
      run(({ rows: { overlays }, commit }) => {
        let settled: readonly string[] = [];
        commit(() => {
          if (all) overlays.setAll(entries);
          else for (const entry of entries) overlays.set(entry);
          settled = overlays.settle();
        });
        return settled;
      }, true),
    beginFullSync: (from: FullSyncStart) =>
      run(({ fullSync, state }) => {
        fullSync.begin(from);
        return state.snapshot();
      }),
    storePage: ({ page, now }: { readonly page: FullSyncPage; readonly now: number }) =>
      run(function* ({ fullSync, state }) {
        yield* fullSync.storePage(page, now);
        return state.snapshot();
      }),
    finishFullSync: () =>
      run(function* ({ fullSync, state }) {
        const settled = yield* fullSync.finish();
        return { state: state.snapshot(), settled };
      }),
    /** Rows and cursor in one transaction: either both are there after a kill, or neither. */
    applyPull: ({ page, now }: { readonly page: PullPage; readonly now: number }) =>
      run(({ rows, state, commit, duplicates }): PullResult => {
        const began = performance.now();
        const settled: string[] = [];
        const paymentsChanged = [page.rows.payment, page.gone.payment].some(
          (list) => list && list.length > 0,
        );
        commit(() => {
          for (const table of SYNC_TABLES) {
            rows.upsert(table, page.rows[table] ?? [], now);
            rows.remove(table, page.gone[table] ?? []);
          }
          // What became invisible takes the answered commands on it along: their rows will not come.
          settled.push(...rows.overlays.drop(rows.overlays.answeredOn(page.gone)));
          settled.push(...rows.overlays.settle());
          moveTo(state, page.cursor);
          if (!page.more) state.set('confirmedAt', now);
          if (paymentsChanged) duplicates.noteStandardFee();
        });
        return { settled, milliseconds: performance.now() - began };
      }),
    /** Nothing new up to here. Written now and then only: an older cursor does no harm. */
    confirm: ({ cursor, at }: { readonly cursor: FeedCursor; readonly at: number }) =>
      run(({ state, commit }) =>
        commit(() => {
          moveTo(state, cursor);
          state.set('confirmedAt', at);
        }),
      ),
    judge: ({ now }: { readonly now: number }) => run(({ duplicates }) => duplicates.judgeSome(now)),
    /** Indexes words of messages for one slice; false when none are missing. */
    indexMessages: () => oneSlice(({ rows }) => rows.messages.indexSome()),
    /** Counts payments for one slice; false when none are missing. */
    countPayments: () => oneSlice(({ rows }) => rows.payments.countSome()),
    beginScan: () => run(({ duplicates }) => duplicates.beginScan()),
    storePairs: (found: { readonly pairs: readonly StoredPair[]; readonly now: number }) =>
      run(({ duplicates }) => duplicates.storePairs(found.pairs, found.now)),
    finishScan: ({ standardFee }: { readonly standardFee: string | null }) =>
      run(({ duplicates }) => duplicates.finishScan(standardFee)),
    /** For `health.check`: settings that do not hold, and rows set apart. */
    check: () =>
      run(({ cache }) => ({
        wrongSettings: wrongSettings(cache, 'cache'),
        quarantined: Number(cache.prepare('SELECT count(*) FROM quarantine').pluck().get()),
      })),
    close: () =>
      queue.run(() => {
        queue.close();
        opened?.commit(() => opened?.state.set('closed', true));
        close();
      }, true),
  };
}

function moveTo(state: Parts['state'], cursor: FeedCursor): void {
  const position = state.get('position');
  if (position) state.set('position', { ...position, cursor });
}

function checkIdentity({ state }: Parts, identity: SyncStateValue<'identity'>): void {
  const known = state.get('identity');
  const isOther = known?.login !== identity.login || known.workspace !== identity.workspace;
  if (known !== null && isOther) throw new OtherPersonError();
}
