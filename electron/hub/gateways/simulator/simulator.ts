import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Gateway,
  type GatewayEventPage,
  type GatewayRefund,
  GatewayUnanswered,
  type RefundAnswer,
  type RefundRequest,
} from '../gateway.ts';
import type { Behaviour } from './behaviour.ts';
import { readCharge, registerCharges, type SimulatorCharge } from './charges.ts';
import { type Fault, takeFault } from './faults.ts';
import { advanceRefunds, findRefund, readRefund, recordEvent } from './refund-rows.ts';
import type { SimulatorDatabase } from './simulator-database.ts';

type SimulatorOptions = {
  readonly database: SimulatorDatabase;
  readonly behaviour: Behaviour;
  /** Milliseconds UTC. */
  readonly now: () => number;
};

/** A fault to be felt by the caller after the gateway's books are written. */
type Reply<Value> = { readonly value: Value; readonly fault: Fault | null };

/**
 * A gateway that moves no real money and obeys no order of ours: it enforces its own rules and fails the way
 * gateways fail (the kinds are in faults.ts). One database serves any number of gateway names and hubs.
 */
export function createSimulatorGateway(name: string, options: SimulatorOptions): Gateway {
  const { database, now } = options;

  /** Runs one call against the books in one write transaction, then lets the caller feel the planned fault. */
  async function serve<Value>(signal: AbortSignal, call: () => Reply<Value>): Promise<Value> {
    const reply = database
      .transaction(() => {
        advanceRefunds(database, now());
        return call();
      })
      .immediate();
    switch (reply.fault?.kind) {
      case 'timeout-after-execution':
      case 'timeout-before-execution':
      case 'timeout-and-forgotten-key':
        throw new GatewayUnanswered('timeout');
      case 'unavailable':
        throw new GatewayUnanswered('unavailable');
      case 'delay':
        await wait(reply.fault.delayMs, signal);
        return reply.value;
      default:
        return reply.value;
    }
  }

  return {
    name,
    refund: (request, signal) => serve(signal, () => executeRefund(name, request, options)),
    lookupRefund: (idempotencyKey, gatewayRef, signal) =>
      serve(signal, () => {
        const fault = takeFault(database, 'lookup', { gateway: name, gatewayRef, amountMinor: null });
        const refund = fault?.kind === 'not-found' ? null : findRefund(database, name, idempotencyKey);
        return { value: refund === null ? { found: false } : { found: true, refund }, fault };
      }),
    events: (cursor, limit, signal) => serve(signal, () => readEvents(name, cursor, limit, database)),
  };
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    throw new GatewayUnanswered('timeout');
  }
}

const NO_ANSWER: RefundAnswer = { outcome: 'refused', reason: 'no_answer' };

function executeRefund(name: string, request: RefundRequest, options: SimulatorOptions): Reply<RefundAnswer> {
  const { database } = options;
  const { gatewayRef, amountMinor } = request;
  const fault = takeFault(database, 'refund', { gateway: name, gatewayRef, amountMinor });
  if (fault?.kind === 'unavailable' || fault?.kind === 'timeout-before-execution') {
    return { value: NO_ANSWER, fault };
  }
  const known = rememberedAnswer(name, request, database);
  if (known !== null) return { value: known, fault };
  const refusal =
    fault?.kind === 'decline' ? (fault.reason ?? 'declined') : ruleBroken(name, request, database);
  if (refusal !== null) {
    remember(name, request, { refundId: null, refusal }, database);
    return { value: { outcome: 'refused', reason: refusal }, fault };
  }
  const refund = execute(name, request, fault, options);
  if (fault?.kind !== 'timeout-and-forgotten-key') {
    remember(name, request, { refundId: refund.reference, refusal: null }, database);
  }
  return { value: answerOf(refund), fault };
}

function answerOf(refund: GatewayRefund): RefundAnswer {
  return { outcome: refund.state === 'succeeded' ? 'succeeded' : 'accepted', refund };
}

/** What identifies a request beside its key: the same key with anything else is a mistake of the caller. */
function fingerprint(request: RefundRequest): string {
  return JSON.stringify([request.gatewayRef, request.amountMinor, request.currency]);
}

function rememberedAnswer(
  name: string,
  request: RefundRequest,
  database: SimulatorDatabase,
): RefundAnswer | null {
  const row = database
    .prepare('SELECT request, refund_id, refusal FROM idempotency_key WHERE gateway = ? AND key = ?')
    .get(name, request.idempotencyKey) as
    | { readonly request: string; readonly refund_id: string | null; readonly refusal: string | null }
    | undefined;
  if (row === undefined) return null;
  if (row.request !== fingerprint(request)) return { outcome: 'refused', reason: 'idempotency_key_reused' };
  if (row.refund_id === null) return { outcome: 'refused', reason: row.refusal ?? 'declined' };
  return answerOf(readRefund(database, row.refund_id));
}

