import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import { TeamError } from '../../../electron/lib/team/team-client.ts';
import type { CallInput } from '../../../shared/ipc/contract.ts';
import { createDataWorld, type DataWorld, until } from '../../support/data-world.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { makePayment, testId } from '../../support/wire-rows.ts';

let world: DataWorld;
let clock: FakeClock;
let service: DataService;

beforeEach(async () => {
  world = createDataWorld();
  clock = createFakeClock();
  world.team.setClock(clock.now);
  for (let n = 1; n <= 8; n += 1) world.team.put('payment', makePayment(n));
  await start();
});
afterEach(() => world.close());

async function start(): Promise<void> {
  service = await world.open({ clock, random: () => 0.5, polling: true });
  service.start();
  await clock.advance(0);
}

async function restart(): Promise<void> {
  const stopping = service.stop();
  await clock.advance(3_000);
  await stopping;
  await start();
}

/** The form of refund `n` of payment `payment`. */
function form(n: number, payment: number): CallInput<'refunds.submit'> {
  return {
    commandId: testId(100 + n),
    refundId: testId(1_000 + n),
    paymentId: testId(payment),
    amountMinor: 100,
    currency: 'USD',
    reason: 'goodwill',
    note: '',
    evidence: {},
  };
}

const submit = (input: CallInput<'refunds.submit'>) =>
  service.handlers['refunds.submit']({
    ...input,
    evidence: { duplicateOf: null, verdict: null, newApplicationNo: null, document: null },
  });

async function entry(n: number) {
  const { entries } = await service.handlers['outbox.list']({});
  return entries.find(({ id }) => id === testId(100 + n));
}

const view = async (n: number, payment: number) =>
  (await service.handlers['payments.page']({ id: testId(payment) })).refunds.find(
    ({ refund }) => refund.id === testId(1_000 + n),
  );

describe('a refund form', () => {
  test('is saved here, sent, and shown by the team database in the end', async () => {
    world.team.setOnline(false);
    await clock.advance(10_000);
    const answer = await submit(form(1, 1));
    expect(answer).toEqual({ commandId: testId(101), savedAt: clock.now() });
    // Shown at once, on top of what the team database last said.
    expect(await view(1, 1)).toMatchObject({ pending: 'queued', refund: { state: 'submitted', ver: 0 } });
    const page = await service.handlers['payments.page']({ id: testId(1) });
    expect(page.refundableMinor).toBe(page.payment.capturedMinor - 100);
    expect(await entry(1)).toMatchObject({
      state: 'queued',
      canCancel: true,
      subject: { amountMinor: 100, currency: 'USD', gatewayRef: 'ch_1' },
    });
    world.team.setOnline(true);
    await clock.advance(60_000);
    expect(await entry(1)).toMatchObject({ state: 'acked', canCancel: false, canRetry: false });
    expect(await view(1, 1)).toMatchObject({ pending: null, refund: { ver: 1 } });
    expect(world.peek('cache.db', 'SELECT * FROM shadow')).toEqual([]);
    expect(world.peek('outbox.db', 'SELECT settled FROM outbox')).toEqual([{ settled: 1 }]);
  });

  test('clicked twice is one command; another form under the same id is refused', async () => {
    world.team.setOnline(false);
    const first = await submit(form(1, 1));
    await clock.advance(1_000);
    expect(await submit(form(1, 1))).toEqual(first);
    await expect(submit({ ...form(1, 1), amountMinor: 200 })).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
    world.team.setOnline(true);
    await clock.advance(60_000);
    // Also after the answer: the click may be late.
    expect(await submit(form(1, 1))).toEqual(first);
    expect(world.team.all('refund')).toHaveLength(1);
  });

  test('and its withdrawal clicked twice are two commands', async () => {
    world.team.setOnline(false);
    await clock.advance(10_000);
    await submit(form(1, 1));
    const withdrawal = { commandId: testId(201), refundId: testId(1_001), baseVer: 1, note: '' };
    const first = await service.handlers['refunds.withdraw'](withdrawal);
    // By now the screen shows it withdrawn: the second click must not be told off for that.
    expect(await view(1, 1)).toMatchObject({ refund: { state: 'withdrawn' } });
    expect(await service.handlers['refunds.withdraw'](withdrawal)).toEqual(first);
    expect((await service.handlers['outbox.list']({})).entries).toHaveLength(2);
  });

  test('is refused at once when it plainly can not be', async () => {
    await expect(submit({ ...form(1, 1), amountMinor: 9_000 })).rejects.toMatchObject({
      code: 'exceeds-refundable',
    });
    await expect(submit({ ...form(1, 1), currency: 'EUR' })).rejects.toMatchObject({
      code: 'currency-mismatch',
    });
    await expect(submit({ ...form(1, 1), paymentId: testId(99) })).rejects.toMatchObject({
      code: 'not-found',
    });
    await submit(form(1, 1));
    await expect(submit(form(2, 1))).rejects.toMatchObject({ code: 'open-refund-exists' });
    expect((await service.handlers['outbox.list']({})).entries).toHaveLength(1);
  });

  test('loses what PostgreSQL can not store instead of failing for ever', async () => {
    await submit({ ...form(1, 1), note: 'a\u0000b\ud800c' });
    await clock.advance(0);
    expect(world.team.get<{ note: string }>('refund', testId(1_001))?.note).toBe('ab\ufffdc');
  });
});

