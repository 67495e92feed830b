import type { Compared } from '../../../../shared/domains/reports/compare.ts';
import type {
  Change,
  FailureReport,
  RefundChange,
  RefundDay,
  RefundGroup,
  RefundReport,
  RefundWaiting,
  RefundWaitingChange,
  Sum,
  Tally,
  TallyChange,
} from '../../../../shared/domains/reports/contract.ts';
import type { ReportColumnKey, ReportSection } from '../../../../shared/domains/reports/words.ts';
import { currencyDecimals } from '../../../../shared/lib/currencies.ts';
import { minorToMajorText } from '../../../../shared/lib/money.ts';

/** A row of a report's file; what is not there stays empty. */
export type ReportRow = { readonly section: ReportSection } & {
  readonly [Key in ReportColumnKey]?: string | number | null;
};

/** All numbers of the report one below the other: a spreadsheet filters by `section`. */
export function failureRows(report: FailureReport): readonly ReportRow[] {
  return [
    { section: 'total', ...tallyCells(report.total) },
    ...report.byGateway.map(
      ({ gateway, ...row }): ReportRow => ({ section: 'gateway', gateway, ...tallyCells(row) }),
    ),
    ...report.byCountry.map(
      ({ country, ...row }): ReportRow => ({ section: 'country', country, ...tallyCells(row) }),
    ),
    ...report.byCause.map(
      ({ gateway, code, ...row }): ReportRow => ({ section: 'cause', gateway, code, ...tallyCells(row) }),
    ),
    ...report.days.map(
      ({ day, value, before }): ReportRow => ({
        section: 'day',
        day,
        before_day: before?.day ?? null,
        ...tallyCells({ now: value, before: before?.value ?? null, change: null }),
      }),
    ),
  ];
}

function tallyCells({ now, before, change }: Compared<Tally, TallyChange>) {
  return {
    failed: now.failed,
    tried: now.tried,
    rate: decimal(now.rate),
    before_failed: before?.failed ?? null,
    before_tried: before?.tried ?? null,
    before_rate: decimal(before?.rate ?? null),
    failed_change: change?.failed.absolute ?? null,
    failed_change_relative: decimal(change?.failed.relative ?? null),
    rate_change: decimal(change?.rate.absolute ?? null),
    rate_change_relative: decimal(change?.rate.relative ?? null),
    few: fewOf(change?.rate),
  };
}

/** The same of refunds: a row for each group, and below it one for each currency. */
export function refundRows(report: RefundReport): readonly ReportRow[] {
  return [
    ...groupRows({ section: 'total' }, report.total),
    ...report.byReason.flatMap(({ reason, ...row }) => groupRows({ section: 'reason', reason }, row)),
    ...report.byState.flatMap(({ state, ...row }) => groupRows({ section: 'state', state }, row)),
    ...report.ageing.flatMap(({ age, ...row }) => waitingRows({ section: 'age', age }, row)),
    ...report.days.map(
      ({ day, value, before }): ReportRow => ({
        section: 'day',
        day,
        before_day: before?.day ?? null,
        ...dayCells(value, before?.value ?? null),
      }),
    ),
  ];
}

function groupRows(
  head: ReportRow,
  { now, before, change }: Compared<RefundGroup, RefundChange>,
): ReportRow[] {
  return [
    {
      ...head,
      refunds: now.refunds,
      decided: now.decided,
      median_hours: decimal(now.medianHours),
      in_time: decimal(now.inTime),
      before_refunds: before?.refunds ?? null,
      before_decided: before?.decided ?? null,
      before_median_hours: decimal(before?.medianHours ?? null),
      before_in_time: decimal(before?.inTime ?? null),
      refunds_change: change?.refunds.absolute ?? null,
      refunds_change_relative: decimal(change?.refunds.relative ?? null),
      few: fewOf(change?.refunds),
    },
    ...moneyRows(head, now.money, before?.money ?? [], change?.money ?? []),
  ];
}

function waitingRows(
  head: ReportRow,
  { now, before }: Compared<RefundWaiting, RefundWaitingChange>,
): ReportRow[] {
  return [
    {
      ...head,
      decided: now.decided,
      undecided: now.undecided,
      before_decided: before?.decided ?? null,
      before_undecided: before?.undecided ?? null,
    },
    ...moneyRows(head, now.money, before?.money ?? [], []),
  ];
}

/** One row for each currency of either period. */
function moneyRows(
  head: ReportRow,
  now: readonly Sum[],
  before: readonly Sum[],
  changes: RefundChange['money'],
): ReportRow[] {
  const currencies = [...new Set([...now, ...before].map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const here = now.find((sum) => sum.currency === currency);
    const earlier = before.find((sum) => sum.currency === currency);
    const change = changes.find((one) => one.currency === currency);
    return {
      ...head,
      currency,
      refunds: here?.count ?? 0,
      amount: majorText(here?.amountMinor ?? 0, currency),
      amount_minor: here?.amountMinor ?? 0,
      before_refunds: earlier?.count ?? null,
      before_amount: earlier ? majorText(earlier.amountMinor, currency) : null,
      before_amount_minor: earlier?.amountMinor ?? null,
      amount_change_relative: decimal(change?.relative ?? null),
      few: fewOf(change),
    };
  });
}

function dayCells(now: RefundDay, before: RefundDay | null) {
  const total = ({ inTime, late, undecided, dropped }: RefundDay): number =>
    inTime + late + undecided + dropped;
  return {
    refunds: total(now),
    decided_in_time: now.inTime,
    decided_late: now.late,
    undecided: now.undecided,
    dropped: now.dropped,
    before_refunds: before && total(before),
    before_decided_in_time: before?.inTime ?? null,
    before_decided_late: before?.late ?? null,
    before_undecided: before?.undecided ?? null,
    before_dropped: before?.dropped ?? null,
  };
}

function fewOf(change: Change | undefined): string | null {
  return change?.small ? 'yes' : null;
}

/** At most six digits after the point, never with an exponent. */
function decimal(value: number | null): string | null {
  return value === null ? null : String(Number(value.toFixed(6)));
}

function majorText(minor: number, currency: string): string | null {
  return currencyDecimals(currency) === null ? null : minorToMajorText(minor, currency);
}
