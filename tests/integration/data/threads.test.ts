import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { threadFiles } from '../../../electron/data/threads.ts';
import { createDataWorld, type DataWorld, until } from '../../support/data-world.ts';
import { makeIdentifier, makePayment, testId } from '../../support/wire-rows.ts';

const THREADS = threadFiles(new URL('../../../electron/data/index.ts', import.meta.url).href);

let world: DataWorld;

beforeEach(() => {
  world = createDataWorld();
});
afterEach(() => world.close());

test('finds its entries beside the program: TypeScript under Node, JavaScript in the bundle', () => {
  expect(threadFiles('file:///app/dist/data/index.js').writer.href).toBe(
    'file:///app/dist/data/writer-thread.js',
  );
  expect(threadFiles('file:///app/electron/data/index.ts').job.href).toBe(
    'file:///app/electron/data/job-thread.ts',
  );
});

test('with real threads: sync, look-up, duplicates, commands, damage and a clean end', async () => {
  for (let n = 1; n <= 3_000; n += 1) {
    const payment = makePayment(n, n > 2_998 ? { orderRef: 'same', email: 'same@example.com' } : {});
    world.team.put('payment', payment);
    world.team.put('identifier', makeIdentifier(n, payment));
  }
  const service = await world.open({ threads: THREADS, polling: true });
  service.start();
  await until(
    async () => (await service.handlers['connection.status']({})).state,
    (state) => state === 'live',
  );
  await service.judged();
  const { candidates } = await service.handlers['lookup.search']({ text: 'CH_2999', limit: 5 });
  expect(candidates).toMatchObject([{ id: testId(2_999), how: 'folded' }]);
  expect(await service.handlers['duplicates.open']({ limit: 5 })).toMatchObject({ total: 1 });
  const evidence = { duplicateOf: testId(2_999), verdict: null, newApplicationNo: null, document: null };
  await service.handlers['refunds.submit']({
    commandId: testId(7_000),
    refundId: testId(7_001),
    paymentId: testId(3_000),
    amountMinor: 500,
    currency: 'USD',
    reason: 'duplicate',
    note: '',
    evidence,
  });
  const list = () => service.handlers['refunds.list']({ view: 'mine', limit: 10 });
  expect((await list()).refunds).toHaveLength(1);
  await until(list, ({ refunds }) => refunds[0]?.view.refund.ver === 1);
  expect(await service.handlers['health.check']({})).toMatchObject({ ok: true });
  await until(
    () =>
      world.topics.includes('refund') &&
      world.topics.includes('outbox') &&
      world.topics.includes('duplicate_pair'),
  );
  await service.stop();
  expect(world.log.lines.filter((line) => line.includes('rror'))).toEqual([]);
});

test('after a kill, damage is found and repaired although nobody reads that part', async () => {
  for (let n = 1; n <= 400; n += 1) world.team.put('payment', makePayment(n));
  const first = await world.open();
  await first.syncNow();
  await first.stop();
  const file = join(world.folder(), 'cache.db');
  const cache = new Database(file);
  // As a killed program leaves it, and with a page that nothing on the way to "live" looks at.
  cache.exec("DELETE FROM sync_state WHERE name = 'closed'");
  const page = cache.prepare("SELECT max(pageno) FROM dbstat WHERE name = 'payment_created'").pluck().get();
  cache.close();
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, (Number(page) - 1) * 4096);
  closeSync(handle);
  const second = await world.open({ threads: THREADS, polling: true });
  second.start();
  await until(() => world.log.lines.some((line) => line.includes('set aside')));
  const status = () => second.handlers['connection.status']({});
  await until(status, ({ state, firstSync }) => state === 'live' && firstSync.done);
  expect(await second.handlers['payments.recent']({ limit: 1 })).toMatchObject({ total: 400 });
});

test('the main loop answers while the writer takes in a first sync', async () => {
  for (let n = 1; n <= 12_000; n += 1) world.team.put('payment', makePayment(n));
  const service = await world.open({ threads: THREADS, polling: true });
  const syncing = service.syncNow();
  let rowsSeen = 0;
  let answers = 0;
  await until(async () => {
    const { total } = await service.handlers['payments.recent']({ limit: 5 });
    rowsSeen = Math.max(rowsSeen, total);
    answers += 1;
    return total === 12_000;
  });
  await syncing;
  expect(answers).toBeGreaterThan(5);
  expect(rowsSeen).toBe(12_000);
});