describe('faults on the way', () => {
  test.each(['cut-before', 'cut-after', 'hang'] as const)(
    '%s: the outcome is unknown, and it happens once',
    async (fault) => {
      world.team.fail('submit', fault);
      await submit(form(1, 1));
      await clock.advance(0);
      expect(await entry(1)).toMatchObject({
        state: fault === 'hang' ? 'sending' : 'unknown',
        canCancel: false,
      });
      await expect(service.handlers['outbox.cancel']({ id: testId(101) })).rejects.toMatchObject({
        code: 'bad-state',
      });
      await clock.advance(90_000);
      expect(await entry(1)).toMatchObject({ state: 'acked' });
      expect(world.team.executed.get(testId(101))).toBe(1);
      expect(world.team.get<{ refundedMinor: number }>('payment', testId(1))?.refundedMinor).toBe(100);
    },
  );

  test('a stop in the middle of sending is unknown at the next start and sent again', async () => {
    world.team.fail('submit', 'hang');
    await submit(form(1, 1));
    await clock.advance(0);
    world.team.setOnline(false);
    await restart();
    expect(await entry(1)).toMatchObject({ state: 'unknown', canCancel: false, canRetry: true });
    expect(await view(1, 1)).toMatchObject({ pending: 'unknown', refund: { state: 'submitted' } });
    world.team.setOnline(true);
    await clock.advance(60_000);
    expect(await entry(1)).toMatchObject({ state: 'acked' });
    expect(world.team.executed.get(testId(101))).toBe(1);
  });

  test('held commands wait for a person; a mismatch can not be retried', async () => {
    world.team.fail(
      'submit',
      new TeamError('stop', 'forbidden', '42501'),
      new TeamError('alert', 'idempotency-mismatch', 'CR409'),
    );
    await submit(form(1, 1));
    await clock.advance(60_000);
    expect(await entry(1)).toMatchObject({ state: 'held', reason: 'forbidden', canRetry: true });
    await submit(form(2, 2));
    await clock.advance(60_000);
    expect(await entry(2)).toMatchObject({ state: 'held', reason: 'idempotency-mismatch', canRetry: false });
    expect(await service.handlers['connection.status']({})).toMatchObject({
      waiting: 0,
      attention: 2,
      state: 'live',
    });
    await service.handlers['outbox.retry']({ id: testId(101) });
    await clock.advance(0);
    expect(await entry(1)).toMatchObject({ state: 'acked', reason: null });
    await service.handlers['outbox.dismiss']({ id: testId(102) });
    expect(await entry(2)).toBeUndefined();
    expect(await service.handlers['connection.status']({})).toMatchObject({ attention: 0 });
  });

  test('an answer that is not understood may have been a yes: what it answers can not be cancelled', async () => {
    world.team.failAfter('submit', 0, new TeamError('hold', 'internal', null));
    await submit(form(1, 1));
    await clock.advance(1_000);
    expect(await entry(1)).toMatchObject({ state: 'held', reason: 'internal', canCancel: false });
    // A connection that comes back makes it try again; until there is an answer it stays uncertain.
    world.team.setOnline(false);
    await clock.advance(10_000);
    await service.handlers['outbox.retry']({ id: testId(101) });
    await clock.advance(0);
    expect(await entry(1)).toMatchObject({ state: 'unknown', canCancel: false });
    await expect(service.handlers['outbox.cancel']({ id: testId(101) })).rejects.toMatchObject({
      code: 'bad-state',
    });
  });

  test('nothing that may still be sent can be put away', async () => {
    world.team.setOnline(false);
    await clock.advance(10_000);
    await submit(form(1, 1));
    const dismiss = () => service.handlers['outbox.dismiss']({ id: testId(101) });
    await expect(dismiss()).rejects.toMatchObject({ code: 'bad-state' });
    world.team.setOnline(true);
    world.team.fail('submit', 'hang');
    while ((await entry(1))?.state !== 'sending') await clock.advance(1_000);
    await expect(dismiss()).rejects.toMatchObject({ code: 'bad-state' });
    world.team.setOnline(false);
    await clock.advance(40_000);
    expect(await entry(1)).toMatchObject({ state: 'unknown' });
    await expect(dismiss()).rejects.toMatchObject({ code: 'bad-state' });
    world.team.setOnline(true);
    await clock.advance(60_000);
    expect(await entry(1)).toMatchObject({ state: 'acked' });
    await expect(dismiss()).rejects.toMatchObject({ code: 'bad-state' });
  });

  test('what was held because nobody could send goes by itself when that is over', async () => {
    world.team.fail('submit', new TeamError('hold', 'client-too-old', 'CR426'));
    world.team.fail('pull', ...Array<TeamError>(3).fill(new TeamError('hold', 'client-too-old', 'CR426')));
    await submit(form(1, 1));
    await clock.advance(1_000);
    expect(await entry(1)).toMatchObject({ state: 'held', reason: 'client-too-old' });
    expect(await service.handlers['connection.status']({})).toMatchObject({ state: 'refused' });
    await clock.advance(240_000);
    expect(await entry(1)).toMatchObject({ state: 'acked' });
  });
});

