import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import type { PaymentAttempt, PaymentEvent } from '../../../shared/domains/payments/entity.ts';
import type { NamedRefundEvent } from '../../../shared/domains/refunds/contract.ts';
import type { RefundState } from '../../../shared/domains/refunds/entity.ts';

/** Something that happened, from any of the three sources, in one order. */
export type TimelineEntry = { readonly key: string; readonly at: number } & (
  | { readonly kind: 'attempt'; readonly attempt: PaymentAttempt }
  | { readonly kind: 'event'; readonly event: PaymentEvent }
  | {
      readonly kind: 'refund';
      readonly event: NamedRefundEvent;
      readonly amountMinor: number;
      readonly currency: string;
    }
);

/** What is the same moment told twice: an attempt that succeeded and the capture that it caused. */
const ECHO_MS = 2000;

const QUIET_STATES: readonly RefundState[] = ['draft', 'traceable'];

/** Attempts, the gateway's events and refund transitions, oldest first. */
export function timelineOf(page: PaymentPage): readonly TimelineEntry[] {
  const attempts = page.attempts.map(
    (attempt): TimelineEntry => ({ key: attempt.id, at: attempt.at, kind: 'attempt', attempt }),
  );
  const events = page.events
    .filter((event) => !isEcho(event, page.attempts))
    .map((event): TimelineEntry => ({ key: event.id, at: event.at, kind: 'event', event }));
  const refunds = page.refunds.flatMap(({ refund, events: transitions }) =>
    transitions
      .filter((event) => !QUIET_STATES.includes(event.toState))
      .map(
        (event): TimelineEntry => ({
          key: event.id,
          at: event.at,
          kind: 'refund',
          event,
          amountMinor: refund.amountMinor,
          currency: refund.currency,
        }),
      ),
  );
  return [...attempts, ...events, ...refunds].sort(
    (one, other) => one.at - other.at || rankAtOnce(one) - rankAtOnce(other),
  );
}

/** Of what gateways stamp with the same second, the creation came first. */
function rankAtOnce(entry: TimelineEntry): number {
  return entry.kind === 'event' && entry.event.kind === 'created' ? 0 : 1;
}

function isEcho(event: PaymentEvent, attempts: readonly PaymentAttempt[]): boolean {
  if (event.kind !== 'failed' && event.kind !== 'cancelled') return false;
  return attempts.some(
    (attempt) => attempt.outcome === event.kind && Math.abs(attempt.at - event.at) <= ECHO_MS,
  );
}
