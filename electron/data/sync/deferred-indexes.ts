import type Database from 'better-sqlite3';
import { SYNC_TABLES, type SyncTable } from '../../lib/team/team-client.ts';

/** Filling a table without its secondary indexes and building them afterwards takes a third of the time. */
export type DeferredIndexes = {
  /** Takes the secondary indexes of the synced tables away; the caller holds the transaction. */
  drop(): void;
  /** Builds one index of the table; false when none is left. One statement each, so a kill loses at most one. */
  buildNext(table: SyncTable): boolean;
};

export function createDeferredIndexes(cache: Database.Database): DeferredIndexes {
  const names = SYNC_TABLES.map((name) => `'${name}'`).join(', ');
  // The unique index on the id stays: rows may come twice after a kill.
  const secondary = cache.prepare<[], { name: string; tableName: string; definition: string }>(
    `SELECT name, tbl_name AS tableName, sql AS definition FROM sqlite_schema
     WHERE type = 'index' AND tbl_name IN (${names}) AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%'`,
  );
  const remember = cache.prepare(
    'INSERT OR REPLACE INTO deferred_index(name, table_name, definition) VALUES (?, ?, ?)',
  );
  const next = cache.prepare<[string], { name: string; definition: string }>(
    'SELECT name, definition FROM deferred_index WHERE table_name = ? LIMIT 1',
  );
  const forget = cache.prepare('DELETE FROM deferred_index WHERE name = ?');
  return {
    drop() {
      for (const { name, tableName, definition } of secondary.all()) {
        remember.run(name, tableName, definition);
        cache.exec(`DROP INDEX "${name}"`);
      }
    },
    buildNext(table) {
      const index = next.get(table);
      if (!index) return false;
      cache
        .transaction(() => {
          cache.exec(index.definition);
          forget.run(index.name);
        })
        .immediate();
      return true;
    },
  };
}
