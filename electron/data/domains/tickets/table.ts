import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { syncedColumns } from '../../db/columns.ts';

export const ticketTable = sqliteTable(
  'ticket',
  {
    ...syncedColumns(),
    number: integer('number').notNull(),
    customerId: text('customer_id'),
    paymentId: text('payment_id'),
    team: integer('team').notNull(),
    subject: text('subject').notNull(),
    status: text('status').notNull(),
    channel: text('channel').notNull(),
    language: text('language'),
    assignee: text('assignee'),
    priority: text('priority').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    index('ticket_number').on(table.number),
    index('ticket_customer').on(table.customerId).where(sql`${table.customerId} IS NOT NULL`),
    index('ticket_payment').on(table.paymentId).where(sql`${table.paymentId} IS NOT NULL`),
  ],
);

/** No screen reads messages by ticket yet, so nothing indexes them. */
export const messageTable = sqliteTable('message', {
  ...syncedColumns(),
  ticketId: text('ticket_id').notNull(),
  team: integer('team').notNull(),
  at: integer('at').notNull(),
  direction: text('direction').notNull(),
  author: text('author').notNull(),
  body: text('body').notNull(),
  language: text('language'),
});
