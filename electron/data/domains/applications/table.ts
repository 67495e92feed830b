import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { syncedColumns } from '../../db/columns.ts';

export const applicationTable = sqliteTable(
  'application',
  {
    ...syncedColumns(),
    applicationNo: text('application_no').notNull(),
    customerId: text('customer_id'),
    applicantName: text('applicant_name'),
    applicantDoc: text('applicant_doc'),
    nationality: text('nationality'),
    destination: text('destination'),
    visaType: text('visa_type'),
    status: text('status'),
    groupRef: text('group_ref'),
    createdAt: integer('created_at').notNull(),
    /** Local: `foldConfusable(applicationNo)`. */
    folded: text('folded').notNull(),
  },
  (table) => [
    // Look-up by application number: exact, folded and prefix all go through the folded form.
    index('application_folded').on(table.folded),
    // A customer's applications, newest first.
    index('application_customer')
      .on(table.customerId, table.createdAt)
      .where(sql`${table.customerId} IS NOT NULL`),
  ],
);

export const feeComponentTable = sqliteTable(
  'fee_component',
  {
    ...syncedColumns(),
    applicationId: text('application_id').notNull(),
    kind: text('kind').notNull(),
    amountMinor: integer('amount_minor').notNull(),
    currency: text('currency').notNull(),
    refundable: integer('refundable', { mode: 'boolean' }).notNull(),
  },
  (table) => [index('fee_component_application').on(table.applicationId)],
);
