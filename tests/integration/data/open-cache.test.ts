import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { makePayment, testId } from '../../support/wire-rows.ts';

let world: DataWorld;

beforeEach(() => {
  world = createDataWorld();
  world.team.put('payment', makePayment(10));
});
afterEach(() => world.close());

/** A first start, so that both files are there. */
async function synced(): Promise<string> {
  const service = await world.open();
  await service.syncNow();
  await service.stop();
  return join(world.folder(), 'cache.db');
}

function setAsideCopies(): string[] {
  return readdirSync(world.folder()).filter((name) => /^cache\.db\.[a-z-]+\.[^.]+$/.test(name));
}

/** Numbers of the pages that hold a table's rows. */
function leavesOf(file: string, table: string): number[] {
  const database = new Database(file, { readonly: true });
  const pages = database
    .prepare<[string], number>("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'")
    .pluck()
    .all(table);
  database.close();
  return pages;
}

async function expectRebuilt(reason: string): Promise<void> {
  const service = await world.open();
  expect(setAsideCopies()).toEqual([expect.stringContaining(`cache.db.${reason}.`)]);
  expect(await service.handlers['connection.status']({})).toMatchObject({ firstSync: { done: false } });
  await service.syncNow();
  expect((await service.handlers['payments.page']({ id: testId(10) })).payment.id).toBe(testId(10));
}

test('the cache keeps its place and its rows over a restart', async () => {
  await synced();
  const pages = world.team.calls.filter((call) => call === 'page').length;
  const service = await world.open();
  // Offline from the start: what is here is enough.
  world.team.setOnline(false);
  expect((await service.handlers['payments.page']({ id: testId(10) })).payment.id).toBe(testId(10));
  world.team.setOnline(true);
  await service.syncNow();
  expect(world.team.calls.filter((call) => call === 'page')).toHaveLength(pages);
  expect(setAsideCopies()).toEqual([]);
});

test('a cache full of garbage is set aside and pulled again', async () => {
  const file = await synced();
  writeFileSync(file, Buffer.alloc(40_000, 7));
  await expectRebuilt('corrupt');
});

test('a cache that another person left in this folder is set aside', async () => {
  const file = await synced();
  const other = new Database(file);
  other
    .prepare("UPDATE sync_state SET value = ? WHERE name = 'identity'")
    .run(JSON.stringify({ workspace: 'embedded', login: 'ingrid' }));
  other.close();
  await expectRebuilt('other-person');
});

test('a cache of a newer program is set aside untouched', async () => {
  const file = await synced();
  const newer = new Database(file);
  newer.pragma('user_version = 999');
  newer.close();
  const before = readFileSync(file);
  await expectRebuilt('newer');
  const copy = setAsideCopies()[0] ?? '';
  expect(readFileSync(join(world.folder(), copy)).equals(before)).toBe(true);
});

test('a cache that lost a table is set aside', async () => {
  const file = await synced();
  const broken = new Database(file);
  broken.exec('DROP TABLE payment_attempt');
  broken.close();
  await expectRebuilt('unreadable');
});

test('damage that shows only while reading is repaired while the program runs', async () => {
  for (let n = 11; n < 600; n += 1)
    world.team.put('payment', makePayment(n, { description: 'x'.repeat(300) }));
  const file = await synced();
  const pages = leavesOf(file, 'payment');
  const handle = openSync(file, 'r+');
  for (const page of pages) writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, (page - 1) * 4096);
  closeSync(handle);
  const service = await world.open();
  service.start();
  const answers = await Promise.allSettled(
    Array.from({ length: 590 }, (_, n) => service.handlers['payments.page']({ id: testId(n + 10) })),
  );
  const codes = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
  expect(codes).toContain('cache-rebuilt');
  await service.syncNow();
  for (const n of [10, 300, 599]) {
    expect((await service.handlers['payments.page']({ id: testId(n) })).payment.id).toBe(testId(n));
  }
  expect(existsSync(file)).toBe(true);
  expect(setAsideCopies()).toEqual([expect.stringContaining('corrupt')]);
});

test('of the caches set aside only the newest two stay', async () => {
  for (let round = 0; round < 4; round += 1) {
    const file = await synced();
    writeFileSync(file, `garbage ${round}`.repeat(1_000));
  }
  await synced();
  expect(setAsideCopies()).toHaveLength(2);
});
