import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultPlan, planFault } from '../../../electron/hub/gateways/simulator/faults.ts';
import type { RefundExecutor } from '../../../electron/hub/jobs/refund-executor.ts';
import { pgliteEngine, postgres18Engine } from '../../support/team-database.ts';
import { openRefundWorld, type RefundWorld } from './refund-world.ts';

type Refund = { readonly refundId: string; readonly gatewayRef: string };

describe.each([pgliteEngine, postgres18Engine])('a gateway that does not answer, on $name', (engine) => {
  let world: RefundWorld;
  let hub: RefundExecutor;

  beforeAll(async () => {
    world = await openRefundWorld(engine, () => ({ settlesAfterMs: 0, arnAfterMs: null }));
    hub = world.executor();
  });
  afterAll(() => world.close());

  const state = async (refundId: string) => (await world.refund(refundId)).state;
  const fault = ({ gatewayRef }: Refund, plan: Omit<FaultPlan, 'gatewayRef'>) =>
    planFault(world.simulator, { gatewayRef, ...plan });
  const silence = (refund: Refund, times: number) =>
    fault(refund, { kind: 'unavailable', operation: 'lookup', times });
  /** Sent, never answered for a day, and before a person; `kind` says whether the money moved. */
  async function lost(
    kind: 'timeout-after-execution' | 'timeout-before-execution' | 'timeout-and-forgotten-key',
  ): Promise<Refund> {
    const refund = await world.approvedRefund();
    fault(refund, { kind });
    await hub.send();
    await giveUp(refund);
    expect(await state(refund.refundId)).toBe('manual_check');
    return refund;
  }
  /** The gateway keeps silent to look-ups for a day, and its events are lost. */
  async function giveUp(refund: Refund): Promise<void> {
    world.simulator.exec('DELETE FROM event');
    silence(refund, 1);
    await world.makeOld(refund.refundId);
    await world.makeDue(refund.refundId);
    await hub.send();
  }
  const aDayLater = async (refund: Refund) => {
    await world.passADay(refund.refundId);
    await hub.send();
    await hub.follow();
  };

  it('is asked by the hub each day, and settles it without anybody when it is back', async () => {
    const refund = await lost('timeout-after-execution');
    silence(refund, 2);
    await aDayLater(refund);
    await aDayLater(refund);
    expect(await state(refund.refundId)).toBe('manual_check');
    const lines = (await world.reasons(refund.refundId)).length;
    await aDayLater(refund);
    expect(await world.refund(refund.refundId)).toMatchObject({
      state: 'refunded',
      gateway_refund_ref: expect.stringMatching(/^re_sim/),
      arrival_earliest: '2026-11-27',
    });
    // Accepted and refunded; the two nights of silence left nothing.
    expect(await world.reasons(refund.refundId)).toHaveLength(lines + 2);
    expect(world.executions(refund.gatewayRef)).toBe(1);
  });

  it('is asked at once when a person wants it', async () => {
    const refund = await lost('timeout-and-forgotten-key');
    await world.askAgain(refund.refundId);
    await hub.send();
    expect(await state(refund.refundId)).toBe('refunded');
    expect(world.executions(refund.gatewayRef)).toBe(1);
  });

  it('is not asked more than once a day by anybody but a person', async () => {
    const refund = await lost('timeout-after-execution');
    for (let turn = 0; turn < 3; turn += 1) {
      await hub.send();
      await hub.follow();
    }
    expect(await state(refund.refundId)).toBe('manual_check');
  });

  it('tells a failure that came meanwhile', async () => {
    const refund = await world.approvedRefund();
    fault(refund, { kind: 'settle-failure', delayMs: 1000, reason: 'expired_or_canceled_card' });
    const { gatewayRef } = refund;
    // The reply is lost on the way, so only the look-up can tell.
    const deaf = world.executor({
      gateways: (name) => {
        const gateway = world.gateways(name);
        return gateway === null
          ? null
          : { ...gateway, refund: async (...call) => Promise.reject(await gateway.refund(...call)) };
      },
    });
    await deaf.send();
    await giveUp(refund);
    expect(await state(refund.refundId)).toBe('manual_check');
    world.passGatewayTime(1000);
    await aDayLater(refund);
    expect(await world.refund(refund.refundId)).toMatchObject({
      state: 'refund_failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(world.executions(gatewayRef)).toBe(1);
  });

  it('that says it does not know it is believed by a person only, and paid anew under a new number', async () => {
    const refund = await lost('timeout-before-execution');
    expect(await world.declareNotSent(refund.refundId)).toBe('look-up-first');
    await aDayLater(refund);
    expect(await state(refund.refundId)).toBe('manual_check');
    expect((await world.reasons(refund.refundId)).at(-1)).toBe('not-found');
    expect(world.executions(refund.gatewayRef)).toBe(0);
    expect(await world.declareNotSent(refund.refundId)).toBeNull();
    // The word of a person is not forgotten, nor is the gateway.
    await aDayLater(refund);
    expect(await state(refund.refundId)).toBe('gateway_refused');
    await world.resend(refund.refundId);
    await hub.send();
    expect(await world.refund(refund.refundId)).toMatchObject({ state: 'refunded', send_no: 1 });
    expect(world.executions(refund.gatewayRef)).toBe(1);
    await aDayLater(refund);
    expect(await world.reasons(refund.refundId)).not.toContain('gateway-conflict');
  });

  it('that finds what it did not know settles it after all, as long as nothing else was sent', async () => {
    const refund = await lost('timeout-after-execution');
    fault(refund, { kind: 'not-found', operation: 'lookup' });
    await aDayLater(refund);
    expect(await world.declareNotSent(refund.refundId)).toBeNull();
    expect(await state(refund.refundId)).toBe('gateway_refused');
    await aDayLater(refund);
    expect(await world.refund(refund.refundId)).toMatchObject({ state: 'refunded', failure_reason: null });
    expect(world.executions(refund.gatewayRef)).toBe(1);
  });

  it.each([
    ['has room for both', 2, 'refunded'],
    ['refuses the second', 1, 'gateway_refused'],
  ])(
    'that finds it after it was sent anew and %s: never unnoticed, whichever hub asks',
    async (_, room, end) => {
      const refund = await lost('timeout-after-execution');
      world.simulator
        .prepare('UPDATE charge SET captured_minor = captured_minor * ? WHERE gateway_ref = ?')
        .run(room, refund.gatewayRef);
      fault(refund, { kind: 'not-found', operation: 'lookup' });
      await aDayLater(refund);
      expect(await world.declareNotSent(refund.refundId)).toBeNull();
      await world.resend(refund.refundId);
      await hub.send();
      expect(await world.refund(refund.refundId)).toMatchObject({ state: end, send_no: 1 });
      expect(world.executions(refund.gatewayRef)).toBe(room);
      // A hub that has just started knows nothing of the first send.
      await world.passADay(refund.refundId);
      await world.executor({ hub: world.otherHub }).follow();
      const conflicts = (await world.reasons(refund.refundId)).filter(
        (reason) => reason === 'gateway-conflict',
      );
      expect(conflicts).toHaveLength(1);
      expect(await state(refund.refundId)).toBe(end);
    },
  );
});
