import type Database from 'better-sqlite3';
import type { customersContract } from '../../../../shared/domains/customers/contract.ts';
import { DeskError } from '../../../../shared/errors.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { createSelector } from '../../db/selector.ts';
import { syncedApplications, syncedFeeComponents } from '../applications/remote.ts';
import { syncedPayments } from '../payments/remote.ts';
import { syncedRefunds } from '../refunds/remote.ts';
import { createRefundViews, type PendingOf } from '../refunds/views.ts';
import { syncedTickets } from '../tickets/remote.ts';
import { syncedCustomers } from './remote.ts';
import { createTimeline } from './timeline.ts';

/** Rows of each list of the dossier. */
const LISTED = 50;

/** Customers from the cache alone. */
export function createCustomerQueries(
  cache: Database.Database,
  pendingOf: PendingOf,
): HandlersFor<typeof customersContract> {
  const select = createSelector(cache);
  const customerById = select(syncedCustomers, 'WHERE t.id = ?');
  const applications = select(
    syncedApplications,
    `WHERE t.customer_id = ? ORDER BY t.created_at DESC LIMIT ${LISTED}`,
  );
  const feeComponents = select(syncedFeeComponents, 'WHERE t.application_id = ? ORDER BY t.kind, t.id');
  const payments = select(
    syncedPayments,
    `WHERE t.customer_id = ? ORDER BY t.created_at DESC LIMIT ${LISTED}`,
  );
  const refunds = select(
    syncedRefunds,
    `WHERE t.payment_id IN (SELECT p.id FROM payment p WHERE p.customer_id = ?)
     ORDER BY t.requested_at DESC LIMIT ${LISTED}`,
  );
  const tickets = select(syncedTickets, `WHERE t.customer_id = ? ORDER BY t.newest_at DESC LIMIT ${LISTED}`);
  const count = (sql: string) => {
    const statement = cache.prepare<[string], number>(`SELECT count(*) FROM ${sql}`).pluck();
    return (id: string): number => statement.get(id) ?? 0;
  };
  const counts = {
    applications: count('application t WHERE t.customer_id = ?'),
    payments: count('payment p WHERE p.customer_id = ?'),
    failedPayments: count("payment p WHERE p.customer_id = ? AND p.status = 'failed'"),
    refunds: count('payment p JOIN refund r ON r.payment_id = p.id WHERE p.customer_id = ?'),
    tickets: count('ticket t WHERE t.customer_id = ?'),
    openTickets: count("ticket t WHERE t.customer_id = ? AND t.status IN ('open', 'pending')"),
  };
  const refundView = createRefundViews(cache, pendingOf);
  const timeline = createTimeline(cache);
  return {
    // One transaction, so that the lists and the numbers are of one moment.
    'customers.page': cache.transaction(({ id }) => {
      const customer = customerById(id)[0];
      if (!customer) throw new DeskError('not-found', 'This customer is not in the cache.');
      return {
        customer,
        applications: applications(id).map((application) => ({
          application,
          feeComponents: feeComponents(application.id),
        })),
        payments: payments(id),
        refunds: refunds(id).map(refundView),
        tickets: tickets(id),
        counts: {
          applications: counts.applications(id),
          payments: counts.payments(id),
          failedPayments: counts.failedPayments(id),
          refunds: counts.refunds(id),
          tickets: counts.tickets(id),
          openTickets: counts.openTickets(id),
        },
      };
    }),
    'customers.timeline': cache.transaction(timeline),
  };
}
