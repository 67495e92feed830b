import { sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** One row per setting; `value` is JSON. `device` is kept here too: this installation's id on commands. */
export const settingTable = sqliteTable('setting', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});