describe('order', () => {
  test('within a payment commands go one after the other, payments go side by side, four at a time', async () => {
    world.team.setOnline(false);
    await clock.advance(10_000);
    for (let n = 1; n <= 6; n += 1) await submit(form(n, n));
    await service.handlers['refunds.withdraw']({
      commandId: testId(201),
      refundId: testId(1_001),
      baseVer: 1,
      note: '',
    });
    world.team.setOnline(true);
    world.team.fail('submit', 'hang', 'hang', 'hang', 'hang');
    while ((await service.handlers['connection.status']({})).state !== 'live') await clock.advance(1_000);
    await clock.advance(0);
    const states = async () => (await service.handlers['outbox.list']({})).entries.map(({ state }) => state);
    expect((await states()).filter((state) => state === 'sending')).toHaveLength(4);
    await clock.advance(180_000);
    expect(new Set(await states())).toEqual(new Set(['acked']));
    expect(world.team.order.indexOf(testId(201))).toBeGreaterThan(world.team.order.indexOf(testId(101)));
    expect(await view(1, 1)).toMatchObject({ refund: { state: 'withdrawn', ver: 2 } });
  });

  test('a refused command stops the later ones on its payment until a person lets them go', async () => {
    world.team.setOnline(false);
    await clock.advance(10_000);
    await submit(form(1, 1));
    await service.handlers['refunds.withdraw']({
      commandId: testId(201),
      refundId: testId(1_001),
      baseVer: 1,
      note: '',
    });
    await submit(form(2, 2));
    // Meanwhile another desktop took the money.
    const taken = makePayment(1, { ver: 2, refundedMinor: 5_001 });
    world.team.put('payment', taken);
    world.team.setOnline(true);
    await clock.advance(60_000);
    expect(await entry(1)).toMatchObject({ state: 'rejected', reason: 'exceeds-refundable', canRetry: true });
    const { entries } = await service.handlers['outbox.list']({});
    expect(entries.find(({ id }) => id === testId(201))).toMatchObject({
      state: 'queued',
      reason: 'blocked-by-earlier',
    });
    expect(await entry(2)).toMatchObject({ state: 'acked' });
    // The overlay of the refused command went at once.
    expect(await view(1, 1)).toBeUndefined();
    await service.handlers['outbox.dismiss']({ id: testId(101) });
    await clock.advance(1_000);
    const after = await service.handlers['outbox.list']({});
    expect(after.entries.find(({ id }) => id === testId(201))).toMatchObject({
      state: 'rejected',
      reason: 'not-found',
    });
  });

  test('a queued command can be cancelled and leaves nothing behind', async () => {
    world.team.setOnline(false);
    await clock.advance(10_000);
    await submit(form(1, 1));
    await service.handlers['outbox.cancel']({ id: testId(101) });
    expect(await view(1, 1)).toBeUndefined();
    world.team.setOnline(true);
    await clock.advance(60_000);
    expect(world.team.executed.size).toBe(0);
    expect((await service.handlers['outbox.list']({})).entries).toEqual([]);
  });
});

