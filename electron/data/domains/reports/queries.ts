import type Database from 'better-sqlite3';
import type { DayValue, Period, reportsContract } from '../../../../shared/domains/reports/contract.ts';
import { type Days, daysBefore } from '../../../../shared/domains/reports/days.ts';
import { failureFigures } from '../../../../shared/domains/reports/failure-figures.ts';
import {
  type RefundFacts,
  refundDays,
  refundFigures,
  reviewed,
} from '../../../../shared/domains/reports/refund-figures.ts';
import { type DaySpan, eachDay, type Span } from '../../../../shared/domains/reports/zone-time.ts';
import type { Staff } from '../../../../shared/domains/staff/entity.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { createCountReader } from './count-reader.ts';
import { createOverview } from './overview.ts';

export type ReportParts = { readonly now: () => number; readonly staff: () => Staff };

/** What a supervisor asks for: numbers over everything that is here. Each answer is of one moment. */
export function createReportQueries(
  cache: Database.Database,
  { now, staff }: ReportParts,
): Omit<HandlersFor<typeof reportsContract>, 'reports.save'> {
  const payments = createCountReader(cache);
  const overview = createOverview(cache, payments);
  // Filed here and not with the team yet (`ver` 0): nobody else would count it.
  const refundsOf = cache.prepare<Span, RefundFacts>(
    `SELECT r.reason, r.state, r.currency, r.amount_minor AS amountMinor, r.requested_at AS requestedAt,
       r.review_due_at AS reviewDueAt, r.decided_at AS decidedAt
     FROM refund r WHERE r.requested_at >= @start AND r.requested_at < @end AND r.ver > 0 ORDER BY r.requested_at`,
  );
  return {
    'reports.overview': cache.transaction(({ timeZone }) => overview(staff(), now(), timeZone)),
    'reports.refunds': cache.transaction((period) => {
      const at = now();
      const report = bothSides(period, (span, days) => {
        const refunds = reviewed(refundsOf.all(span), at);
        return { facts: refunds, days: refundDays(refunds, days) };
      });
      return { ...report.head, ...refundFigures(report.now, report.before), days: report.days };
    }),
    'reports.failures': cache.transaction((period) => {
      const report = bothSides(period, (span, days) => ({
        facts: payments.counts([span]),
        days: days.map((day) => ({ day: day.day, value: payments.tally(day) })),
      }));
      return {
        ...report.head,
        complete: payments.isComplete(),
        ...failureFigures(report.now, report.before),
        days: report.days,
      };
    }),
  };
}

/** Reads the period and, for a comparison, as many days before it. */
function bothSides<Facts, Value>(
  { from, to, timeZone, compare }: Period,
  read: (span: Span, days: readonly DaySpan[]) => { facts: Facts; days: readonly DayValue<Value>[] },
) {
  const sideOf = (days: Days) => {
    const each = eachDay(days, timeZone);
    return { period: days, ...read({ start: each[0]?.start ?? 0, end: each.at(-1)?.end ?? 0 }, each) };
  };
  const now = sideOf({ from, to });
  const before = compare ? sideOf(daysBefore({ from, to })) : null;
  return {
    head: { period: now.period, before: before?.period ?? null, timeZone },
    now: now.facts,
    before: before?.facts ?? null,
    days: now.days.map((day, index) => ({ ...day, before: before?.days[index] ?? null })),
  };
}
