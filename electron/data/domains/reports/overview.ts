import type Database from 'better-sqlite3';
import type { Overview, Sum } from '../../../../shared/domains/reports/contract.ts';
import { sameWeekdayHours } from '../../../../shared/domains/reports/zone-time.ts';
import type { Staff } from '../../../../shared/domains/staff/entity.ts';
import { sum } from '../../../../shared/lib/sum.ts';
import { IS_OPEN_PAIR } from '../duplicates/open-pairs.ts';
import { REVIEW_STATES } from '../refunds/queries.ts';
import type { CountReader } from './count-reader.ts';
import { paymentsToday } from './payments-today.ts';
import { createTicketLoad } from './ticket-load.ts';

/** States in which a refund stays until somebody does something about it. */
const STUCK = ['manual_check', 'gateway_refused', 'refund_failed'] as const;

type StateCount = {
  readonly state: string;
  readonly refunds: number;
  readonly overdue: number;
  readonly nextDueAt: number;
};

/** Counts everything that a supervisor sees at a glance; the caller holds a transaction. */
export function createOverview(
  cache: Database.Database,
  payments: CountReader,
): (viewer: Staff, now: number, timeZone: string) => Overview {
  const ticketLoad = createTicketLoad(cache);
  const states = [...REVIEW_STATES, ...STUCK].map((state) => `'${state}'`).join(', ');
  const refundsByState = cache.prepare<[number], StateCount>(
    `SELECT r.state, count(*) AS refunds, total(r.review_due_at < ?) AS overdue, min(r.review_due_at) AS nextDueAt
     FROM refund r WHERE r.state IN (${states}) GROUP BY r.state`,
  );
  // Three charges of one payment make three pairs, and two charges to return.
  const toReturn = cache.prepare<
    [],
    { pairs: number; currency: string | null; amountMinor: number; count: number }
  >(
    `SELECT sum(pairs) AS pairs, currency, sum(amountMinor) AS amountMinor, count(*) AS count FROM (
       SELECT count(*) AS pairs, d.return_currency AS currency, max(d.return_minor) AS amountMinor
       FROM duplicate_pair d INDEXED BY duplicate_pair_return WHERE ${IS_OPEN_PAIR} GROUP BY d.refund)
     GROUP BY currency`,
  );

  const refunds = (now: number): Overview['refunds'] => {
    const counts = new Map(refundsByState.all(now).map((count) => [count.state, count]));
    const review = REVIEW_STATES.flatMap((state) => counts.get(state) ?? []);
    const stuck = (state: (typeof STUCK)[number]): number => counts.get(state)?.refunds ?? 0;
    return {
      review: {
        refunds: sum(review.map((count) => count.refunds)),
        overdue: sum(review.map((count) => count.overdue)),
        nextDueAt: review.length === 0 ? null : Math.min(...review.map((count) => count.nextDueAt)),
      },
      stuck: {
        manualCheck: stuck('manual_check'),
        gatewayRefused: stuck('gateway_refused'),
        failed: stuck('refund_failed'),
      },
    };
  };
  const duplicates = (): Overview['duplicates'] => {
    const rows = toReturn.all();
    return {
      pairs: sum(rows.map(({ pairs }) => pairs)),
      money: rows.flatMap(({ currency, amountMinor, count }): Sum[] =>
        currency === null ? [] : [{ currency, amountMinor, count }],
      ),
    };
  };
  return (viewer, now, timeZone) => {
    const hours = sameWeekdayHours(now, timeZone);
    return {
      at: now,
      ...ticketLoad(viewer, now, hours.today[0]?.start ?? now),
      refunds: refunds(now),
      duplicates: duplicates(),
      payments: paymentsToday(payments, hours),
    };
  };
}
