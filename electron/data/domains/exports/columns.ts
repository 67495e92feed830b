import type { ColumnKey, ValueGroup } from '../../../../shared/domains/exports/words.ts';

/** Personal data that a masked export shows in part; `free-text`, where anybody may have written anything, not at all. */
export type Personal = 'name' | 'email' | 'phone' | 'free-text';

/** One column of a file: its key, and the SQL expression that fills it. */
export type Column = { readonly key: ColumnKey; readonly sql: string } & (
  | { readonly type: 'text'; readonly personal: Personal | null; readonly words: ValueGroup | null }
  | { readonly type: 'integer' }
  /** Milliseconds UTC. */
  | { readonly type: 'instant' }
  /** `2026-11-22` */
  | { readonly type: 'date' }
  /** Minor units, shown in major units of the currency that stands in another column. */
  | { readonly type: 'amount'; readonly currency: ColumnKey }
);

/** Where the rows of one kind of export come from. */
export type ExportSource = {
  readonly columns: readonly Column[];
  readonly table: string;
  /** Left joins by unique ids: they neither add nor drop rows. */
  readonly joins: string;
  /** The instant that decides whether a row falls into the period. */
  readonly countedAt: string;
  /** Unique, and an index gives it where rows are many. */
  readonly order: string;
  /** Fixed condition, or null. */
  readonly where: string | null;
  /** SQL expression that each filter compares; `json` = it holds a list, one of which has to fit. */
  readonly filters: Readonly<Record<string, string | { readonly json: string }>>;
};

/** A cell as SQLite gives it. */
export type Cell = string | number | null;

export function text(key: ColumnKey, sql: string): Column {
  return { key, sql, type: 'text', personal: null, words: null };
}

export function personal(key: ColumnKey, sql: string, kind: Personal): Column {
  return { key, sql, type: 'text', personal: kind, words: null };
}

/** A state or the like, which can be shown in words. */
export function code(key: ColumnKey, sql: string, words: ValueGroup): Column {
  return { key, sql, type: 'text', personal: null, words };
}

export function integer(key: ColumnKey, sql: string): Column {
  return { key, sql, type: 'integer' };
}

export function instant(key: ColumnKey, sql: string): Column {
  return { key, sql, type: 'instant' };
}

export function date(key: ColumnKey, sql: string): Column {
  return { key, sql, type: 'date' };
}

/** An amount for people and beside it, exactly, for machines. */
export function money(
  key: ColumnKey,
  minorKey: ColumnKey,
  minorSql: string,
  currency: ColumnKey,
): readonly Column[] {
  return [{ key, sql: minorSql, type: 'amount', currency }, integer(minorKey, minorSql)];
}
