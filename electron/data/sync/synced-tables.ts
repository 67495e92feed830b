import type { ChangeTopic } from '../../../shared/ipc/define.ts';
import type { SyncTable } from '../../lib/team/team-client.ts';
import type { SyncedTable } from '../db/mapping.ts';
import { syncedApplications, syncedFeeComponents } from '../domains/applications/remote.ts';
import { syncedCustomers } from '../domains/customers/remote.ts';
import {
  syncedIdentifiers,
  syncedPaymentAttempts,
  syncedPaymentEvents,
  syncedPayments,
} from '../domains/payments/remote.ts';
import { syncedRefundEvents, syncedRefunds } from '../domains/refunds/remote.ts';
import { syncedStaff } from '../domains/staff/remote.ts';
import { syncedAttachments, syncedMessages, syncedTickets } from '../domains/tickets/remote.ts';

/** Every table that mirrors one of the team database. */
export const SYNCED_TABLES: Readonly<Record<SyncTable, SyncedTable>> = {
  staff: syncedStaff,
  customer: syncedCustomers,
  application: syncedApplications,
  fee_component: syncedFeeComponents,
  payment: syncedPayments,
  payment_attempt: syncedPaymentAttempts,
  payment_event: syncedPaymentEvents,
  identifier: syncedIdentifiers,
  ticket: syncedTickets,
  message: syncedMessages,
  attachment: syncedAttachments,
  refund: syncedRefunds,
  refund_event: syncedRefundEvents,
};

/** Watched tables of cache.db and what is announced when they change. */
export const CACHE_TOPICS: Readonly<Record<string, ChangeTopic>> = {
  ...(Object.fromEntries(Object.keys(SYNCED_TABLES).map((name) => [name, name])) as Record<
    SyncTable,
    SyncTable
  >),
  duplicate_pair: 'duplicate_pair',
  customer_word: 'customer',
  ticket_tag: 'ticket',
  ticket_count: 'ticket',
  // The other counts of payments change only together with it or with `payment`.
  payment_quarter_total: 'payment',
};
