import type Database from 'better-sqlite3';
import type { CellValue, SyncedTable } from '../db/mapping.ts';
import type { AnyRow } from '../outbox/overlay.ts';

/** What every synced row has. */
export type SyncedEntity = AnyRow;

/** Writes the rows of one synced table; the caller holds the transaction. */
export type TableWriter = {
  /** Stores a row unless a newer one is here. False = it was older. */
  upsert(entity: SyncedEntity): boolean;
  /** Stores a row whatever is here: full sync, where the team database is right even after a restore. */
  replace(entity: SyncedEntity): void;
  /** `replace` for many rows at once. */
  replaceMany(entities: readonly SyncedEntity[]): void;
  remove(id: string): void;
  get(id: string): SyncedEntity | null;
  /** Version of the row that is here, or null. */
  version(id: string): number | null;
  /** Ids in a range, `fromId` <= id < `beforeId`; null = no bound. */
  idsBetween(fromId: string | null, beforeId: string | null): readonly string[];
};

/** Rows of one multi-row statement: more gain nothing. */
const ROWS_PER_STATEMENT = 50;

/** Builds every statement once. */
export function createTableWriter(cache: Database.Database, table: SyncedTable): TableWriter {
  const names = [...table.columns.map(({ column }) => column), ...table.localColumns];
  const quoted = names.map((name) => `"${name}"`);
  const one = `(${names.map(() => '?').join(', ')})`;
  const others = quoted.filter((name) => name !== '"id"');
  const overwrite = `ON CONFLICT(id) DO UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  const insertInto = `INSERT INTO "${table.name}"(${quoted.join(', ')}) VALUES`;

  const upsert = cache.prepare<CellValue[]>(
    `${insertInto} ${one} ${overwrite} WHERE excluded.ver >= "${table.name}".ver`,
  );
  const replace = cache.prepare<CellValue[]>(`${insertInto} ${one} ${overwrite}`);
  const replaceMany = cache.prepare<CellValue[]>(
    `${insertInto} ${Array(ROWS_PER_STATEMENT).fill(one).join(', ')} ${overwrite}`,
  );
  // Most changes leave what is indexed alone. Naming only the other columns halves the work, because SQLite then
  // does not rewrite a single index entry.
  const indexed = names.filter((name) => table.indexedColumns.has(name));
  const free = names.filter((name) => name !== 'id' && !table.indexedColumns.has(name));
  const update = cache.prepare<CellValue[]>(
    `UPDATE "${table.name}" SET ${free.map((name) => `"${name}" = ?`).join(', ')}
     WHERE id = ? AND ver <= ?${indexed.map((name) => ` AND "${name}" IS ?`).join('')}`,
  );
  const updateOrder = [...free, 'id', 'ver', ...indexed].map((name) => names.indexOf(name));

  const remove = cache.prepare(`DELETE FROM "${table.name}" WHERE id = ?`);
  const get = cache.prepare(`SELECT ${table.selectList('t')} FROM "${table.name}" t WHERE t.id = ?`);
  const version = cache.prepare<[string], number>(`SELECT ver FROM "${table.name}" WHERE id = ?`).pluck();
  const range = cache
    .prepare<[string, string], string>(`SELECT id FROM "${table.name}" WHERE id >= ? AND id < ?`)
    .pluck();

  return {
    upsert(entity) {
      const values = table.encode(entity);
      const changed = update.run(...updateOrder.map((index) => values[index] ?? null)).changes;
      return changed > 0 || upsert.run(...values).changes > 0;
    },
    replace(entity) {
      replace.run(...table.encode(entity));
    },
    replaceMany(entities) {
      let index = 0;
      for (; index + ROWS_PER_STATEMENT <= entities.length; index += ROWS_PER_STATEMENT) {
        replaceMany.run(
          ...entities.slice(index, index + ROWS_PER_STATEMENT).flatMap((entity) => table.encode(entity)),
        );
      }
      for (const entity of entities.slice(index)) replace.run(...table.encode(entity));
    },
    remove(id) {
      remove.run(id);
    },
    get(id) {
      const row = get.get(id);
      // What `decode` makes of a stored row is the entity that was stored.
      return row === undefined ? null : (table.decode(row) as SyncedEntity);
    },
    version: (id) => version.get(id) ?? null,
    // Ids are lower-case hexadecimal: '' is below and 'g' above every one of them.
    idsBetween: (fromId, beforeId) => range.all(fromId ?? '', beforeId ?? 'g'),
  };
}
