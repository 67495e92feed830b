import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Half-filled forms. */
export const draftTable = sqliteTable('draft', {
  key: text('key').primaryKey(),
  body: text('body').notNull(),
  savedAt: integer('saved_at').notNull(),
});
