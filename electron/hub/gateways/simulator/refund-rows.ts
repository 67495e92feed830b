import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { GatewayRefund } from '../gateway.ts';
import type { SimulatorDatabase } from './simulator-database.ts';

const refundRowSchema = z.object({
  id: z.string(),
  gateway: z.string(),
  gateway_ref: z.string(),
  idempotency_key: z.string(),
  amount_minor: z.int(),
  currency: z.string(),
  state: z.enum(['pending', 'succeeded', 'failed']),
  failure_reason: z.string().nullable(),
  arn: z.string().nullable(),
  accepted_at: z.int(),
});

function toGatewayRefund(row: unknown): GatewayRefund {
  const refund = refundRowSchema.parse(row);
  return {
    reference: refund.id,
    idempotencyKey: refund.idempotency_key,
    gatewayRef: refund.gateway_ref,
    amountMinor: refund.amount_minor,
    currency: refund.currency,
    state: refund.state,
    failureReason: refund.failure_reason,
    arn: refund.arn,
    acceptedAt: refund.accepted_at,
  };
}

/** A refund by the gateway's own id. */
export function readRefund(database: SimulatorDatabase, id: string): GatewayRefund {
  return toGatewayRefund(database.prepare('SELECT * FROM refund WHERE id = ?').get(id));
}

/** The first refund executed under our key, whether or not the key itself is still remembered. */
export function findRefund(
  database: SimulatorDatabase,
  gateway: string,
  idempotencyKey: string,
): GatewayRefund | null {
  const row = database
    .prepare(
      'SELECT * FROM refund WHERE gateway = ? AND idempotency_key = ? ORDER BY accepted_at, id LIMIT 1',
    )
    .get(gateway, idempotencyKey);
  return row === undefined ? null : toGatewayRefund(row);
}

/** Lets time pass on the gateway's side: due refunds settle, fail late or get their reference, each with an event. */
export function advanceRefunds(database: SimulatorDatabase, now: number): void {
  move(
    database,
    now,
    `UPDATE refund SET state = CASE WHEN settle_failure IS NULL THEN 'succeeded' ELSE 'failed' END,
       failure_reason = settle_failure
     WHERE state = 'pending' AND settles_at <= @now RETURNING id`,
  );
  move(
    database,
    now,
    `UPDATE refund SET state = 'failed', failure_reason = late_failure
     WHERE state = 'succeeded' AND late_failure_at <= @now RETURNING id`,
  );
  const unreferenced = database
    .prepare(`SELECT id, accepted_at FROM refund WHERE state = 'succeeded' AND arn IS NULL AND arn_at <= ?`)
    .all(now) as readonly { readonly id: string; readonly accepted_at: number }[];
  for (const { id, accepted_at } of unreferenced) {
    database.prepare('UPDATE refund SET arn = ? WHERE id = ?').run(referenceNumber(id, accepted_at), id);
    recordEvent(database, id, now);
  }
}

function move(database: SimulatorDatabase, now: number, statement: string): void {
  const moved = database.prepare(statement).all({ now }) as readonly { readonly id: string }[];
  for (const { id } of moved) recordEvent(database, id, now);
}

/** Appends an event about a refund. */
export function recordEvent(database: SimulatorDatabase, refundId: string, at: number): void {
  database
    .prepare('INSERT INTO event (gateway, refund_id, at) SELECT gateway, id, ? FROM refund WHERE id = ?')
    .run(at, refundId);
}

/** 23 digits: format, acquirer, year and day, locator, check digit. */
function referenceNumber(refundId: string, acceptedAt: number): string {
  const accepted = new Date(acceptedAt);
  const dayOfYear = Math.floor((acceptedAt - Date.UTC(accepted.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  const day = `${accepted.getUTCFullYear() % 10}${String(dayOfYear).padStart(3, '0')}`;
  const locator = createHash('sha256').update(refundId).digest().readUIntBE(0, 5) % 100_000_000_000;
  const body = `2499999${day}${String(locator).padStart(11, '0')}`;
  return `${body}${luhnCheckDigit(body)}`;
}

function luhnCheckDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
