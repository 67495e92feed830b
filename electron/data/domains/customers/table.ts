import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { syncedColumns } from '../../db/columns.ts';

export const customerTable = sqliteTable(
  'customer',
  {
    ...syncedColumns(),
    name: text('name'),
    email: text('email'),
    phone: text('phone'),
    country: text('country'),
    language: text('language'),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    // Look-up by e-mail, exact and prefix, without regard to case.
    index('customer_email').on(sql`lower(${table.email})`).where(sql`${table.email} IS NOT NULL`),
  ],
);

/** Folded words of customers' names, for look-up by the beginning of any word. Local: no server sends it. */
export const customerWordTable = sqliteTable(
  'customer_word',
  {
    word: text('word').notNull(),
    /** `local_id` of the customer. */
    customer: integer('customer').notNull(),
  },
  (table) => [primaryKey({ columns: [table.word, table.customer] })],
);
