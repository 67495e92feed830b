import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TeamError } from '../../../electron/lib/team/team-client.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import {
  makeApplication,
  makeCustomer,
  makeIdentifier,
  makePayment,
  makeRefund,
  testId,
  wireRow,
} from '../../support/wire-rows.ts';

let world: DataWorld;

beforeEach(() => {
  world = createDataWorld();
});
afterEach(() => world.close());

/** Ids of a table of the cache. */
function ids(table: string): unknown[] {
  return world.peek<{ id: string }>('cache.db', `SELECT id FROM "${table}" ORDER BY id`).map(({ id }) => id);
}

describe('first sync', () => {
  test('brings every visible row and is confirmed', async () => {
    const customer = makeCustomer(10);
    const payment = makePayment(20, { customerId: customer.id });
    world.team.put('customer', customer);
    world.team.put('payment', payment);
    world.team.put('identifier', makeIdentifier(30, payment));
    const service = await world.open();
    expect(await service.handlers['connection.status']({})).toMatchObject({
      state: 'starting',
      lastSyncAt: null,
      firstSync: { done: false },
    });
    await service.syncNow();
    const page = await service.handlers['payments.page']({ id: testId(20) });
    expect(page.payment).toEqual(payment);
    expect(page.customer).toEqual(customer);
    const found = await service.handlers['lookup.search']({ text: 'ch_20', limit: 20 });
    expect(found.candidates).toMatchObject([{ type: 'payment', id: payment.id, how: 'exact' }]);
    expect(found.dataFrom).toBeTypeOf('number');
    expect(await service.handlers['connection.status']({})).toMatchObject({
      state: 'live',
      reason: null,
      firstSync: { done: true },
    });
  });

  test('reads tables of many pages, newest first, and leaves every index in place', async () => {
    for (let n = 1; n <= 2_500; n += 1) world.team.put('payment', makePayment(n));
    const service = await world.open();
    await service.syncNow();
    expect((await service.handlers['payments.recent']({ limit: 1 })).total).toBe(2_500);
    const indexes = world.peek<{ name: string }>(
      'cache.db',
      "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'payment' AND sql IS NOT NULL",
    );
    expect(indexes).toHaveLength(9);
    expect(world.peek('cache.db', 'SELECT * FROM deferred_index')).toEqual([]);
  });

  test('goes on where it stopped, also in another run of the program', async () => {
    for (let n = 1; n <= 3_200; n += 1) world.team.put('payment', makePayment(n));
    const first = await world.open();
    const before = world.team.calls.length;
    // Staff, customers, applications, fee components and one page of payments get through.
    world.team.failAfter('page', 6, 'cut-before');
    await expect(first.syncNow()).rejects.toMatchObject({ code: 'offline' });
    const stored = ids('payment').length;
    expect(stored).toBeGreaterThanOrEqual(1_000);
    expect(stored).toBeLessThan(3_200);
    await first.stop();
    const second = await world.open();
    await second.syncNow();
    expect(ids('payment')).toHaveLength(3_200);
    // Ten tables of one page and payments of four; nothing was read twice but the page that failed.
    expect(world.team.calls.slice(before).filter((call) => call === 'page').length).toBeLessThanOrEqual(18);
  });
});

