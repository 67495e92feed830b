import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../../../electron/hub/gateways/gateway.ts';
import type { SettlementPlan } from '../../../electron/hub/gateways/simulator/behaviour.ts';
import { planFault } from '../../../electron/hub/gateways/simulator/faults.ts';
import type { HubClient } from '../../../electron/lib/team/hub-client.ts';
import { pgliteEngine, postgres18Engine } from '../../support/team-database.ts';
import { openRefundWorld, type RefundWorld } from './refund-world.ts';

const IMMEDIATE: SettlementPlan = { settlesAfterMs: 0, arnAfterMs: null };
const SLOW: SettlementPlan = { settlesAfterMs: 60_000, arnAfterMs: 120_000 };

let world: RefundWorld;
let plan: SettlementPlan = IMMEDIATE;

async function state(refundId: string): Promise<unknown> {
  return (await world.refund(refundId)).state;
}

describe.each([pgliteEngine, postgres18Engine])('refund executor on $name', (engine) => {
  beforeAll(async () => {
    world = await openRefundWorld(engine, () => plan);
  });
  afterAll(() => world.close());

  describe('sending', () => {
    it('sends an approved refund once and fixes its arrival', async () => {
      plan = IMMEDIATE;
      const { refundId, gatewayRef } = await world.approvedRefund();
      const hub = world.executor();
      await hub.send();
      await hub.send();
      expect(await world.refund(refundId)).toMatchObject({
        state: 'refunded',
        send_no: 0,
        gateway_refund_ref: expect.stringMatching(/^re_sim/),
        arrival_earliest: '2026-11-27',
        arrival_country: 'DE',
      });
      expect(world.executions(gatewayRef)).toBe(1);
    });

    it('reports a decline with its reason; a resend goes out under a new key', async () => {
      const { refundId, gatewayRef } = await world.approvedRefund();
      planFault(world.simulator, { kind: 'decline', gatewayRef, reason: 'lost_or_stolen_card' });
      const hub = world.executor();
      await hub.send();
      expect(await world.refund(refundId)).toMatchObject({
        state: 'gateway_refused',
        failure_reason: 'lost_or_stolen_card',
      });
      expect(world.executions(gatewayRef)).toBe(0);
      await world.resend(refundId);
      await hub.send();
      expect(await world.refund(refundId)).toMatchObject({ state: 'refunded', send_no: 1 });
      expect(world.executions(gatewayRef)).toBe(1);
    });

    it('refuses a gateway that it has no adapter for', async () => {
      const { refundId } = await world.approvedRefund();
      await world.executor({ gateways: () => null }).send();
      expect(await world.refund(refundId)).toMatchObject({
        state: 'gateway_refused',
        failure_reason: 'gateway_not_configured',
      });
    });

    it('finds at the gateway what a restored database has forgotten, and pays nothing twice', async () => {
      const { refundId, gatewayRef } = await world.approvedRefund();
      await world.executor().send();
      await world.restoreToApproval(refundId);
      await world.makeOldRequest(refundId);
      await world.executor().send();
      expect(await world.refund(refundId)).toMatchObject({
        state: 'refunded',
        gateway_refund_ref: expect.stringMatching(/^re_sim/),
      });
      expect(world.executions(gatewayRef)).toBe(1);
    });

    it('looks an old request up and then sends it', async () => {
      const { refundId, gatewayRef } = await world.approvedRefund();
      await world.makeOldRequest(refundId);
      await world.executor().send();
      expect(await state(refundId)).toBe('refunded');
      expect(world.executions(gatewayRef)).toBe(1);
    });

    it('gives up looking after a dead hub, and looks again', async () => {
      const { refundId, gatewayRef } = await world.approvedRefund();
      await world.makeOldRequest(refundId);
      const dying = breaking(world.hub, 'sendResult', 'before', () => true);
      await expect(world.executor({ hub: dying }).send()).rejects.toThrow('killed');
      await world.makeDue(refundId);
      await world.executor().send();
      expect(await state(refundId)).toBe('refunded');
      expect(world.executions(gatewayRef)).toBe(1);
    });

    it('does not let one refund stop the others', async () => {
      const first = await world.approvedRefund();
      const second = await world.approvedRefund();
      const broken = breaking(
        world.hub,
        'sendResult',
        'before',
        ({ refundId }) => refundId === first.refundId,
      );
      await expect(world.executor({ hub: broken }).send()).rejects.toThrow('killed');
      expect(await state(second.refundId)).toBe('refunded');
    });
  });

  describe('outcome unknown', () => {
    it.each([
      ['timeout-after-execution', 1],
      ['timeout-and-forgotten-key', 1],
      ['timeout-before-execution', 1],
      ['unavailable', 1],
    ] as const)('%s: looked up first, money moves once', async (kind, executions) => {
      const { refundId, gatewayRef } = await world.approvedRefund();
      planFault(world.simulator, { kind, gatewayRef });
      const hub = world.executor();
      await hub.send();
      expect(await state(refundId)).toBe('send_unknown');
      await hub.send();
      expect(await state(refundId)).toBe('send_unknown');
      await world.makeDue(refundId);
      await hub.send();
      expect(await state(refundId)).toBe('refunded');
      expect(world.executions(gatewayRef)).toBe(executions);
    });

    it('stays unknown while the look-up has no answer either', async () => {
      const { refundId, gatewayRef } = await world.approvedRefund();
      planFault(world.simulator, { kind: 'timeout-after-execution', gatewayRef });
      planFault(world.simulator, { kind: 'unavailable', operation: 'lookup', gatewayRef, times: 5 });
      const hub = world.executor();
      await hub.send();
      for (let tries = 2; tries <= 5; tries += 1) {
        await world.makeDue(refundId);
        await hub.send();
        expect(await state(refundId)).toBe('send_unknown');
      }
      await world.makeDue(refundId);
      await hub.send();
      expect(await state(refundId)).toBe('manual_check');
      expect(world.executions(gatewayRef)).toBe(1);
    });

    it('sends nothing more once the gateway may have forgotten the key', async () => {
      const { refundId, gatewayRef } = await world.approvedRefund();
      planFault(world.simulator, { kind: 'unavailable', gatewayRef });
      const hub = world.executor();
      await hub.send();
      await world.makeOld(refundId);
      await world.makeDue(refundId);
      await hub.send();
      expect(await state(refundId)).toBe('manual_check');
      expect(world.executions(gatewayRef)).toBe(0);
    });

    it('bounds a call that never answers', async () => {
      const { refundId, gatewayRef } = await world.approvedRefund();
      planFault(world.simulator, { kind: 'delay', delayMs: 3_600_000, gatewayRef });
      await world.executor().send();
      expect(await state(refundId)).toBe('send_unknown');
      await world.makeDue(refundId);
      await world.executor().send();
      expect(world.executions(gatewayRef)).toBe(1);
      expect(await state(refundId)).toBe('refunded');
    });

    it('takes a fault of the adapter for unknown, never for a failure', async () => {
      const { refundId, gatewayRef } = await world.approvedRefund();
      const throwing = (name: string): Gateway | null => {
        const gateway = world.gateways(name);
        return gateway === null
          ? null
          : {
              ...gateway,
              refund: async (request, signal) => {
                await gateway.refund(request, signal);
                throw new TypeError('adapter bug');
              },
            };
      };
      await world.executor({ gateways: throwing }).send();
      expect(await state(refundId)).toBe('send_unknown');
      await world.makeDue(refundId);
      await world.executor().send();
      expect(await state(refundId)).toBe('refunded');
      expect(world.executions(gatewayRef)).toBe(1);
    });
  });

  describe('a hub that dies', () => {
    it.each([
      ['after the claim', (hub: HubClient) => ({ hub: breaking(hub, 'claim', 'after') })],
      ['before the gateway hears of it', (hub: HubClient) => dyingAtTheGateway(hub, 'before')],
      ['after the gateway has executed', (hub: HubClient) => dyingAtTheGateway(hub, 'after')],
      ['before the result is stored', (hub: HubClient) => ({ hub: breaking(hub, 'sendResult', 'before') })],
      ['after the result is stored', (hub: HubClient) => ({ hub: breaking(hub, 'sendResult', 'after') })],
    ])('%s: the next hub finishes, money moves once', async (_, parts) => {
      plan = IMMEDIATE;
      const { refundId, gatewayRef } = await world.approvedRefund();
      await expect(world.executor(parts(world.hub)).send()).rejects.toThrow('killed');
      const next = world.executor();
      // Within the lease nobody touches it: the dead hub could still be alive and slow.
      const before = await state(refundId);
      await next.send();
      expect(await state(refundId)).toBe(before);
      for (let round = 0; round < 2; round += 1) {
        await world.makeDue(refundId);
        await next.send();
      }
      expect(await state(refundId)).toBe('refunded');
      expect(world.executions(gatewayRef)).toBe(1);
    });

    it('shares the work with a second hub', async () => {
      const refunds = await Promise.all(Array.from({ length: 12 }, () => world.approvedRefund()));
      const hubs = [world.hub, world.otherHub, world.otherHub].map((hub) => world.executor({ hub }));
      for (let round = 0; round < 3; round += 1) await Promise.all(hubs.map((hub) => hub.send()));
      for (const { refundId, gatewayRef } of refunds) {
        expect(await state(refundId)).toBe('refunded');
        expect(world.executions(gatewayRef)).toBe(1);
      }
    });
  });

  describe('following', () => {
    it('goes from pending to refunded to traceable', async () => {
      plan = SLOW;
      const { refundId } = await world.approvedRefund();
      const hub = world.executor();
      await hub.send();
      expect(await state(refundId)).toBe('gateway_pending');
      await hub.follow();
      expect(await state(refundId)).toBe('gateway_pending');
      world.passGatewayTime(60_000);
      await hub.follow();
      expect(await state(refundId)).toBe('refunded');
      world.passGatewayTime(60_000);
      await hub.follow();
      expect(await world.refund(refundId)).toMatchObject({
        state: 'traceable',
        arn: expect.stringMatching(/^2\d{22}$/),
      });
    });

    it('hears of it by polling too when every event is lost', async () => {
      plan = SLOW;
      const { refundId } = await world.approvedRefund();
      await world.executor().send();
      world.passGatewayTime(60_000);
      await world.makeDue(refundId);
      planFault(world.simulator, { kind: 'unavailable', operation: 'events' });
      await expect(world.executor().follow()).rejects.toThrow('unavailable');
      expect(await state(refundId)).toBe('refunded');
    });

    it('reports a refund that fails while pending, and one that fails after it had succeeded', async () => {
      plan = IMMEDIATE;
      const pending = await world.approvedRefund();
      const late = await world.approvedRefund();
      planFault(world.simulator, {
        kind: 'settle-failure',
        gatewayRef: pending.gatewayRef,
        delayMs: 5000,
        reason: 'expired_or_canceled_card',
      });
      planFault(world.simulator, {
        kind: 'late-failure',
        gatewayRef: late.gatewayRef,
        delayMs: 5000,
        reason: 'declined',
      });
      const hub = world.executor();
      await hub.send();
      expect([await state(pending.refundId), await state(late.refundId)]).toEqual([
        'gateway_pending',
        'refunded',
      ]);
      world.passGatewayTime(5000);
      await hub.follow();
      expect(await world.refund(pending.refundId)).toMatchObject({
        state: 'refund_failed',
        failure_reason: 'expired_or_canceled_card',
      });
      expect(await state(late.refundId)).toBe('refund_failed');
      await world.resend(late.refundId);
      await hub.send();
      expect(await world.refund(late.refundId)).toMatchObject({ state: 'refunded', send_no: 1 });
      expect(world.executions(late.gatewayRef)).toBe(2);
    });

    it.each(['duplicate-events', 'reordered-events'] as const)('%s end in the same state', async (kind) => {
      plan = IMMEDIATE;
      const { refundId, gatewayRef } = await world.approvedRefund();
      planFault(world.simulator, { kind: 'late-failure', gatewayRef, delayMs: 1000 });
      const hub = world.executor();
      await hub.send();
      world.passGatewayTime(1000);
      planFault(world.simulator, { kind, operation: 'events' });
      await hub.follow();
      await hub.follow();
      expect(await state(refundId)).toBe('refund_failed');
    });
  });
});

/** A hub client that dies before or after one call, as if the process had been killed there. */
function breaking<Name extends 'claim' | 'sendResult'>(
  hub: HubClient,
  name: Name,
  when: 'before' | 'after',
  concerns: (input: Parameters<HubClient[Name]>[0]) => boolean = () => true,
): HubClient {
  const call = hub[name] as (...parameters: unknown[]) => Promise<unknown>;
  const broken = async (...parameters: unknown[]): Promise<never | unknown> => {
    if (!concerns(parameters[0] as Parameters<HubClient[Name]>[0])) return call(...parameters);
    if (when === 'after') await call(...parameters);
    throw new Error('killed');
  };
  return { ...hub, [name]: broken };
}

/** A hub that dies during its call to the gateway: nothing of it reaches the team database any more. */
function dyingAtTheGateway(hub: HubClient, when: 'before' | 'after') {
  const gateways = (name: string): Gateway | null => {
    const gateway = world.gateways(name);
    if (gateway === null) return null;
    return {
      ...gateway,
      refund: async (request, signal) => {
        if (when === 'after') await gateway.refund(request, signal);
        throw new Error('killed');
      },
    };
  };
  return { gateways, hub: breaking(hub, 'sendResult', 'before') };
}
