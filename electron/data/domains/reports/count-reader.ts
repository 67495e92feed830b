import type Database from 'better-sqlite3';
import type { PaymentStatus } from '../../../../shared/domains/payments/entity.ts';
import type { Tally } from '../../../../shared/domains/reports/contract.ts';
import type { PaymentCount } from '../../../../shared/domains/reports/failure-figures.ts';
import { statusesOf, tallyOf } from '../../../../shared/domains/reports/tally.ts';
import {
  countedRanges,
  quartersOf,
  type Range,
  type Span,
} from '../../../../shared/domains/reports/zone-time.ts';
import { DAYS_PER_STRETCH } from './payment-counts.ts';

/** Reads the counts that the writer keeps (payment-counts.ts). */
export type CountReader = {
  /** Whether everything that is here is counted. */
  isComplete(): boolean;
  /** Payments made in the spans, by what reports ask for. */
  counts(spans: readonly Span[]): readonly PaymentCount[];
  /** The same without the details: fast enough for every day of years. */
  tally(span: Span): Tally;
};

type Row = readonly [
  kind: number,
  gateway: string,
  country: string,
  status: PaymentStatus,
  code: string,
  payments: number,
];

export function createCountReader(cache: Database.Database): CountReader {
  const facts = 'k.id, k.gateway, k.country, k.status, k.code';
  // Stretch by stretch, as the counts lie: grouping them by kind at once would sort them all.
  const byDay = cache
    .prepare<Range & { readonly first: number; readonly last: number }, Row>(
      `SELECT ${facts}, sum(s.payments) FROM (
         SELECT d.stretch, d.kind, sum(d.payments) AS payments FROM payment_day_count d
         WHERE d.stretch BETWEEN @first AND @last AND d.day >= @from AND d.day < @until
         GROUP BY d.stretch, d.kind) s JOIN payment_kind k ON k.id = s.kind
       GROUP BY s.kind`,
    )
    .raw();
  const byQuarter = cache
    .prepare<Range, Row>(
      `SELECT ${facts}, sum(q.payments) FROM payment_quarter_count q JOIN payment_kind k ON k.id = q.kind
       WHERE q.quarter >= @from AND q.quarter < @until GROUP BY q.kind`,
    )
    .raw();
  const failed = statusesOf('failed');
  const quoted = (statuses: readonly string[]): string => statuses.map((status) => `'${status}'`).join(', ');
  const total = cache
    .prepare<Range, [number, number]>(
      `SELECT total(t.payments) FILTER (WHERE t.status IN (${quoted(failed)})), total(t.payments)
       FROM payment_quarter_total t WHERE t.quarter >= @from AND t.quarter < @until
         AND t.status IN (${quoted([...failed, ...statusesOf('succeeded')])})`,
    )
    .raw();
  const state = cache
    .prepare<[], string>("SELECT value FROM sync_state WHERE name = 'paymentCounts'")
    .pluck();

  return {
    isComplete() {
      const stored = state.get();
      if (stored === undefined) return false;
      // The writer's own note (see PaymentCountsState).
      const { next, end } = JSON.parse(stored) as { readonly next: number; readonly end: number };
      return next > end;
    },
    counts(spans) {
      const counts = new Map<number, { -readonly [Key in keyof PaymentCount]: PaymentCount[Key] }>();
      const add = ([kind, gateway, country, status, code, payments]: Row): void => {
        const known = counts.get(kind);
        if (known) known.payments += payments;
        else counts.set(kind, { gateway, country, status, code, payments });
      };
      for (const span of spans) {
        const { days, quarters } = countedRanges(span);
        if (days) {
          const first = Math.floor(days.from / DAYS_PER_STRETCH);
          const last = Math.floor((days.until - 1) / DAYS_PER_STRETCH);
          for (const row of byDay.all({ ...days, first, last })) add(row);
        }
        for (const range of quarters) for (const row of byQuarter.all(range)) add(row);
      }
      return [...counts.values()];
    },
    tally(span) {
      const [failures = 0, tried = 0] = total.get(quartersOf(span)) ?? [];
      return tallyOf(failures, tried);
    },
  };
}
