import type Database from 'better-sqlite3';
import type { ChargeFacts } from '../../../../shared/domains/duplicates/facts.ts';
import { LEAST_TRAFFIC } from '../../../../shared/domains/duplicates/score.ts';

/** The amount that more than half of all payments have, and their share; null = there is none. */
export type StandardFee = { readonly key: string; readonly share: number } | null;

function feeKey(currency: string, amountMinor: number): string {
  return `${currency} ${amountMinor}`;
}

/** Share of all payments with this charge's amount, as far as it matters to the rules. */
export function standardFeeShare(fee: StandardFee, { currency, amountMinor }: ChargeFacts): number {
  return fee !== null && fee.key === feeKey(currency, amountMinor) ? fee.share : 0;
}

/** Keeps count of the payments per amount; the caller holds the transaction. */
export type FeeCounter = {
  add(currency: string, amountMinor: number, payments: 1 | -1): void;
  /** Counts all payments anew, after a full sync. */
  recount(): void;
  standardFee(): StandardFee;
};

/** What counts as a payment's amount: the same as for the rules. */
export const FEE_AMOUNT = 'iif(captured_minor > 0, captured_minor, amount_minor)';

export function createFeeCounter(cache: Database.Database): FeeCounter {
  const add = cache.prepare(
    `INSERT INTO fee_count(currency, amount_minor, payments) VALUES (?, ?, ?)
     ON CONFLICT(currency, amount_minor) DO UPDATE SET payments = payments + excluded.payments`,
  );
  const clear = cache.prepare('DELETE FROM fee_count');
  const count = cache.prepare(
    `INSERT INTO fee_count(currency, amount_minor, payments)
     SELECT currency, ${FEE_AMOUNT}, count(*) FROM payment GROUP BY 1, 2`,
  );
  const total = cache.prepare<[], number>('SELECT total(payments) FROM fee_count').pluck();
  const top = cache.prepare<[], { currency: string; amountMinor: number; payments: number }>(
    'SELECT currency, amount_minor AS amountMinor, payments FROM fee_count ORDER BY payments DESC LIMIT 1',
  );
  return {
    add(currency, amountMinor, payments) {
      add.run(currency, amountMinor, payments);
    },
    recount() {
      clear.run();
      count.run();
    },
    standardFee() {
      const all = total.get() ?? 0;
      const commonest = top.get();
      if (!commonest || all < LEAST_TRAFFIC || commonest.payments * 2 <= all) return null;
      return { key: feeKey(commonest.currency, commonest.amountMinor), share: commonest.payments / all };
    },
  };
}
