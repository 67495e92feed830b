import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { syncedColumns } from '../../db/columns.ts';

/** Logins of the team. Small: no index beyond the unique id. */
export const staffTable = sqliteTable('staff', {
  ...syncedColumns(),
  login: text('login').notNull(),
  personId: text('person_id').notNull(),
  name: text('name').notNull(),
  role: text('role').notNull(),
  teams: text('teams', { mode: 'json' }).notNull(),
  approveLimits: text('approve_limits', { mode: 'json' }).notNull(),
  active: integer('active', { mode: 'boolean' }).notNull(),
});
