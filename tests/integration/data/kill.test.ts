import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadMigrations } from '../../../electron/data/db/migrate.ts';
import { openOutbox } from '../../../electron/data/outbox/open.ts';
import { createOutboxStore } from '../../../electron/data/outbox/store.ts';
import { createDataWorld, type DataWorld, memoryLog, PROJECT } from '../../support/data-world.ts';
import { fillTeam } from '../../support/killed-world.ts';

const ROUNDS = process.env.TEST_EFFORT === 'full' ? 60 : 3;
const CHILD = fileURLToPath(new URL('../../support/data-child.ts', import.meta.url));

let world: DataWorld;

beforeEach(() => {
  world = createDataWorld(fillTeam());
});
afterEach(() => world.close());

/** Starts the child, kills it after so many lines, and gives back every line it had said. */
async function killedAfter(task: 'outbox' | 'sync', lines: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', CHILD, task, world.directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split('\n').length > lines) child.kill('SIGKILL');
  });
  // After the end of its output: lines on their way when it died count, for it had said them.
  await once(child, 'close');
  return said.split('\n').slice(0, -1);
}

test('every command reported as saved is there after kill -9', async () => {
  const reported: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    reported.push(...(await killedAfter('outbox', 5 + round * 37)));
    const { database, salvaged } = openOutbox(
      join(world.folder(), 'outbox.db'),
      loadMigrations(PROJECT, 'outbox'),
      { now: Date.now(), log: memoryLog() },
    );
    expect(salvaged).toBeNull();
    const store = createOutboxStore(database);
    expect(store.recover(Date.now())).toEqual({ damaged: 0 });
    const rows = new Map(store.open().map((row) => [row.id, row]));
    expect(reported.filter((id) => !rows.has(id))).toEqual([]);
    // What was being sent is unknown now, and nothing else came of it.
    expect(new Set([...rows.values()].map(({ state }) => state))).toEqual(new Set(['queued', 'unknown']));
    database.close();
  }
  expect(reported.length).toBeGreaterThan(ROUNDS * 5);
});

test('a cache killed at any moment of its first sync is whole and goes on', async () => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    await killedAfter('sync', round * 4);
    const cache = new Database(join(world.folder(), 'cache.db'));
    expect(cache.pragma('integrity_check', { simple: true })).toBe('ok');
    cache.close();
  }
  const service = await world.open();
  await service.syncNow();
  await service.judged();
  const kept = world
    .peek<{ id: string }>('cache.db', 'SELECT id FROM payment ORDER BY id')
    .map(({ id }) => id);
  expect(kept).toEqual(
    world.team
      .all('payment')
      .map(({ id }) => id)
      .sort(),
  );
  expect(world.peek('cache.db', 'SELECT * FROM deferred_index')).toEqual([]);
  expect(world.peek('cache.db', 'SELECT * FROM judge_queue')).toEqual([]);
});