describe('changes', () => {
  test('arrive with the next pull; what went or became invisible goes', async () => {
    const payment = makePayment(1);
    const refund = makeRefund(1, payment, { ver: 3 });
    world.team.put('payment', payment);
    world.team.put('refund', refund);
    const service = await world.open();
    await service.syncNow();
    world.team.put('payment', { ...payment, status: 'failed', rawCode: 'declined', ver: 2 });
    world.team.setHidden('refund', refund.id, true);
    world.team.put('payment', makePayment(2));
    await service.syncNow();
    const page = await service.handlers['payments.page']({ id: payment.id });
    expect(page.payment).toMatchObject({ status: 'failed', rawCode: 'declined', ver: 2 });
    expect(page.refunds).toEqual([]);
    world.team.remove('payment', testId(2));
    world.team.setHidden('refund', refund.id, false);
    await service.syncNow();
    expect(ids('payment')).toEqual([testId(1)]);
    expect(ids('refund')).toEqual([refund.id]);
  });

  test('a row older than the one here is ignored', async () => {
    const payment = makePayment(1, { ver: 5, description: 'new' });
    world.team.put('payment', payment);
    const service = await world.open();
    await service.syncNow();
    world.team.put('payment', { ...payment, ver: 4, description: 'old' });
    world.team.put('payment', makePayment(2));
    await service.syncNow();
    const page = await service.handlers['payments.page']({ id: payment.id });
    expect(page.payment).toMatchObject({ ver: 5, description: 'new' });
    expect(ids('payment')).toHaveLength(2);
  });

  test('many pages of changes end with the same rows as the team database', async () => {
    const service = await world.open();
    await service.syncNow();
    for (let n = 1; n <= 1_500; n += 1) world.team.put('payment', makePayment(n % 700, { ver: n }));
    await service.syncNow();
    const versions = world.peek<{ id: string; ver: number }>(
      'cache.db',
      'SELECT id, ver FROM payment ORDER BY id',
    );
    const expected = world.team.all('payment').map(({ id, ver }) => ({ id, ver }));
    expect(versions).toEqual(expected.sort((one, other) => (String(one.id) < String(other.id) ? -1 : 1)));
  });

  test('names of customers are found by their new words only', async () => {
    const customer = makeCustomer(1, { name: 'Zoë Müller' });
    world.team.put('customer', customer);
    const service = await world.open();
    await service.syncNow();
    const find = async (text: string) =>
      (await service.handlers['lookup.search']({ text, limit: 5 })).candidates;
    expect(await find('zoe mull')).toMatchObject([
      { type: 'customer', id: customer.id, how: 'prefix', kind: 'name' },
    ]);
    world.team.put('customer', { ...customer, name: 'Zoë Schmidt', ver: 2 });
    await service.syncNow();
    expect(await find('muller')).toEqual([]);
    expect(await find('SCHMIDT')).toHaveLength(1);
    world.team.remove('customer', customer.id);
    await service.syncNow();
    expect(world.peek('cache.db', 'SELECT * FROM customer_word')).toEqual([]);
  });

  test('a malformed row is set apart, stops nothing, and is taken once it is sound', async () => {
    const good = makePayment(1);
    world.team.put('payment', good);
    world.team.putRaw('payment', { ...wireRow(makePayment(2)), currency: 'dollars' });
    const service = await world.open();
    await service.syncNow();
    expect(ids('payment')).toEqual([good.id]);
    world.team.putRaw('payment', { ...wireRow(makePayment(3)), amount_minor: 'much', future_column: 1 });
    world.team.putRaw('payment', { ...wireRow(makePayment(4)), future_column: 'ignored' });
    await service.syncNow();
    expect(ids('payment')).toEqual([good.id, testId(4)]);
    const apart = world.peek<{ row_id: string; reason: string }>(
      'cache.db',
      'SELECT row_id, reason FROM quarantine ORDER BY row_id',
    );
    expect(apart).toEqual([
      { row_id: testId(2), reason: 'currency invalid_format' },
      { row_id: testId(3), reason: 'amountMinor invalid_type' },
    ]);
    const { checks } = await service.handlers['health.check']({});
    expect(checks.find(({ name }) => name === 'cache-quarantine')).toMatchObject({ ok: false });
    world.team.put('payment', makePayment(2, { ver: 2 }));
    world.team.put('payment', makePayment(3, { ver: 2 }));
    await service.syncNow();
    expect(ids('payment')).toHaveLength(4);
    expect(world.peek('cache.db', 'SELECT * FROM quarantine')).toEqual([]);
  });
});

describe('full resync', () => {
  /** A synced service whose cache holds a row that the team database has dropped without telling. */
  async function withGhost() {
    world.team.put('payment', makePayment(1, { ver: 7 }));
    world.team.put('payment', makePayment(2));
    world.team.put('customer', makeCustomer(5));
    world.team.put('application', makeApplication(6));
    const service = await world.open();
    await service.syncNow();
    return service;
  }

  test.each([
    ['another generation', () => world.team.restore([])],
    ['another scope', () => world.team.setScopeEpoch(2)],
    ['a purged feed', () => world.team.purge()],
  ])('%s: everything is read again, in place', async (_, happen) => {
    const service = await withGhost();
    world.team.remove('payment', testId(2));
    // Restored from a backup: an older version of a row is the right one now.
    world.team.put('payment', makePayment(1, { ver: 3, description: 'as restored' }));
    world.team.put('payment', makePayment(9));
    happen();
    await service.syncNow();
    expect(ids('payment')).toEqual([testId(1), testId(9)]);
    const page = await service.handlers['payments.page']({ id: testId(1) });
    expect(page.payment).toMatchObject({ ver: 3, description: 'as restored' });
    expect(ids('customer')).toEqual([testId(5)]);
    // And from there it goes on by changes alone.
    const pages = world.team.calls.filter((call) => call === 'page').length;
    world.team.put('payment', makePayment(10));
    await service.syncNow();
    expect(ids('payment')).toHaveLength(3);
    expect(world.team.calls.filter((call) => call === 'page')).toHaveLength(pages);
  });

  test('the cache answers while it is read again', async () => {
    const service = await withGhost();
    world.team.restore([]);
    world.team.fail('page', 'cut-before');
    await expect(service.syncNow()).rejects.toMatchObject({ code: 'offline' });
    expect((await service.handlers['payments.page']({ id: testId(1) })).payment.ver).toBe(7);
    expect(await service.handlers['connection.status']({})).toMatchObject({ firstSync: { done: true } });
    await service.syncNow();
    expect(await service.handlers['connection.status']({})).toMatchObject({ state: 'live' });
  });
});

describe('refusals', () => {
  test.each([
    ['stop', 'not-staff', 'refused'],
    ['hold', 'client-too-old', 'refused'],
    ['hold', 'feed-needs-reset', 'refused'],
  ] as const)('%s %s shows as %s', async (errorClass, code, state) => {
    const service = await world.open();
    world.team.fail('head', new TeamError(errorClass, code, 'CR000'));
    await expect(service.syncNow()).rejects.toMatchObject({ code });
    expect(await service.handlers['connection.status']({})).toMatchObject({ state, reason: code });
    await service.syncNow();
    expect(await service.handlers['connection.status']({})).toMatchObject({ state: 'live', reason: null });
  });
});
