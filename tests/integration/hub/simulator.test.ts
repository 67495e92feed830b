import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  GatewayUnanswered,
  type RefundAnswer,
  type RefundRequest,
} from '../../../electron/hub/gateways/gateway.ts';
import { type Behaviour, demoBehaviour } from '../../../electron/hub/gateways/simulator/behaviour.ts';
import { registerCharges } from '../../../electron/hub/gateways/simulator/charges.ts';
import { planFault } from '../../../electron/hub/gateways/simulator/faults.ts';
import { createSimulatorGateway } from '../../../electron/hub/gateways/simulator/simulator.ts';
import {
  openSimulatorDatabase,
  type SimulatorDatabase,
} from '../../../electron/hub/gateways/simulator/simulator-database.ts';

/** Succeeds at once; the reference number follows at the next look. */
const immediateBehaviour: Behaviour = () => ({ settlesAfterMs: 0, arnAfterMs: 0 });

const signal = AbortSignal.timeout(60_000);
let folder: string;
let database: SimulatorDatabase;
let clock: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'visadesk-simulator-'));
  database = openSimulatorDatabase(join(folder, 'simulator.db'));
  clock = Date.UTC(2026, 10, 20, 12);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function gateway(behaviour: Behaviour = immediateBehaviour, books = database) {
  return createSimulatorGateway('stripe', { database: books, behaviour, now: () => clock });
}

function request(changes: Partial<RefundRequest> = {}): RefundRequest {
  return {
    idempotencyKey: 'refund-1:0',
    gatewayRef: 'ch_1',
    amountMinor: 2500,
    currency: 'USD',
    metadata: {},
    ...changes,
  };
}

function executions(): number {
  return (database.prepare('SELECT count(*) AS n FROM execution').get() as { n: number }).n;
}

function referenceOf(answer: RefundAnswer): string | null {
  return answer.outcome === 'refused' ? null : answer.refund.reference;
}

async function kindOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof GatewayUnanswered ? error.kind : `not unanswered: ${String(error)}`;
}

describe('rules of the simulated gateway', () => {
  it('answers the same key with the same refund and moves money once', async () => {
    const first = await gateway().refund(request(), signal);
    const second = await gateway().refund(request(), signal);
    expect(first.outcome).toBe('succeeded');
    expect(second).toMatchObject({ outcome: 'succeeded', refund: { reference: referenceOf(first) } });
    expect(executions()).toBe(1);
  });

  it('refuses a key that is used for something else', async () => {
    await gateway().refund(request(), signal);
    const other = await gateway().refund(request({ amountMinor: 100 }), signal);
    expect(other).toEqual({ outcome: 'refused', reason: 'idempotency_key_reused' });
  });

  it('never returns more than it took', async () => {
    registerCharges(database, [
      { gateway: 'stripe', gatewayRef: 'ch_1', capturedMinor: 3000, currency: 'USD' },
    ]);
    const answers = [
      await gateway().refund(request({ idempotencyKey: 'a:0', amountMinor: 2000 }), signal),
      await gateway().refund(request({ idempotencyKey: 'b:0', amountMinor: 1001 }), signal),
      await gateway().refund(request({ idempotencyKey: 'c:0', amountMinor: 1000 }), signal),
      await gateway().refund(request({ idempotencyKey: 'd:0', amountMinor: 1 }), signal),
      await gateway().refund(request({ idempotencyKey: 'e:0', currency: 'EUR' }), signal),
    ];
    expect(answers.map((answer) => (answer.outcome === 'refused' ? answer.reason : answer.outcome))).toEqual([
      'succeeded',
      'amount_exceeds_charge',
      'succeeded',
      'charge_already_refunded',
      'currency_mismatch',
    ]);
  });

  it('keeps its books when it is opened again and shares them with another process', async () => {
    await gateway().refund(request(), signal);
    const again = openSimulatorDatabase(join(folder, 'simulator.db'));
    const answer = await gateway(immediateBehaviour, again).lookupRefund('refund-1:0', 'ch_1', signal);
    again.close();
    expect(answer).toMatchObject({ found: true, refund: { amountMinor: 2500, state: 'succeeded' } });
  });
});