function remember(
  name: string,
  request: RefundRequest,
  answer: { readonly refundId: string | null; readonly refusal: string | null },
  database: SimulatorDatabase,
): void {
  database
    .prepare('INSERT INTO idempotency_key (gateway, key, request, refund_id, refusal) VALUES (?, ?, ?, ?, ?)')
    .run(name, request.idempotencyKey, fingerprint(request), answer.refundId, answer.refusal);
}

/** The gateway's own checks; null = allowed. */
function ruleBroken(name: string, request: RefundRequest, database: SimulatorDatabase): string | null {
  if (!Number.isSafeInteger(request.amountMinor) || request.amountMinor <= 0) return 'amount_invalid';
  const charge = chargeOf(name, request, database);
  if (charge.currency !== request.currency) return 'currency_mismatch';
  const { refunded } = database
    .prepare(
      `SELECT coalesce(sum(amount_minor), 0) AS refunded FROM refund
       WHERE gateway = ? AND gateway_ref = ? AND state <> 'failed'`,
    )
    .get(name, request.gatewayRef) as { readonly refunded: number };
  if (refunded >= charge.capturedMinor) return 'charge_already_refunded';
  return refunded + request.amountMinor > charge.capturedMinor ? 'amount_exceeds_charge' : null;
}

/** The charge in the gateway's books. One that it never saw counts as captured with the amount given. */
function chargeOf(name: string, request: RefundRequest, database: SimulatorDatabase): SimulatorCharge {
  const { gatewayRef, amountMinor, currency } = request;
  registerCharges(database, [{ gateway: name, gatewayRef, capturedMinor: amountMinor, currency }]);
  return readCharge(database, name, gatewayRef);
}

function execute(
  name: string,
  request: RefundRequest,
  fault: Fault | null,
  { database, behaviour, now }: SimulatorOptions,
): GatewayRefund {
  const id = `re_sim${randomBytes(9).toString('hex')}`;
  const acceptedAt = now();
  const plan = behaviour(name, request.gatewayRef);
  const held = fault?.kind === 'pending' || fault?.kind === 'settle-failure';
  const settlesAfterMs = held ? fault.delayMs : fault?.kind === 'late-failure' ? 0 : plan.settlesAfterMs;
  const settled = settlesAfterMs === 0 && !held;
  database
    .prepare(
      `INSERT INTO refund (id, gateway, gateway_ref, idempotency_key, amount_minor, currency, metadata, state,
         accepted_at, settles_at, settle_failure, late_failure_at, late_failure, arn_at)
       VALUES (@id, @name, @gatewayRef, @idempotencyKey, @amountMinor, @currency, @metadata, @state,
         @acceptedAt, @settlesAt, @settleFailure, @lateFailureAt, @lateFailure, @arnAt)`,
    )
    .run({
      id,
      name,
      gatewayRef: request.gatewayRef,
      idempotencyKey: request.idempotencyKey,
      amountMinor: request.amountMinor,
      currency: request.currency,
      metadata: JSON.stringify(request.metadata),
      state: settled ? 'succeeded' : 'pending',
      acceptedAt,
      settlesAt: acceptedAt + settlesAfterMs,
      settleFailure: fault?.kind === 'settle-failure' ? (fault.reason ?? 'declined') : null,
      lateFailureAt: fault?.kind === 'late-failure' ? acceptedAt + fault.delayMs : null,
      lateFailure: fault?.kind === 'late-failure' ? (fault.reason ?? 'declined') : null,
      arnAt: plan.arnAfterMs === null ? null : acceptedAt + plan.arnAfterMs,
    });
  database
    .prepare('INSERT INTO execution (gateway, gateway_ref, key, amount_minor, at) VALUES (?, ?, ?, ?, ?)')
    .run(name, request.gatewayRef, request.idempotencyKey, request.amountMinor, acceptedAt);
  recordEvent(database, id, acceptedAt);
  return readRefund(database, id);
}

function readEvents(
  name: string,
  cursor: string | null,
  limit: number,
  database: SimulatorDatabase,
): Reply<GatewayEventPage> {
  const fault = takeFault(database, 'events', { gateway: name, gatewayRef: null, amountMinor: null });
  const rows = database
    .prepare(
      `SELECT event.seq, event.at, refund.idempotency_key AS idempotencyKey, refund.gateway_ref AS gatewayRef
       FROM event JOIN refund ON refund.id = event.refund_id
       WHERE event.gateway = ? AND event.seq > ? ORDER BY event.seq LIMIT ?`,
    )
    .all(name, Number(cursor ?? 0), limit) as readonly {
    readonly seq: number;
    readonly at: number;
    readonly idempotencyKey: string;
    readonly gatewayRef: string;
  }[];
  const inOrder = rows.map(({ seq, ...event }) => ({ id: `evt_sim${seq}`, ...event }));
  const delivered =
    fault?.kind === 'duplicate-events'
      ? inOrder.flatMap((event) => [event, event])
      : fault?.kind === 'reordered-events'
        ? inOrder.toReversed()
        : inOrder;
  const last = rows.at(-1);
  return {
    value: {
      events: delivered,
      cursor: last === undefined ? (cursor ?? '0') : String(last.seq),
      more: rows.length === limit,
    },
    fault,
  };
}
