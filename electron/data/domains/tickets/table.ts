import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { syncedColumns } from '../../db/columns.ts';

/**
 * The queues walk four indexes that hold everything they sort and filter by, so that only the fifty rows of a page are
 * read from the table.
 */
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
    country: text('country'),
    gateway: text('gateway'),
    assignee: text('assignee'),
    priority: text('priority').notNull(),
    tags: text('tags', { mode: 'json' }).notNull(),
    snoozedUntil: integer('snoozed_until'),
    lastMessageAt: integer('last_message_at'),
    lastDirection: text('last_direction'),
    lastPreview: text('last_preview').notNull(),
    waitingSince: integer('waiting_since'),
    dueAt: integer('due_at'),
    attachmentCount: integer('attachment_count').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    /** Local: `shelfOf(ticket)`, where the queues look for it. */
    shelf: integer('shelf').notNull(),
    /** Local: the last message or, without any, the beginning. */
    newestAt: integer('newest_at').notNull(),
  },
  (table) => [
    index('ticket_number').on(table.number),
    // Who waits, by deadline and by patience.
    index('ticket_due')
      .on(
        table.dueAt,
        table.snoozedUntil,
        table.assignee,
        table.channel,
        table.language,
        table.country,
        table.gateway,
      )
      .where(sql`${table.dueAt} IS NOT NULL`),
    index('ticket_waiting')
      .on(
        table.waitingSince,
        table.dueAt,
        table.snoozedUntil,
        table.assignee,
        table.channel,
        table.language,
        table.country,
        table.gateway,
      )
      .where(sql`${table.waitingSince} IS NOT NULL`),
    // One shelf, and all of them, by the last word.
    index('ticket_shelf').on(
      table.shelf,
      table.newestAt,
      table.dueAt,
      table.snoozedUntil,
      table.assignee,
      table.channel,
      table.language,
      table.country,
      table.gateway,
    ),
    index('ticket_newest').on(
      table.newestAt,
      table.shelf,
      table.channel,
      table.language,
      table.country,
      table.gateway,
    ),
    // One person's open tickets: few enough to sort.
    index('ticket_mine')
      .on(
        table.assignee,
        table.dueAt,
        table.waitingSince,
        table.newestAt,
        table.snoozedUntil,
        table.channel,
        table.language,
        table.country,
        table.gateway,
      )
      .where(sql`${table.status} = 'open' AND ${table.assignee} IS NOT NULL`),
    // What a supervisor counts: who has how much to do, and how long customers have waited.
    index('ticket_active')
      .on(table.team, table.assignee, table.shelf, table.dueAt, table.waitingSince, table.snoozedUntil)
      .where(sql`${table.shelf} <= 2`),
    // Few, whatever the size: those that rest.
    index('ticket_snoozed')
      .on(table.snoozedUntil, table.shelf, table.assignee)
      .where(sql`${table.snoozedUntil} IS NOT NULL`),
    index('ticket_customer').on(table.customerId).where(sql`${table.customerId} IS NOT NULL`),
    index('ticket_payment').on(table.paymentId).where(sql`${table.paymentId} IS NOT NULL`),
  ],
);

/** Tags of tickets, for filtering. Local: made of `ticket.tags`. */
export const ticketTagTable = sqliteTable(
  'ticket_tag',
  {
    tag: text('tag').notNull(),
    /** `local_id` of the ticket. */
    ticket: integer('ticket').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tag, table.ticket] })],
);

/**
 * How many tickets there are of each combination of what the queues filter by; '' = none. Local: counting 300,000 rows
 * for every look at a queue would be too slow.
 */
export const ticketCountTable = sqliteTable(
  'ticket_count',
  {
    shelf: integer('shelf').notNull(),
    /** 1 = somebody's. */
    owned: integer('owned').notNull(),
    channel: text('channel').notNull(),
    language: text('language').notNull(),
    country: text('country').notNull(),
    gateway: text('gateway').notNull(),
    tickets: integer('tickets').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.shelf, table.owned, table.channel, table.language, table.country, table.gateway],
    }),
  ],
);

export const messageTable = sqliteTable(
  'message',
  {
    ...syncedColumns(),
    ticketId: text('ticket_id').notNull(),
    team: integer('team').notNull(),
    at: integer('at').notNull(),
    direction: text('direction').notNull(),
    kind: text('kind').notNull(),
    author: text('author').notNull(),
    body: text('body').notNull(),
    language: text('language'),
    callSeconds: integer('call_seconds'),
    delivery: text('delivery').notNull(),
    deliveryReason: text('delivery_reason'),
  },
  // A conversation in its order, page by page.
  (table) => [index('message_ticket').on(table.ticketId, table.at, table.id)],
);

export const attachmentTable = sqliteTable(
  'attachment',
  {
    ...syncedColumns(),
    messageId: text('message_id').notNull(),
    ticketId: text('ticket_id').notNull(),
    team: integer('team').notNull(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    size: integer('size').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [index('attachment_message').on(table.messageId)],
);

/**
 * At which place of the full-text index `message_words` (a virtual table, which drizzle does not know) the words of a
 * message stand. Local: see message-index.ts.
 */
export const messagePlaceTable = sqliteTable('message_place', {
  /** `local_id` of the message. */
  message: integer('message').primaryKey(),
  place: integer('place').notNull().unique(),
});

/** In outbox.db: up to when this person has seen a ticket. It belongs to this computer and no team database knows it. */
export const seenTable = sqliteTable('seen', {
  ticketId: text('ticket_id').primaryKey(),
  at: integer('at').notNull(),
});
