import type { ImportRow } from '../../../shared/domains/payments/import-row.ts';
import type { OutsideEvent } from './demo-batch.ts';

const HOUR_MS = 3_600_000;
/** From the capture of a charge to its refund outside VisaDesk. Trips are called off days later. */
const REFUNDED_AFTER_MS = 30 * HOUR_MS;
const TRIP_REFUNDED_AFTER_MS = 14 * 24 * HOUR_MS;
const DISPUTED_AFTER_MS = 36 * HOUR_MS;

/** Whether any of a charge went back outside. */
export function isRefunded({ refunded_minor }: ImportRow): boolean {
  return (refunded_minor ?? 0) > 0;
}

/** When that was, milliseconds UTC; null = it did not. */
export function refundedAt(charge: ImportRow): number | null {
  if (!isRefunded(charge) || charge.captured_at === null) return null;
  const after = charge.application_status === 'cancelled' ? TRIP_REFUNDED_AFTER_MS : REFUNDED_AFTER_MS;
  return Date.parse(charge.captured_at) + after;
}

/** What these charges say has happened to them outside, each with a plausible time. */
export function outsideEvents(charges: readonly ImportRow[]): OutsideEvent[] {
  return charges.flatMap((charge) => {
    const { gateway, gateway_ref: gatewayRef, captured_at: capturedAt } = charge;
    if (gateway === null || gatewayRef === null || capturedAt === null) return [];
    const refunded = refundedAt(charge);
    const disputed = charge.dispute === 'none' ? null : Date.parse(capturedAt) + DISPUTED_AFTER_MS;
    return [
      ...(refunded === null ? [] : [{ gateway, gatewayRef, kind: 'refunded' as const, at: refunded }]),
      ...(disputed === null ? [] : [{ gateway, gatewayRef, kind: 'disputed' as const, at: disputed }]),
    ];
  });
}
