import type { DemoComponent } from '../demo-batch.ts';
import type { DemoDestination } from '../demo-files.ts';
import { wholeFee } from '../payment-row.ts';

/** Fees that are paid by charges of their own; `reapply` costs what `base` costs. */
export type WorldFee = 'base' | 'expedite' | 'service' | 'reapply';

/** What a charge for this fee comes to, minor units of the destination's currency. */
export function feeMinor(destination: DemoDestination, fee: WorldFee): number {
  if (fee === 'expedite') return destination.expediteMinor;
  return fee === 'service' ? destination.serviceMinor : wholeFee(destination);
}

/** The parts of an application for which these fees are due: together they are what its charges ask for. */
export function componentsOf(
  applicationNo: string,
  destination: DemoDestination,
  fees: ReadonlySet<WorldFee>,
): DemoComponent[] {
  const { currency } = destination;
  const base = destination.fees.map((fee) => ({ ...fee, currency, applicationNo }));
  const extra = (['expedite', 'service'] as const).filter((fee) => fees.has(fee));
  return [
    ...base,
    ...extra.map((fee) => ({
      kind: 'service' as const,
      amountMinor: feeMinor(destination, fee),
      currency,
      // Documents that were looked through are looked through; a faster decision can be given up until it is made.
      refundable: fee === 'expedite',
      applicationNo,
    })),
  ];
}
