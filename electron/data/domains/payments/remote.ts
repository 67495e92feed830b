import {
  identifierSchema,
  paymentAttemptSchema,
  paymentEventSchema,
  paymentSchema,
} from '../../../../shared/domains/payments/entity.ts';
import { defineSyncedTable } from '../../db/mapping.ts';
import { reversed } from '../lookup/patterns.ts';
import { identifierTable, paymentAttemptTable, paymentEventTable, paymentTable } from './table.ts';

export const syncedPayments = defineSyncedTable({ table: paymentTable, schema: paymentSchema });

export const syncedPaymentAttempts = defineSyncedTable({
  table: paymentAttemptTable,
  schema: paymentAttemptSchema,
});

export const syncedPaymentEvents = defineSyncedTable({
  table: paymentEventTable,
  schema: paymentEventSchema,
});

export const syncedIdentifiers = defineSyncedTable({
  table: identifierTable,
  schema: identifierSchema,
  local: ['reversed'],
  derive: (identifier) => [reversed(identifier.folded)],
});
