import type Database from 'better-sqlite3';
import { type KeysetPage, SYNC_TABLES, type SyncTable, type WireRow } from '../../lib/team/team-client.ts';
import { createFeeCounter } from '../domains/duplicates/standard-fee.ts';
import { createDeferredIndexes } from './deferred-indexes.ts';
import type { RowStore } from './row-store.ts';
import { type Sliced, sliceTimer } from './slices.ts';
import type { FullSync, SyncStateStore } from './sync-state.ts';

/** What a full sync starts from; the rest of its state follows from that. */
export type FullSyncStart = Pick<FullSync, 'reason' | 'generation' | 'scopeEpoch' | 'staffId' | 'cursor'>;

/** One page of a full sync. Crosses threads. */
export type FullSyncPage = { readonly table: SyncTable; readonly page: KeysetPage; readonly last: boolean };

/**
 * Fills the cache table by table in pages, newest rows first. The cache stays usable: rows are overwritten where they
 * are, and what the team database does not show any more goes page by page. A first sync fills each table without its
 * indexes and builds them when it is full.
 */
export type FullSyncSteps = {
  begin(start: FullSyncStart): void;
  storePage(page: FullSyncPage, now: number): Sliced<void>;
  /** @returns ids of commands whose effect the cache shows by now, or never will */
  finish(): Sliced<readonly string[]>;
};

/** Rows stored between two looks at the clock. */
const ROWS_AT_A_TIME = 50;

/** @param commit runs its argument in a transaction and announces what changed */
export function createFullSync(
  cache: Database.Database,
  rows: RowStore,
  state: SyncStateStore,
  commit: (write: () => void) => void,
): FullSyncSteps {
  const indexes = createDeferredIndexes(cache);
  const fees = createFeeCounter(cache);
  const clearQueue = cache.prepare('DELETE FROM judge_queue');

  const underWay = (): FullSync => {
    const sync = state.get('fullSync');
    if (!sync) throw new Error('No full sync is under way');
    return sync;
  };
  return {
    begin(start) {
      commit(() => {
        if (state.get('position') === null) indexes.drop();
        rows.payments.suspend();
        state.set('fullSync', {
          ...start,
          table: 0,
          beforeId: null,
          rows: 0,
          answeredBefore: [...rows.overlays.answered()],
        });
      });
    },
    *storePage({ table, page, last }, now) {
      const sync = underWay();
      const wire = page.rows.map((cells) => wireRow(page.columns, cells));
      const ids = wire.map((row) => String(row.id));
      const lowest = ids.at(-1) ?? null;
      let stored = 0;
      while (stored < wire.length) {
        const isOver = sliceTimer();
        commit(() => {
          while (stored < wire.length && !isOver()) {
            rows.replace(table, wire.slice(stored, stored + ROWS_AT_A_TIME), now);
            stored += ROWS_AT_A_TIME;
          }
        });
        yield;
      }
      if (last) while (indexes.buildNext(table)) yield;
      commit(() => {
        rows.sweep(table, last ? null : lowest, sync.beforeId, new Set(ids));
        if (last) rows.filled(table);
        state.set('fullSync', {
          ...sync,
          table: last ? SYNC_TABLES.indexOf(table) + 1 : SYNC_TABLES.indexOf(table),
          beforeId: last ? null : lowest,
          rows: sync.rows + wire.length,
        });
      });
    },
    *finish() {
      commit(() => fees.recount());
      yield;
      let settled: readonly string[] = [];
      commit(() => {
        const sync = underWay();
        const { generation, scopeEpoch, staffId, cursor } = sync;
        settled = rows.overlays.drop(new Set(sync.answeredBefore));
        clearQueue.run();
        if (state.get('messageIndex') === null) rows.messages.restart();
        rows.payments.restart();
        state.set('position', { generation, scopeEpoch, staffId, cursor });
        state.set('scan', { number: state.get('scan')?.number ?? 0, needed: true, standardFee: null });
        state.clear('fullSync');
      });
      return settled;
    },
  };
}

function wireRow(columns: readonly string[], cells: readonly unknown[]): WireRow {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index += 1) row[columns[index] ?? ''] = cells[index];
  return row;
}
