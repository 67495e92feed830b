import type Database from 'better-sqlite3';
import type { DuplicatePair } from '../../../../shared/domains/duplicates/contract.ts';
import type { PaymentPage, paymentsContract } from '../../../../shared/domains/payments/contract.ts';
import { remainingRefundable } from '../../../../shared/domains/refunds/guards.ts';
import { DeskError } from '../../../../shared/errors.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { createSelector } from '../../db/selector.ts';
import { syncedApplications, syncedFeeComponents } from '../applications/remote.ts';
import { syncedCustomers } from '../customers/remote.ts';
import { decodePair, PAIR_SELECT } from '../duplicates/pair-store.ts';
import { byWeight } from '../duplicates/verdicts.ts';
import { syncedRefunds } from '../refunds/remote.ts';
import { createRefundViews, type PendingOf } from '../refunds/views.ts';
import { syncedTickets } from '../tickets/remote.ts';
import { syncedIdentifiers, syncedPaymentAttempts, syncedPaymentEvents, syncedPayments } from './remote.ts';

const OTHER_PAYMENTS = 50;

/** Payments from the cache alone. */
export function createPaymentQueries(
  cache: Database.Database,
  pendingOf: PendingOf,
): HandlersFor<typeof paymentsContract> {
  const select = createSelector(cache);
  const paymentById = select(syncedPayments, 'WHERE t.id = ?');
  const attempts = select(syncedPaymentAttempts, 'WHERE t.payment_id = ? ORDER BY t.n, t.at');
  const events = select(syncedPaymentEvents, 'WHERE t.payment_id = ? ORDER BY t.at, t.id');
  const identifiers = select(syncedIdentifiers, 'WHERE t.payment_id = ? ORDER BY t.kind, t.value');
  const customerById = select(syncedCustomers, 'WHERE t.id = ?');
  const applicationById = select(syncedApplications, 'WHERE t.id = ?');
  const feeComponents = select(syncedFeeComponents, 'WHERE t.application_id = ? ORDER BY t.kind, t.id');
  const refunds = select(syncedRefunds, 'WHERE t.payment_id = ? ORDER BY t.requested_at, t.id');
  const others = select(
    syncedPayments,
    `WHERE t.customer_id = ? AND t.id <> ? ORDER BY t.created_at DESC LIMIT ${OTHER_PAYMENTS}`,
  );
  const ticketsOfPayment = select(syncedTickets, 'WHERE t.payment_id = ?');
  const ticketsOfCustomer = select(syncedTickets, 'WHERE t.customer_id = ?');
  const pairs = cache.prepare<[string, string]>(
    `SELECT ${PAIR_SELECT} FROM duplicate_pair d WHERE d.a = ?
     UNION ALL SELECT ${PAIR_SELECT} FROM duplicate_pair d WHERE d.b = ?`,
  );
  const recent = cache.prepare<[number]>(
    `SELECT ${syncedPayments.selectList('p')}, c.name AS customerName,
       EXISTS (SELECT 1 FROM duplicate_pair d WHERE d.a = p.id AND d.refund IS NOT NULL)
         OR EXISTS (SELECT 1 FROM duplicate_pair d WHERE d.b = p.id AND d.refund IS NOT NULL) AS duplicate
     FROM payment p LEFT JOIN customer c ON c.id = p.customer_id
     ORDER BY p.created_at DESC LIMIT ?`,
  );
  const total = cache.prepare<[], number>('SELECT count(*) FROM payment').pluck();
  const refundView = createRefundViews(cache, pendingOf);

  const duplicatesOf = (id: string): PaymentPage['duplicates'] =>
    pairs
      .all(id, id)
      .map((row): DuplicatePair => decodePair(row))
      .sort((one, other) => byWeight(one.verdict, other.verdict))
      .flatMap((pair) => {
        const other = paymentById(pair.a === id ? pair.b : pair.a)[0];
        return other ? [{ pair, other }] : [];
      });
  const ticketsOf = (id: string, customerId: string | null): PaymentPage['tickets'] => {
    const found = [...ticketsOfPayment(id), ...(customerId === null ? [] : ticketsOfCustomer(customerId))];
    const unique = new Map(found.map((ticket) => [ticket.id, ticket]));
    return [...unique.values()].sort((one, other) => other.updatedAt - one.updatedAt);
  };
  return {
    'payments.page': ({ id }) => {
      const payment = paymentById(id)[0];
      if (!payment) throw new DeskError('not-found', 'This payment is not in the cache.');
      const { customerId, applicationId } = payment;
      const itsRefunds = refunds(id);
      return {
        payment,
        attempts: attempts(id),
        events: events(id),
        identifiers: identifiers(id),
        customer: customerId === null ? null : (customerById(customerId)[0] ?? null),
        application: applicationId === null ? null : (applicationById(applicationId)[0] ?? null),
        feeComponents: applicationId === null ? [] : feeComponents(applicationId),
        refunds: itsRefunds.map(refundView),
        refundableMinor: remainingRefundable(payment, itsRefunds),
        duplicates: duplicatesOf(id),
        otherPayments: customerId === null ? [] : others(customerId, id),
        tickets: ticketsOf(id, customerId),
      };
    },
    'payments.recent': ({ limit }) => ({
      payments: recent.all(limit).map((row) => {
        const { customerName, duplicate, ...payment } = row as {
          customerName: string | null;
          duplicate: number;
        };
        return { payment: syncedPayments.decode(payment), customerName, duplicate: duplicate === 1 };
      }),
      total: total.get() ?? 0,
    }),
  };
}
