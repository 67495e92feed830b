import type Database from 'better-sqlite3';
import type { SyncedTable } from './mapping.ts';

/** Prepares selections of whole entities from synced tables; `rest` follows the table's name, whose alias is `t`. */
export function createSelector(
  cache: Database.Database,
): <Table extends SyncedTable>(
  table: Table,
  rest: string,
) => (...parameters: unknown[]) => ReturnType<Table['decode']>[] {
  return <Table extends SyncedTable>(table: Table, rest: string) => {
    const statement = cache.prepare(`SELECT ${table.selectList('t')} FROM "${table.name}" t ${rest}`);
    return (...parameters: unknown[]): ReturnType<Table['decode']>[] =>
      // `decode` of this very table.
      statement.all(...parameters).map((row) => table.decode(row) as ReturnType<Table['decode']>);
  };
}
