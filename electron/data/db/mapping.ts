import { getTableColumns } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';
import type { SyncTable, WireRow } from '../../lib/team/team-client.ts';

/** How a column's value is kept: as it is, as 0 or 1, or as JSON text. */
type Encoding = 'plain' | 'boolean' | 'json';

/** One column of a synced table under its two names: the wire's and the cache's, and the entity's. */
export type ColumnMapping = {
  readonly column: string;
  readonly field: string;
  readonly encoding: Encoding;
};

/** Anything that a cell of the cache can hold. */
export type CellValue = string | number | null;

/** A table of the cache that mirrors one of the team database, and how a row turns into an entity and back. */
export type SyncedTable<Schema extends z.ZodType = z.ZodType> = {
  readonly name: SyncTable;
  readonly schema: Schema;
  /** In the order in which `encode` fills them: the entity's fields, then the local columns. */
  readonly columns: readonly ColumnMapping[];
  /** Columns that only this cache has. */
  readonly localColumns: readonly string[];
  /** Columns of any index: an update that leaves them alone is twice as fast. */
  readonly indexedColumns: ReadonlySet<string>;
  /** Wire row -> entity. Unknown columns are ignored: a newer server may send them. */
  parse(row: WireRow): z.output<Schema> | MalformedRow;
  /** Entity -> values in the order of `columns` followed by the local ones. */
  encode(entity: z.output<Schema>): CellValue[];
  /** For `SELECT`: the entity's columns under their field names. */
  selectList(alias: string): string;
  /** A row selected by `selectList` -> entity. It was checked when it was stored. */
  decode(row: unknown): z.output<Schema>;
};

/** Why a row of the team database was not taken: column and kind of fault, never the value. */
export class MalformedRow {
  readonly rowId: string;
  readonly reason: string;

  constructor(rowId: string, reason: string) {
    this.rowId = rowId;
    this.reason = reason;
  }
}

type EntitySchema = z.ZodObject & z.ZodType<Readonly<Record<string, unknown>> & { readonly id: string }>;

/**
 * Derives the mapping from the drizzle table and the entity's schema, which name the same things; a test compares both
 * with the team database's view.
 * @param derive fills the local columns, in the order of `local`
 */
export function defineSyncedTable<Schema extends EntitySchema>(definition: {
  readonly table: SQLiteTable;
  readonly schema: Schema;
  readonly local?: readonly string[];
  readonly derive?: (entity: z.output<Schema>) => readonly CellValue[];
}): SyncedTable<Schema> {
  const { table, schema, local = [], derive = () => [] } = definition;
  const config = getTableConfig(table);
  const byField: Readonly<Record<string, SQLiteColumn>> = getTableColumns(table);
  const columns = Object.keys(schema.shape).map((field): ColumnMapping => {
    const column = byField[field];
    if (!column) throw new Error(`${config.name} has no column for ${field}`);
    return { column: column.name, field, encoding: encodingOf(column) };
  });
  const special = columns.filter(({ encoding }) => encoding !== 'plain');
  const indexedColumns = new Set(
    columns.map(({ column }) => column).filter((column) => isIndexed(config.indexes, column)),
  );
  return {
    name: config.name as SyncTable,
    schema,
    columns,
    localColumns: local,
    indexedColumns: new Set([...indexedColumns, ...local]),
    parse(row) {
      const entity: Record<string, unknown> = {};
      for (const { column, field } of columns) entity[field] = row[column];
      const parsed = schema.safeParse(entity);
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0];
      const rowId = typeof row.id === 'string' ? row.id : '';
      return new MalformedRow(rowId, `${issue?.path.join('.') ?? ''} ${issue?.code ?? 'invalid'}`);
    },
    encode(entity) {
      const values: CellValue[] = [];
      for (const { field, encoding } of columns) values.push(encodeCell(entity[field], encoding));
      values.push(...derive(entity));
      return values;
    },
    selectList: (alias) =>
      columns.map(({ column, field }) => `${alias}."${column}" AS "${field}"`).join(', '),
    decode(row) {
      // The shape is selectList's; only booleans and JSON differ from the entity.
      const entity = row as Record<string, unknown>;
      for (const { field, encoding } of special) entity[field] = decodeCell(entity[field], encoding);
      return entity as z.output<Schema>;
    },
  };
}

function encodingOf(column: SQLiteColumn): Encoding {
  if (column.dataType === 'boolean') return 'boolean';
  return column.dataType === 'json' ? 'json' : 'plain';
}

/** Whether a column, plain or inside an expression such as `lower(email)`, is part of an index. */
function isIndexed(indexes: ReturnType<typeof getTableConfig>['indexes'], column: string): boolean {
  return indexes.some(({ config }) =>
    config.columns.some((part) =>
      'name' in part
        ? part.name === column
        : part.queryChunks.some((chunk) => (chunk as { name?: unknown }).name === column),
    ),
  );
}

function encodeCell(value: unknown, encoding: Encoding): CellValue {
  if (value === null || value === undefined) return null;
  switch (encoding) {
    case 'boolean':
      return value === true ? 1 : 0;
    case 'json':
      return JSON.stringify(value);
    default:
      return value as CellValue;
  }
}

function decodeCell(value: unknown, encoding: Encoding): unknown {
  if (value === null) return null;
  return encoding === 'boolean' ? value === 1 : JSON.parse(value as string);
}
