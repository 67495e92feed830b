import { sql } from 'drizzle-orm';
import { blob, check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Every command, from the click to its answer and 90 days beyond. The columns down to `checksum` never change after
 * the first save and are covered by it; the rest is the state of the delivery.
 */
export const outboxTable = sqliteTable(
  'outbox',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    /** Idempotency id, made once before the first save. */
    id: text('id').notNull().unique(),
    /** Commands of one lane are sent one after the other, such as `payment:<id>`. */
    lane: text('lane').notNull(),
    entityType: text('entity_type').notNull(),
    entityId: text('entity_id').notNull(),
    kind: text('kind').notNull(),
    v: integer('v').notNull(),
    payload: text('payload').notNull(),
    actor: text('actor').notNull(),
    person: text('person').notNull(),
    device: text('device').notNull(),
    createdAt: integer('created_at').notNull(),
    /** Not sent before; null = at once. */
    notBefore: integer('not_before'),
    checksum: blob('checksum', { mode: 'buffer' }).notNull(),
    state: text('state').notNull(),
    attempts: integer('attempts').notNull(),
    /** 1 once an attempt ended without an answer: the team database may have it, so it can't be cancelled. */
    uncertain: integer('uncertain').notNull(),
    nextAttemptAt: integer('next_attempt_at'),
    reason: text('reason'),
    /** JSON of the rows and versions the command made, for `acked`. */
    versions: text('versions'),
    answeredAt: integer('answered_at'),
    /** 1 once the cache shows what the command did, or it never will: no overlay any more. */
    settled: integer('settled').notNull(),
    /** 1 once a person let later commands of the lane pass this refused one. */
    unblocked: integer('unblocked').notNull(),
    dismissedAt: integer('dismissed_at'),
  },
  (table) => [
    check(
      'outbox_state',
      sql`${table.state} IN ('queued', 'sending', 'unknown', 'acked', 'rejected', 'held', 'needs_review')`,
    ),
    // What may have to be sent; everything else stays for 90 days and must cost nothing.
    index('outbox_open').on(table.seq).where(sql`${table.state} <> 'acked' AND ${table.dismissedAt} IS NULL`),
    // Is something still under way on this refund?
    index('outbox_entity').on(table.entityType, table.entityId),
  ],
);

/** Who owns this file now. One row. */
export const ownerTable = sqliteTable('owner', {
  one: integer('one').primaryKey(),
  instance: text('instance').notNull(),
  pid: integer('pid').notNull(),
  boot: text('boot'),
  heartbeatAt: integer('heartbeat_at').notNull(),
});