describe('faults of the simulated gateway', () => {
  it('executes and drops the reply; a look-up finds it and the same key does not repeat it', async () => {
    planFault(database, { kind: 'timeout-after-execution' });
    expect(await kindOf(gateway().refund(request(), signal))).toBe('timeout');
    expect(await gateway().lookupRefund('refund-1:0', 'ch_1', signal)).toMatchObject({ found: true });
    expect(await gateway().refund(request(), signal)).toMatchObject({ outcome: 'succeeded' });
    expect(executions()).toBe(1);
  });

  it('drops the request before executing', async () => {
    planFault(database, { kind: 'timeout-before-execution' });
    planFault(database, { kind: 'unavailable' });
    expect(await kindOf(gateway().refund(request(), signal))).toBe('timeout');
    expect(await kindOf(gateway().refund(request(), signal))).toBe('unavailable');
    expect(await gateway().lookupRefund('refund-1:0', 'ch_1', signal)).toEqual({ found: false });
    expect(executions()).toBe(0);
  });

  it('forgets a key: the look-up still finds the refund, the bare key would move money again', async () => {
    registerCharges(database, [
      { gateway: 'stripe', gatewayRef: 'ch_1', capturedMinor: 9000, currency: 'USD' },
    ]);
    planFault(database, { kind: 'timeout-and-forgotten-key' });
    await kindOf(gateway().refund(request(), signal));
    expect(await gateway().lookupRefund('refund-1:0', 'ch_1', signal)).toMatchObject({ found: true });
    await gateway().refund(request(), signal);
    expect(executions()).toBe(2);
  });

  it('declines for good under one key', async () => {
    planFault(database, { kind: 'decline', reason: 'expired_or_canceled_card' });
    const refused = { outcome: 'refused', reason: 'expired_or_canceled_card' };
    expect(await gateway().refund(request(), signal)).toEqual(refused);
    expect(await gateway().refund(request(), signal)).toEqual(refused);
    expect(await gateway().refund(request({ idempotencyKey: 'refund-1:1' }), signal)).toMatchObject({
      outcome: 'succeeded',
    });
  });

  it('binds a fault to the call it was planned for', async () => {
    planFault(database, { kind: 'decline', gatewayRef: 'ch_2', reason: 'lost_or_stolen_card' });
    planFault(database, { kind: 'decline', amountMinor: 99, reason: 'insufficient_funds' });
    planFault(database, { kind: 'decline', gateway: 'adyen', reason: 'declined' });
    expect(await gateway().refund(request(), signal)).toMatchObject({ outcome: 'succeeded' });
    expect(await gateway().refund(request({ idempotencyKey: 'b:0', gatewayRef: 'ch_2' }), signal)).toEqual({
      outcome: 'refused',
      reason: 'lost_or_stolen_card',
    });
  });

  it('answers late, and not at all to a caller that has given up', async () => {
    planFault(database, { kind: 'delay', delayMs: 60_000, times: 2 });
    const patience = new AbortController();
    const waiting = kindOf(gateway().refund(request(), patience.signal));
    patience.abort();
    expect(await waiting).toBe('timeout');
    expect(executions()).toBe(1);
  });

  it('fails after it had succeeded', async () => {
    planFault(database, { kind: 'late-failure', delayMs: 3000, reason: 'expired_or_canceled_card' });
    expect(await gateway().refund(request(), signal)).toMatchObject({ outcome: 'succeeded' });
    clock += 3000;
    expect(await gateway().lookupRefund('refund-1:0', 'ch_1', signal)).toMatchObject({
      refund: { state: 'failed', failureReason: 'expired_or_canceled_card' },
    });
    // What came back may be sent again.
    expect(await gateway().refund(request({ idempotencyKey: 'refund-1:1' }), signal)).toMatchObject({
      outcome: 'succeeded',
    });
  });
});

describe('settlement and events', () => {
  it('settles after a time that hangs on the charge alone, then gives a reference number', async () => {
    const { settlesAfterMs } = demoBehaviour('stripe', 'ch_1');
    expect(settlesAfterMs).toBeGreaterThanOrEqual(3000);
    expect(settlesAfterMs).toBeLessThanOrEqual(8000);
    const demo = gateway(demoBehaviour);
    expect(await demo.refund(request(), signal)).toMatchObject({
      outcome: 'accepted',
      refund: { state: 'pending' },
    });
    clock += settlesAfterMs - 1;
    expect(await demo.lookupRefund('refund-1:0', 'ch_1', signal)).toMatchObject({
      refund: { state: 'pending' },
    });
    clock += 1;
    expect(await demo.lookupRefund('refund-1:0', 'ch_1', signal)).toMatchObject({
      refund: { state: 'succeeded', arn: null },
    });
    clock += 20_000;
    const { refund } = (await demo.lookupRefund('refund-1:0', 'ch_1', signal)) as {
      refund: { arn: string };
    };
    expect(refund.arn).toMatch(/^2\d{22}$/);
  });

  it('tells every change once from a cursor on', async () => {
    const demo = gateway(demoBehaviour);
    await demo.refund(request(), signal);
    const first = await demo.events(null, 10, signal);
    clock += 60_000;
    const second = await demo.events(first.cursor, 10, signal);
    const third = await demo.events(second.cursor, 10, signal);
    expect([first, second, third].map(({ events }) => events.length)).toEqual([1, 2, 0]);
    expect(third.cursor).toBe(second.cursor);
    expect(second.events[0]).toMatchObject({ idempotencyKey: 'refund-1:0', gatewayRef: 'ch_1' });
  });

  it('delivers events twice or in reverse when told to', async () => {
    await gateway().refund(request({ idempotencyKey: 'a:0' }), signal);
    await gateway().refund(request({ idempotencyKey: 'b:0', gatewayRef: 'ch_2' }), signal);
    const keys = async () =>
      (await gateway().events(null, 10, signal)).events.map(({ idempotencyKey }) => idempotencyKey);
    const inOrder = await keys();
    planFault(database, { kind: 'duplicate-events', operation: 'events' });
    expect(await keys()).toEqual(inOrder.flatMap((key) => [key, key]));
    planFault(database, { kind: 'reordered-events', operation: 'events' });
    expect(await keys()).toEqual(inOrder.toReversed());
  });
});
