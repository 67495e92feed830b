import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { makeCustomer, makeIdentifier, makePayment, testId } from '../../support/wire-rows.ts';

let world: DataWorld;

beforeEach(() => {
  world = createDataWorld();
});
afterEach(() => world.close());

describe('first sync', () => {
  test('brings every visible row and is confirmed', async () => {
    const customer = makeCustomer(10);
    world.team.put('customer', customer);
    const payment = makePayment(20, { customerId: customer.id });
    world.team.put('payment', payment);
    world.team.put('identifier', makeIdentifier(30, payment));
    const service = await world.open();
    service.start();
    await service.syncNow();
    const page = await service.handlers['payments.page']({ id: testId(20) });
    expect(page.payment).toEqual(payment);
    expect(page.customer).toEqual(customer);
    const found = await service.handlers['lookup.search']({ text: 'ch_20', limit: 20 });
    expect(found.candidates).toMatchObject([{ type: 'payment', id: payment.id, how: 'exact' }]);
    expect(await service.handlers['connection.status']({})).toMatchObject({
      state: 'live',
      firstSync: { done: true },
    });
  });
});
