import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Where this cache stands in the team database's feed, by name; values are JSON (see sync-state.ts). */
export const syncStateTable = sqliteTable('sync_state', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});

/** Rows of the team database that did not make sense. They stop neither the page nor the others. */
export const quarantineTable = sqliteTable(
  'quarantine',
  {
    tableName: text('table_name').notNull(),
    rowId: text('row_id').notNull(),
    /** Column and kind of fault, never the value. */
    reason: text('reason').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tableName, table.rowId] })],
);

/**
 * The team database's own version of a row that is shown with queued commands replayed over it. There is one exactly
 * while a command on the row waits; `row` is null when the team database does not have it (yet).
 */
export const shadowTable = sqliteTable(
  'shadow',
  {
    tableName: text('table_name').notNull(),
    rowId: text('row_id').notNull(),
    row: text('row'),
    ver: integer('ver').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tableName, table.rowId] })],
);

/** Indexes taken away for a first sync, to be built when their table is full. */
export const deferredIndexTable = sqliteTable('deferred_index', {
  name: text('name').primaryKey(),
  tableName: text('table_name').notNull(),
  definition: text('definition').notNull(),
});