describe('an answered command whose rows never come', () => {
  /** Answered, and gone from this person's sight before anything can be pulled. */
  async function answeredAndHidden(): Promise<void> {
    world.team.fail('pull', ...Array<'cut-before'>(100).fill('cut-before'));
    await submit(form(1, 1));
    await clock.advance(0);
    expect(await entry(1)).toMatchObject({ state: 'acked' });
    expect(await view(1, 1)).toMatchObject({ refund: { ver: 0 } });
    world.team.setHidden('refund', testId(1_001), true);
  }

  test('is not shown any more once the feed says that the row is gone', async () => {
    await answeredAndHidden();
    world.team.heal();
    await clock.advance(60_000);
    expect(await entry(1)).toMatchObject({ state: 'acked' });
    expect(await view(1, 1)).toBeUndefined();
    expect(world.peek('outbox.db', 'SELECT settled FROM outbox')).toEqual([{ settled: 1 }]);
  });

  test('is not shown any more after everything was read again', async () => {
    await answeredAndHidden();
    world.team.purge();
    world.team.heal();
    await clock.advance(60_000);
    expect(await entry(1)).toMatchObject({ state: 'acked' });
    expect(await view(1, 1)).toBeUndefined();
    expect(world.peek('outbox.db', 'SELECT settled FROM outbox')).toEqual([{ settled: 1 }]);
  });
});

describe('after a restore of the team database', () => {
  test('what it no longer knows is for a person, and nothing is sent again by itself', async () => {
    await submit(form(1, 1));
    await submit(form(2, 2));
    await clock.advance(0);
    expect(await entry(1)).toMatchObject({ state: 'acked' });
    world.team.remove('refund', testId(1_001));
    world.team.put('payment', makePayment(1));
    world.team.restore([testId(101)]);
    await clock.advance(30_000);
    expect(await entry(1)).toMatchObject({ state: 'needs_review', canRetry: false, canCancel: false });
    expect(await entry(2)).toMatchObject({ state: 'acked' });
    expect(await view(1, 1)).toBeUndefined();
    await clock.advance(120_000);
    expect(world.team.executed.get(testId(101))).toBe(1);
    expect(world.team.all('refund')).toHaveLength(1);
  });

  test('a command whose outcome is unknown is compared too, even if the cache was lost meanwhile', async () => {
    world.team.fail('submit', 'cut-after');
    await submit(form(1, 1));
    await clock.advance(0);
    expect(await entry(1)).toMatchObject({ state: 'unknown' });
    world.team.setOnline(false);
    const stopping = service.stop();
    await clock.advance(3_000);
    await stopping;
    const { rmSync } = await import('node:fs');
    rmSync(`${world.folder()}/cache.db`);
    world.team.remove('refund', testId(1_001));
    world.team.restore([testId(101)]);
    world.team.setOnline(true);
    await start();
    await until(
      () => entry(1),
      (found) => found?.state === 'needs_review',
    );
    await clock.advance(120_000);
    expect(world.team.executed.get(testId(101))).toBe(1);
  });
});

test('what one person queued is never sent as another', async () => {
  world.team.setOnline(false);
  await clock.advance(10_000);
  await submit(form(1, 1));
  const stopping = service.stop();
  await clock.advance(3_000);
  await stopping;
  const { default: Database } = await import('better-sqlite3');
  const { commandChecksum } = await import('../../../electron/data/outbox/command.ts');
  const outbox = new Database(`${world.folder()}/outbox.db`);
  const row = outbox
    .prepare(
      `SELECT id, lane, entity_type AS entityType, entity_id AS entityId, kind, v, payload, person, device,
         created_at AS createdAt, not_before AS notBefore FROM outbox`,
    )
    .get() as Parameters<typeof commandChecksum>[0];
  const checksum = commandChecksum({ ...row, actor: 'ingrid' });
  outbox.prepare("UPDATE outbox SET actor = 'ingrid', checksum = ?").run(checksum);
  outbox.close();
  world.team.setOnline(true);
  await start();
  await clock.advance(10_000);
  expect(await entry(1)).toMatchObject({ state: 'needs_review', reason: 'forbidden' });
  expect(world.team.executed.size).toBe(0);
});
