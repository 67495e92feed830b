import type Database from 'better-sqlite3';
import type { OutboxEntry, outboxContract } from '../../../../shared/domains/outbox/contract.ts';
import { idSchema } from '../../../../shared/domains/values.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import type { OutboxRow } from '../../outbox/command.ts';
import { canCancel, canDismiss, canRetry, isWaiting, laneHeads, needsAttention } from '../../outbox/rules.ts';
import type { OutboxStore } from '../../outbox/store.ts';

type OutboxQueries = Pick<HandlersFor<typeof outboxContract>, 'outbox.list'>;
type Subject = OutboxEntry['subject'];

/** The outbox drawer: every command with its state and the facts of its sentence. */
export function createOutboxQueries(cache: Database.Database, outbox: OutboxStore): OutboxQueries {
  const refund = cache.prepare<[string], Subject & { paymentId: string }>(
    `SELECT r.amount_minor AS amountMinor, r.currency, r.payment_id AS paymentId FROM refund r WHERE r.id = ?`,
  );
  const payment = cache.prepare<[string], Subject>(
    'SELECT p.gateway, p.gateway_ref AS gatewayRef FROM payment p WHERE p.id = ?',
  );
  const ticket = cache.prepare<[string], Subject>(
    `SELECT t.subject, t.number AS ticketNumber, c.name AS customerName
     FROM ticket t LEFT JOIN customer c ON c.id = t.customer_id WHERE t.id = ?`,
  );
  const ticketSubject = (row: OutboxRow): Subject =>
    ticket.get(row.entityId) ?? {
      subject: textOrNull(argumentsOf(row).subject),
      ticketNumber: null,
      customerName: null,
    };
  const refundSubject = (row: OutboxRow): Subject => {
    const args = argumentsOf(row);
    const known = refund.get(row.entityId);
    const paymentId = known?.paymentId ?? args.paymentId;
    const reference = typeof paymentId === 'string' ? payment.get(paymentId) : undefined;
    return {
      paymentId: textOrNull(paymentId),
      amountMinor: numberOrNull(args.amountMinor ?? known?.amountMinor),
      currency: textOrNull(args.currency ?? known?.currency),
      gateway: reference?.gateway ?? null,
      gatewayRef: reference?.gatewayRef ?? null,
    };
  };
  return {
    'outbox.list': () => {
      const rows = outbox.list();
      const heads = laneHeads(outbox.open());
      const entries = rows
        // A row so damaged that not even its id is one can only be counted.
        .filter(({ id }) => idSchema.safeParse(id).success)
        .map((row): OutboxEntry => {
          const head = heads.get(row.lane);
          const waitsBehind =
            isWaiting(row) && head !== undefined && head.seq < row.seq && needsAttention(head);
          return {
            id: row.id,
            kind: row.kind,
            entityType: row.entityType,
            entityId: row.entityId,
            subject: row.entityType === 'ticket' ? ticketSubject(row) : refundSubject(row),
            state: row.state,
            createdAt: row.createdAt,
            attempts: row.attempts,
            reason: waitsBehind ? 'blocked-by-earlier' : row.reason,
            canCancel: canCancel(row),
            canRetry: canRetry(row, rows),
            canDismiss: canDismiss(row),
          };
        });
      return { entries };
    },
  };
}

function argumentsOf({ payload }: OutboxRow): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(payload);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    // Damaged: the drawer shows it all the same.
    return {};
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
