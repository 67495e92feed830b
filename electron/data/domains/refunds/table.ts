import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { syncedColumns } from '../../db/columns.ts';

export const refundTable = sqliteTable(
  'refund',
  {
    ...syncedColumns(),
    paymentId: text('payment_id').notNull(),
    team: integer('team').notNull(),
    amountMinor: integer('amount_minor').notNull(),
    currency: text('currency').notNull(),
    reason: text('reason').notNull(),
    note: text('note').notNull(),
    evidence: text('evidence', { mode: 'json' }).notNull(),
    state: text('state').notNull(),
    requestedBy: text('requested_by').notNull(),
    requestedPerson: text('requested_person').notNull(),
    requestedAt: integer('requested_at').notNull(),
    reviewDueAt: integer('review_due_at').notNull(),
    decidedBy: text('decided_by'),
    decidedPerson: text('decided_person'),
    decidedAt: integer('decided_at'),
    decisionReason: text('decision_reason'),
    sendNo: integer('send_no').notNull(),
    gatewayRefundRef: text('gateway_refund_ref'),
    acceptedAt: integer('accepted_at'),
    arrivalEarliest: text('arrival_earliest'),
    arrivalLatest: text('arrival_latest'),
    arrivalCountry: text('arrival_country'),
    arrivalEstimate: integer('arrival_estimate', { mode: 'boolean' }),
    arrivalRule: text('arrival_rule'),
    failureReason: text('failure_reason'),
    arn: text('arn'),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    index('refund_payment').on(table.paymentId),
    // The review list, most urgent first, and the open ones.
    index('refund_state').on(table.state, table.reviewDueAt),
    // Also everything that the report of a period asks of a refund, so that it reads nothing else.
    index('refund_requested').on(
      table.requestedAt,
      table.ver,
      table.reason,
      table.state,
      table.currency,
      table.amountMinor,
      table.reviewDueAt,
      table.decidedAt,
    ),
    index('refund_mine').on(table.requestedBy, table.requestedAt),
    // Look-up by what a bank or a gateway quotes.
    index('refund_arn').on(table.arn).where(sql`${table.arn} IS NOT NULL`),
    index('refund_gateway_ref').on(table.gatewayRefundRef).where(sql`${table.gatewayRefundRef} IS NOT NULL`),
  ],
);

export const refundEventTable = sqliteTable(
  'refund_event',
  {
    ...syncedColumns(),
    refundId: text('refund_id').notNull(),
    team: integer('team').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    fromState: text('from_state'),
    toState: text('to_state').notNull(),
    detail: text('detail', { mode: 'json' }).notNull(),
  },
  (table) => [index('refund_event_refund').on(table.refundId)],
);
