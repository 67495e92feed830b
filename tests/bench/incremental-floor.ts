import Database from 'better-sqlite3';
import { applySettings } from '../../electron/data/db/settings.ts';
import { SYNCED_TABLES } from '../../electron/data/sync/synced-tables.ts';
import { SYNC_TABLES, type SyncTable } from '../../electron/lib/team/team-client.ts';
import type { FilledTeam } from './team.ts';

export const INCREMENTAL_FLOOR =
  'the same rows selected as arrays by the feed’s ids and upserted by prepared statements in one transaction';

/** A copy of a cache that takes changes in without overlays, checks or notes for the duplicate rules. */
export type PlainCopy = {
  /** Takes in what changed after a place in the feed. @returns the number of rows */
  apply(after: string): Promise<number>;
  close(): void;
};

type Changes = { readonly table: SyncTable; readonly rows: readonly (readonly unknown[])[] };

export function openPlainCopy(file: string, team: FilledTeam): PlainCopy {
  const database = new Database(file);
  applySettings(database, 'cache');
  const upserts = new Map(SYNC_TABLES.map((table) => [table, database.prepare<unknown[]>(upsertOf(table))]));
  const take = database.transaction((changes: readonly Changes[]) => {
    for (const { table, rows } of changes) {
      for (const row of rows) upserts.get(table)?.run(...row);
    }
  });
  return {
    async apply(after) {
      const changed = await team.owner.query(
        'SELECT tbl, array_agg(DISTINCT pk::text) FROM feed.change WHERE xid > $1::text::xid8 GROUP BY tbl',
        [after],
      );
      const changes: Changes[] = [];
      for (const [name, ids] of changed.rows) {
        // The feed only names synced tables.
        const table = name as SyncTable;
        const { rows } = await team.owner.query(`${selectOf(table)} WHERE w.id = ANY ($1::uuid[])`, [ids]);
        changes.push({ table, rows });
      }
      take.immediate(changes);
      return changes.reduce((sum, { rows }) => sum + rows.length, 0);
    },
    close: () => void database.close(),
  };
}

/** Where the feed ends now. */
export async function feedEnd(team: FilledTeam): Promise<string> {
  const { rows } = await team.owner.query(
    'SELECT xid::text FROM feed.change ORDER BY xid DESC, seq DESC LIMIT 1',
  );
  return String(rows[0]?.[0]);
}

function selectOf(table: SyncTable): string {
  const wire = SYNCED_TABLES[table].columns.map(({ column, encoding }) =>
    encoding === 'plain' ? `w."${column}"` : `w."${column}"::text`,
  );
  return `SELECT ${wire.join(', ')} FROM wire.${table} w`;
}

function upsertOf(table: SyncTable): string {
  const names = SYNCED_TABLES[table].columns.map(({ column }) => `"${column}"`);
  const local = SYNCED_TABLES[table].localColumns.map((name) => `"${name}"`);
  const values = [...names.map(() => '?'), ...local.map(() => "''")];
  return `INSERT INTO "${table}"(${[...names, ...local].join(', ')}) VALUES (${values.join(', ')})
    ON CONFLICT(id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}
