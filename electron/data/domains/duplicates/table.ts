import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Judged pairs, computed here from the synced payments. A pair judged SEPARATE is not kept. `a` is the earlier
 * payment; the pair belongs to `b`, which looked back and found it.
 */
export const duplicatePairTable = sqliteTable(
  'duplicate_pair',
  {
    a: text('a').notNull(),
    b: text('b').notNull(),
    verdict: text('verdict').notNull(),
    cause: text('cause'),
    refund: text('refund'),
    /** What is left of the charge to return, for sums over all pairs. */
    returnMinor: integer('return_minor'),
    returnCurrency: text('return_currency'),
    evidence: text('evidence', { mode: 'json' }).notNull(),
    judgedAt: integer('judged_at').notNull(),
    /** When the later payment was made: the order of the list. */
    at: integer('at').notNull(),
    /** When the later money arrived, for confirmed and likely pairs: many at once are a batch settled twice. */
    arrivedAt: integer('arrived_at'),
    /** Number of the last full scan that had begun when this was judged. */
    scan: integer('scan').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.a, table.b] }),
    index('duplicate_pair_b').on(table.b),
    // The list of pairs with money to return, newest first.
    index('duplicate_pair_open').on(table.at).where(sql`${table.refund} IS NOT NULL`),
    // The same by the charge to return, which several pairs may name.
    index('duplicate_pair_return')
      .on(table.refund, table.returnCurrency, table.returnMinor)
      .where(sql`${table.refund} IS NOT NULL`),
    index('duplicate_pair_arrived').on(table.arrivedAt).where(sql`${table.arrivedAt} IS NOT NULL`),
  ],
);

/** Payments whose pairs have to be judged again. Written with the change itself, so a crash forgets none. */
export const judgeQueueTable = sqliteTable(
  'judge_queue',
  {
    paymentId: text('payment_id').primaryKey(),
    /** 1: the payment itself changed, so the later ones that look back at it follow. */
    spread: integer('spread').notNull(),
  },
  (table) => [index('judge_queue_spread').on(table.spread)],
);

/** How many payments there are of each amount: a fee that most people pay says nothing about two being one. */
export const feeCountTable = sqliteTable(
  'fee_count',
  {
    currency: text('currency').notNull(),
    amountMinor: integer('amount_minor').notNull(),
    payments: integer('payments').notNull(),
  },
  (table) => [primaryKey({ columns: [table.currency, table.amountMinor] })],
);
