import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * What payments are counted by: each combination that there has been; '' = not known. Local, like the counts, which
 * are made of `payment`: summing a million rows up for every look at a report would take two seconds.
 */
export const paymentKindTable = sqliteTable(
  'payment_kind',
  {
    id: integer('id').primaryKey(),
    gateway: text('gateway').notNull(),
    /** Where the card was issued, or else where the customer sat. */
    country: text('country').notNull(),
    status: text('status').notNull(),
    /** The gateway's raw code, of failed payments only. */
    code: text('code').notNull(),
  },
  (table) => [uniqueIndex('payment_kind_facts').on(table.gateway, table.country, table.status, table.code)],
);

/** Payments of each kind made on a day of UTC: the bulk of a report. */
export const paymentDayCountTable = sqliteTable(
  'payment_day_count',
  {
    /** `day` divided by 32. */
    stretch: integer('stretch').notNull(),
    kind: integer('kind').notNull(),
    /** Days since 1970. */
    day: integer('day').notNull(),
    payments: integer('payments').notNull(),
  },
  // Kind after kind, so that sums need no sorting; but only within a stretch, so that payments of one time are counted
  // on few pages.
  (table) => [primaryKey({ columns: [table.stretch, table.kind, table.day] })],
);

/** The same by quarters of an hour: today, and the edges of a period whose days are not those of UTC. */
export const paymentQuarterCountTable = sqliteTable(
  'payment_quarter_count',
  {
    /** Quarters of an hour since 1970. */
    quarter: integer('quarter').notNull(),
    kind: integer('kind').notNull(),
    payments: integer('payments').notNull(),
  },
  (table) => [primaryKey({ columns: [table.quarter, table.kind] })],
);

/** Payments of each status by quarters of an hour: the line of a chart, day by day in any time zone. */
export const paymentQuarterTotalTable = sqliteTable(
  'payment_quarter_total',
  {
    quarter: integer('quarter').notNull(),
    status: text('status').notNull(),
    payments: integer('payments').notNull(),
  },
  (table) => [primaryKey({ columns: [table.quarter, table.status] })],
);
