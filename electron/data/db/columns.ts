import { integer, text } from 'drizzle-orm/sqlite-core';

/**
 * Columns that every synced table has. An integer key with the text id in a unique index fills twice as fast as a
 * text primary key; `localId` never leaves this file and never means anything to another desktop.
 */
export function syncedColumns() {
  return {
    localId: integer('local_id').primaryKey(),
    id: text('id').notNull().unique(),
    ver: integer('ver').notNull(),
  };
}
