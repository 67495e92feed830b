import type Database from 'better-sqlite3';
import type { OutboxState } from '../../../../shared/domains/outbox/contract.ts';
import type { NamedRefundEvent, RefundView } from '../../../../shared/domains/refunds/contract.ts';
import type { Refund } from '../../../../shared/domains/refunds/entity.ts';
import { createStaffNames } from '../staff/names.ts';
import { syncedRefundEvents } from './remote.ts';

/** State of the newest unanswered command on a refund, or null. */
export type PendingOf = (refundId: string) => OutboxState | null;

/** A refund with what screens show beside it. */
export function createRefundViews(
  cache: Database.Database,
  pendingOf: PendingOf,
): (refund: Refund) => RefundView {
  const events = cache.prepare(
    `SELECT ${syncedRefundEvents.selectList('e')} FROM refund_event e WHERE e.refund_id = ? ORDER BY e.at, e.id`,
  );
  const nameOf = createStaffNames(cache);
  return (refund) => ({
    refund,
    events: events.all(refund.id).map((row): NamedRefundEvent => {
      const event = syncedRefundEvents.decode(row);
      return { ...event, actorName: nameOf(event.actor) };
    }),
    pending: pendingOf(refund.id),
    requestedByName: nameOf(refund.requestedBy),
    decidedByName: refund.decidedBy === null ? null : nameOf(refund.decidedBy),
  });
}
