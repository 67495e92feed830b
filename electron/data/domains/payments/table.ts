import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { syncedColumns } from '../../db/columns.ts';

/** All indexes but the first two serve the search for duplicates, which walks them without touching the table. */
export const paymentTable = sqliteTable(
  'payment',
  {
    ...syncedColumns(),
    externalId: text('external_id'),
    gateway: text('gateway').notNull(),
    gatewayRef: text('gateway_ref').notNull(),
    orderRef: text('order_ref'),
    applicationId: text('application_id'),
    customerId: text('customer_id'),
    email: text('email'),
    feeType: text('fee_type'),
    payerId: text('payer_id'),
    method: text('method'),
    cardFingerprint: text('card_fingerprint'),
    cardBrand: text('card_brand'),
    cardLast4: text('card_last4'),
    issuerCountry: text('issuer_country'),
    deviceId: text('device_id'),
    ipCountry: text('ip_country'),
    region: text('region'),
    amountMinor: integer('amount_minor').notNull(),
    currency: text('currency').notNull(),
    capturedMinor: integer('captured_minor').notNull(),
    externalRefundedMinor: integer('external_refunded_minor').notNull(),
    refundedMinor: integer('refunded_minor').notNull(),
    status: text('status').notNull(),
    rawCode: text('raw_code'),
    dispute: text('dispute').notNull(),
    groupRef: text('group_ref'),
    idempotencyKey: text('idempotency_key'),
    description: text('description'),
    createdAt: integer('created_at').notNull(),
    capturedAt: integer('captured_at'),
  },
  (table) => [
    // The start screen, newest first.
    index('payment_created').on(table.createdAt),
    // A customer's payments, newest first.
    index('payment_customer')
      .on(table.customerId, table.createdAt)
      .where(sql`${table.customerId} IS NOT NULL`),
    index('payment_application')
      .on(table.applicationId, table.createdAt)
      .where(sql`${table.applicationId} IS NOT NULL`),
    index('payment_order')
      .on(sql`lower(${table.orderRef})`, table.createdAt)
      .where(sql`${table.orderRef} IS NOT NULL`),
    index('payment_fingerprint')
      .on(table.cardFingerprint, table.createdAt)
      .where(sql`${table.cardFingerprint} IS NOT NULL`),
    index('payment_payer').on(table.payerId, table.createdAt).where(sql`${table.payerId} IS NOT NULL`),
    // Also look-up by e-mail, for payments without a customer.
    index('payment_email')
      .on(sql`lower(${table.email})`, table.createdAt)
      .where(sql`${table.email} IS NOT NULL`),
    index('payment_device').on(table.deviceId, table.createdAt).where(sql`${table.deviceId} IS NOT NULL`),
  ],
);

export const paymentAttemptTable = sqliteTable(
  'payment_attempt',
  {
    ...syncedColumns(),
    paymentId: text('payment_id').notNull(),
    n: integer('n').notNull(),
    at: integer('at').notNull(),
    outcome: text('outcome').notNull(),
    rawCode: text('raw_code'),
  },
  (table) => [index('payment_attempt_payment').on(table.paymentId)],
);

export const paymentEventTable = sqliteTable(
  'payment_event',
  {
    ...syncedColumns(),
    paymentId: text('payment_id').notNull(),
    at: integer('at').notNull(),
    kind: text('kind').notNull(),
    detail: text('detail', { mode: 'json' }).notNull(),
  },
  (table) => [index('payment_event_payment').on(table.paymentId)],
);

export const identifierTable = sqliteTable(
  'identifier',
  {
    ...syncedColumns(),
    paymentId: text('payment_id').notNull(),
    kind: text('kind').notNull(),
    value: text('value').notNull(),
    folded: text('folded').notNull(),
    /** Local: `folded` read backwards, so that "ends with" is a range of an index too. */
    reversed: text('reversed').notNull(),
  },
  (table) => [
    index('identifier_payment').on(table.paymentId),
    // Exact, case-folded, confusable-folded and prefix look-up: one index for the four.
    index('identifier_folded').on(table.folded),
    index('identifier_reversed').on(table.reversed),
  ],
);
