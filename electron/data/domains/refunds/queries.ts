import type Database from 'better-sqlite3';
import type { refundsContract } from '../../../../shared/domains/refunds/contract.ts';
import { refundStateSchema } from '../../../../shared/domains/refunds/entity.ts';
import { finalStates } from '../../../../shared/domains/refunds/states.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { syncedCustomers } from '../customers/remote.ts';
import { syncedPayments } from '../payments/remote.ts';
import { syncedRefunds } from './remote.ts';
import { createRefundViews, type PendingOf } from './views.ts';

type RefundQueries = Pick<HandlersFor<typeof refundsContract>, 'refunds.list'>;

/** Waiting for a supervisor's decision. */
export const REVIEW_STATES = ['submitted', 'in_review'] as const;

/** Lists of refunds, each with its payment and customer. */
export function createRefundQueries(
  cache: Database.Database,
  login: string,
  pendingOf: PendingOf,
): RefundQueries {
  const view = createRefundViews(cache, pendingOf);
  const list = (where: string, order: string) => ({
    rows: cache.prepare(
      `SELECT ${syncedRefunds.selectList('r')} FROM refund r WHERE ${where} ORDER BY ${order} LIMIT @limit`,
    ),
    total: cache
      .prepare<object, number>(`SELECT count(*) FROM refund r WHERE ${where} AND @limit > 0`)
      .pluck(),
  });
  const quoted = (states: readonly string[]): string => states.map((state) => `'${state}'`).join(', ');
  const unfinished = refundStateSchema.options.filter((state) => !finalStates.has(state));
  const lists = {
    review: list(`r.state IN (${quoted(REVIEW_STATES)})`, 'r.review_due_at, r.id'),
    open: list(`r.state IN (${quoted(unfinished)})`, 'r.requested_at DESC, r.id'),
    mine: list('r.requested_by = @login', 'r.requested_at DESC, r.id'),
    all: list('TRUE', 'r.requested_at DESC, r.id'),
  };
  const payment = cache.prepare(`SELECT ${syncedPayments.selectList('p')} FROM payment p WHERE p.id = ?`);
  const customer = cache.prepare(`SELECT ${syncedCustomers.selectList('c')} FROM customer c WHERE c.id = ?`);
  return {
    'refunds.list': ({ view: name, limit }) => {
      const { rows, total } = lists[name];
      const parameters = { limit, login };
      const refunds = rows.all(parameters).map((row) => {
        const refund = syncedRefunds.decode(row);
        const paymentRow = payment.get(refund.paymentId);
        const itsPayment = paymentRow === undefined ? null : syncedPayments.decode(paymentRow);
        const customerRow = itsPayment?.customerId ? customer.get(itsPayment.customerId) : undefined;
        return {
          view: view(refund),
          payment: itsPayment,
          customer: customerRow === undefined ? null : syncedCustomers.decode(customerRow),
        };
      });
      return { refunds, total: total.get(parameters) ?? 0 };
    },
  };
}
