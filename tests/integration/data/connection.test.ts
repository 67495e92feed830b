import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { makePayment, testId } from '../../support/wire-rows.ts';

let world: DataWorld;
let clock: FakeClock;
let service: DataService;

beforeEach(async () => {
  world = createDataWorld();
  clock = createFakeClock();
  world.team.setClock(clock.now);
  service = await world.open({ clock, random: () => 0.5, polling: true });
});
afterEach(() => world.close());

function pulls(): number {
  return world.team.calls.filter((call) => call === 'pull').length;
}

const status = () => service.handlers['connection.status']({});

test('polls every 5 s when active and every 30 s when hidden', async () => {
  service.start();
  await clock.advance(0);
  expect(await status()).toMatchObject({ state: 'live', embedded: true });
  const before = pulls();
  await clock.advance(20_000);
  expect(pulls() - before).toBe(4);
  await service.handlers['connection.set-active']({ active: false });
  await clock.advance(5_000);
  const hidden = pulls();
  await clock.advance(60_000);
  expect(pulls() - hidden).toBe(2);
  // Back in sight: at once.
  const seen = pulls();
  await service.handlers['connection.set-active']({ active: true });
  await clock.advance(0);
  expect(pulls() - seen).toBe(1);
});

test('a hint pulls at once', async () => {
  service.start();
  await clock.advance(0);
  world.team.put('payment', makePayment(1));
  world.team.hint();
  await clock.advance(0);
  expect((await service.handlers['payments.page']({ id: testId(1) })).payment.ver).toBe(1);
});

test('hints by the thousand make four pulls a second, and none is missed', async () => {
  service.start();
  await clock.advance(1_000);
  const before = pulls();
  for (let millisecond = 0; millisecond < 1_000; millisecond += 10) {
    world.team.hint();
    await clock.advance(10);
  }
  expect(pulls() - before).toBeLessThanOrEqual(5);
  world.team.put('payment', makePayment(1));
  world.team.hint();
  await clock.advance(250);
  expect((await service.handlers['payments.page']({ id: testId(1) })).payment.ver).toBe(1);
  // Nothing is left behind that would pull once more.
  await clock.advance(250);
  const after = pulls();
  await clock.advance(2_000);
  expect(pulls()).toBe(after);
});

test('a lost connection is reconnecting, then offline, with growing pauses, then live again', async () => {
  service.start();
  await clock.advance(0);
  const lastSyncAt = (await status()).lastSyncAt;
  world.team.setOnline(false);
  await clock.advance(5_000);
  expect(await status()).toMatchObject({ state: 'reconnecting', reason: 'offline' });
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    const before = clock.now();
    const count = pulls();
    while (pulls() === count) await clock.advance(250);
    pauses.push(clock.now() - before);
  }
  expect(await status()).toMatchObject({ state: 'offline', reason: 'offline', lastSyncAt });
  // Half of 1, 2, 4 ... 60 s, since the dice always fall in the middle here.
  expect(pauses.slice(0, 5)).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  expect(pauses.at(-1)).toBe(30_000);
  world.team.setOnline(true);
  await clock.advance(60_000);
  expect(await status()).toMatchObject({ state: 'live', reason: null });
});

test("working offline is the agent's choice and holds until he takes it back", async () => {
  service.start();
  await clock.advance(0);
  await service.handlers['connection.set-offline']({ offline: true });
  const before = pulls();
  world.team.hint();
  await clock.advance(120_000);
  expect(pulls()).toBe(before);
  expect(await status()).toMatchObject({ state: 'working_offline' });
  await expect(service.syncNow()).rejects.toMatchObject({ code: 'offline' });
  await service.handlers['connection.set-offline']({ offline: false });
  await clock.advance(0);
  expect(await status()).toMatchObject({ state: 'live' });
});

test('an answer that never comes ends after half a minute', async () => {
  service.start();
  await clock.advance(0);
  world.team.fail('pull', 'hang');
  await clock.advance(6_000);
  expect(await status()).toMatchObject({ state: 'live' });
  await clock.advance(30_000);
  expect((await status()).state).not.toBe('offline');
  expect(world.log.lines.filter((line) => line.includes('failed'))).toEqual([]);
  await clock.advance(5_000);
  expect(await status()).toMatchObject({ state: 'live' });
});

test('after sleep the connection is opened anew and pulled at once', async () => {
  service.start();
  await clock.advance(0);
  // The socket died in the sleep: what is under way would never be answered.
  world.team.fail('pull', 'hang');
  await clock.advance(5_000);
  const before = pulls();
  await clock.jump(3_600_000);
  await clock.advance(1_000);
  expect(world.log.lines.some((line) => line.includes('slept'))).toBe(true);
  expect(pulls()).toBeGreaterThan(before);
  expect(await status()).toMatchObject({ state: 'live' });
});

test('the difference of the clocks is shown', async () => {
  world.team.setClock(() => clock.now() - 300_000);
  service.start();
  await clock.advance(0);
  expect(await status()).toMatchObject({ clockSkewMs: 300_000 });
});

test('a call that comes while the service ends is told so', async () => {
  service.start();
  await clock.advance(0);
  const stopping = service.stop();
  await expect(service.handlers['payments.recent']({ limit: 5 })).rejects.toMatchObject({
    code: 'data-unavailable',
  });
  await clock.advance(5_000);
  await stopping;
  await expect(service.handlers['settings.get']({})).rejects.toMatchObject({ code: 'data-unavailable' });
});

test('changes are announced by topic, at most once in 100 ms', async () => {
  service.start();
  await clock.advance(2_000);
  world.topics.length = 0;
  for (let n = 1; n <= 5; n += 1) world.team.put('payment', makePayment(n));
  world.team.hint();
  await clock.advance(99);
  expect(world.topics).not.toContain('payment');
  await clock.advance(1);
  expect(world.topics.filter((topic) => topic === 'payment')).toHaveLength(1);
  await service.handlers['drafts.save']({ key: 'a', body: 'b' });
  await clock.advance(100);
  expect(world.topics).toContain('draft');
  expect(world.topics).not.toContain('setting');
});
