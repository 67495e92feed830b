import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import type { RefundEvent } from '../../../shared/domains/refunds/entity.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { makePayment, makeRefund, makeRefundEvent, testId } from '../../support/wire-rows.ts';

let world: DataWorld;

const payment = makePayment(1, { refundedMinor: 1000 });
const lost = makeRefund(50, payment, { state: 'manual_check', ver: 6 });
const refundId = lost.id;
const lookUpAgain = { commandId: testId(100), refundId };
const declaration = { commandId: testId(101), refundId, baseVer: 6, note: 'their support looked too' };

/** What the gateway was heard of last. */
function heard(n: number, reason: string): RefundEvent {
  return makeRefundEvent(n, lost, { fromState: 'send_unknown', toState: 'manual_check', detail: { reason } });
}

beforeEach(() => {
  world = createDataWorld();
  world.team.put('payment', payment);
  world.team.put('refund', lost);
  world.team.put('refund_event', heard(200, 'timeout'));
});
afterEach(() => world.close());

async function open(login: string): Promise<DataService> {
  const service = await world.open({ login });
  await service.syncNow();
  return service;
}

async function shown(service: DataService) {
  const { refunds } = await service.handlers['refunds.list']({ view: 'all', limit: 10 });
  return refunds.find(({ view }) => view.refund.id === refundId)?.view;
}

describe('a refund whose outcome nobody knows', () => {
  test('asked for again shows so at once, and after the team has it', async () => {
    const service = await open('ingrid');
    await service.handlers['refunds.look-up-again'](lookUpAgain);
    // A double click is one question.
    await service.handlers['refunds.look-up-again'](lookUpAgain);
    expect(await shown(service)).toMatchObject({
      refund: { state: 'send_unknown', ver: 6 },
    });
    await service.syncNow();
    expect(await shown(service)).toMatchObject({ refund: { state: 'send_unknown', ver: 7 }, pending: null });
    expect(world.team.executed.get(lookUpAgain.commandId)).toBe(1);
  });

  test('declared never sent shows so at once; then it can be sent again', async () => {
    world.team.put('refund_event', heard(201, 'not-found'));
    const service = await open('ingrid');
    await service.handlers['refunds.declare-not-sent'](declaration);
    expect(await shown(service)).toMatchObject({
      refund: { state: 'gateway_refused', failureReason: 'declared-not-sent', sendNo: 0 },
    });
    await service.syncNow();
    await service.handlers['refunds.resend']({ commandId: testId(102), refundId, baseVer: 7, note: '' });
    expect(await shown(service)).toMatchObject({
      refund: { state: 'approved', sendNo: 1, failureReason: null },
    });
  });

  test('is not declared never sent without the word of the gateway, nor on a word it took back', async () => {
    const service = await open('ingrid');
    const declare = () => service.handlers['refunds.declare-not-sent'](declaration);
    await expect(declare()).rejects.toMatchObject({ code: 'look-up-first' });
    world.team.put('refund_event', heard(201, 'not-found'));
    world.team.put('refund_event', heard(202, 'unavailable'));
    await service.syncNow();
    await expect(declare()).rejects.toMatchObject({ code: 'look-up-first' });
    expect(world.peek('outbox.db', 'SELECT id FROM outbox', 'ingrid')).toEqual([]);
  });

  test('is left to supervisors, and a declaration to another one than who asked for the money', async () => {
    world.team.put('refund_event', heard(201, 'not-found'));
    const { handlers } = await open('amina');
    await expect(handlers['refunds.look-up-again'](lookUpAgain)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(handlers['refunds.declare-not-sent'](declaration)).rejects.toMatchObject({
      code: 'forbidden',
    });
    world.team.put('refund', { ...lost, requestedPerson: testId(2), ver: 7 });
    const own = await open('ingrid');
    await expect(own.handlers['refunds.declare-not-sent'](declaration)).rejects.toMatchObject({
      code: 'own-refund',
    });
    expect(await own.handlers['refunds.look-up-again'](lookUpAgain)).toMatchObject({
      commandId: testId(100),
    });
  });

  test('is asked for and declared in no other state', async () => {
    world.team.put('refund', { ...lost, state: 'send_unknown', ver: 7 });
    const { handlers } = await open('ingrid');
    await expect(handlers['refunds.look-up-again'](lookUpAgain)).rejects.toMatchObject({ code: 'bad-state' });
    await expect(handlers['refunds.declare-not-sent'](declaration)).rejects.toMatchObject({
      code: 'bad-state',
    });
  });
});
