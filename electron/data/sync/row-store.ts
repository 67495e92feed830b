import type Database from 'better-sqlite3';
import { SYNC_TABLES, type SyncTable, type WireRow } from '../../lib/team/team-client.ts';
import { MalformedRow } from '../db/mapping.ts';
import { createCustomerWords } from '../domains/customers/words.ts';
import { createTouchNotes } from '../domains/duplicates/touched.ts';
import { createOverlays, type Overlays } from './overlays.ts';
import { SYNCED_TABLES } from './synced-tables.ts';
import { createTableWriter, type SyncedEntity, type TableWriter } from './table-writer.ts';

/** Puts the team database's rows into the cache with all that hangs on them; the caller holds the transaction. */
export type RowStore = {
  readonly overlays: Overlays;
  /** An incremental change: a row older than the one here is ignored. */
  upsert(table: SyncTable, rows: readonly WireRow[], now: number): void;
  /** Part of a full sync: what is here is overwritten. Pairs are not judged; a full scan follows. */
  replace(table: SyncTable, rows: readonly WireRow[], now: number): void;
  /** Rows that went or that this person may not see any more. */
  remove(table: SyncTable, ids: readonly string[]): void;
  /** Removes what lies in the id range and is not in `present`: a full sync has just seen that range. */
  sweep(table: SyncTable, fromId: string | null, beforeId: string | null, present: ReadonlySet<string>): void;
};

export function createRowStore(cache: Database.Database): RowStore {
  const tables = Object.fromEntries(
    SYNC_TABLES.map((name) => [name, createTableWriter(cache, SYNCED_TABLES[name])]),
  ) as Record<SyncTable, TableWriter>;
  const overlays = createOverlays(cache, tables);
  const words = createCustomerWords(cache);
  const touched = createTouchNotes(cache);
  const quarantine = cache.prepare(
    'INSERT OR REPLACE INTO quarantine(table_name, row_id, reason, at) VALUES (?, ?, ?, ?)',
  );
  const release = cache.prepare('DELETE FROM quarantine WHERE table_name = ? AND row_id = ?');
  const anyQuarantined = cache
    .prepare<[string], 1>('SELECT 1 FROM quarantine WHERE table_name = ? LIMIT 1')
    .pluck();

  /** Well-formed rows; the others are set apart and do not stop them. */
  const parse = (table: SyncTable, rows: readonly WireRow[], now: number): readonly SyncedEntity[] => {
    const synced = SYNCED_TABLES[table];
    const mayRelease = anyQuarantined.get(table) === 1;
    const entities: SyncedEntity[] = [];
    for (const row of rows) {
      const parsed = synced.parse(row);
      if (parsed instanceof MalformedRow) {
        quarantine.run(table, parsed.rowId, parsed.reason, now);
        continue;
      }
      // Every synced entity has both.
      const entity = parsed as SyncedEntity;
      if (mayRelease) release.run(table, entity.id);
      entities.push(entity);
    }
    return entities;
  };
  /** Does `write` with what has to happen around a change of this row. */
  const around = (table: SyncTable, id: string, write: () => void): void => {
    const after =
      table === 'payment' ? touched.aroundPayment(id) : table === 'customer' ? words.around(id) : null;
    write();
    after?.();
    if (table === 'application') touched.applicationChanged(id);
  };
  const removeOne = (table: SyncTable, id: string): void => {
    if (overlays.covers(table, id)) overlays.serverRow(id, null, true);
    else around(table, id, () => tables[table].remove(id));
  };
  return {
    overlays,
    upsert(table, rows, now) {
      for (const entity of parse(table, rows, now)) {
        if (overlays.covers(table, entity.id)) overlays.serverRow(entity.id, entity, false);
        else around(table, entity.id, () => tables[table].upsert(entity));
      }
    },
    replace(table, rows, now) {
      const entities = parse(table, rows, now);
      if (table === 'customer') {
        for (const entity of entities) around(table, entity.id, () => tables[table].replace(entity));
        return;
      }
      const plain = entities.filter(({ id }) => !overlays.covers(table, id));
      tables[table].replaceMany(plain);
      if (plain.length === entities.length) return;
      for (const entity of entities) {
        if (overlays.covers(table, entity.id)) overlays.serverRow(entity.id, entity, true);
      }
    },
    remove(table, ids) {
      for (const id of ids) removeOne(table, id);
    },
    sweep(table, fromId, beforeId, present) {
      for (const id of tables[table].idsBetween(fromId, beforeId)) {
        if (!present.has(id)) removeOne(table, id);
      }
    },
  };
}
