import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadMigrations } from '../../../electron/data/db/migrate.ts';
import { openOutbox } from '../../../electron/data/outbox/open.ts';
import { createOutboxStore, type OutboxStore } from '../../../electron/data/outbox/store.ts';
import { createDataWorld, type DataWorld, memoryLog, PROJECT } from '../../support/data-world.ts';
import { testId } from '../../support/wire-rows.ts';

const MIGRATIONS = loadMigrations(PROJECT, 'outbox');

let world: DataWorld;
let file: string;

beforeEach(() => {
  world = createDataWorld();
  mkdirSync(world.folder(), { recursive: true });
  file = join(world.folder(), 'outbox.db');
});
afterEach(() => world.close());

function withOutbox<Result>(use: (store: OutboxStore, database: Database.Database) => Result): Result {
  const { database } = openOutbox(file, MIGRATIONS, { now: Date.now(), log: memoryLog() });
  try {
    return use(createOutboxStore(database), database);
  } finally {
    database.close();
  }
}

function fill(commands: number): void {
  withOutbox((store) => {
    for (let n = 1; n <= commands; n += 1) {
      store.enqueue({
        id: testId(n),
        lane: `payment:${n}`,
        entityType: 'refund',
        entityId: testId(1_000 + n),
        kind: 'refund.withdraw',
        v: 1,
        payload: JSON.stringify({ refundId: testId(1_000 + n), baseVer: 1, note: 'n'.repeat(700) }),
        actor: 'amina',
        person: testId(1),
        device: testId(2),
        createdAt: n,
        notBefore: null,
      });
    }
  });
}

function digest(): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Changes bytes of the file where `needle` stands. */
function scribble(needle: string, replacement: string): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(needle);
  expect(at).toBeGreaterThan(0);
  bytes.write(replacement, at);
  writeFileSync(file, bytes);
}

test('a newer outbox is refused and not touched', async () => {
  fill(3);
  const newer = new Database(file);
  newer.pragma('user_version = 99');
  newer.close();
  const before = digest();
  await expect(world.open()).rejects.toMatchObject({ code: 'outbox-newer', details: { version: 99 } });
  expect(digest()).toBe(before);
  expect(readdirSync(world.folder()).filter((name) => name.startsWith('outbox'))).toEqual(['outbox.db']);
});

test('a file that is no database at all is refused and not touched', async () => {
  writeFileSync(file, Buffer.alloc(20_000, 3));
  const before = digest();
  await expect(world.open()).rejects.toMatchObject({ code: 'outbox-damaged' });
  expect(digest()).toBe(before);
});

test('a command whose bytes changed is for a person to look at and never sent', async () => {
  fill(2);
  scribble('"baseVer":1', '"baseVer":7');
  const service = await world.open();
  await service.syncNow();
  const { entries } = await service.handlers['outbox.list']({});
  const damaged = entries.filter(({ state }) => state === 'needs_review');
  expect(damaged).toMatchObject([
    { reason: 'outbox-damaged', canCancel: false, canRetry: false, canDismiss: true },
  ]);
  const { attention } = await service.handlers['connection.status']({});
  expect(attention).toBe(1 + entries.filter(({ state }) => state === 'rejected').length);
  expect(world.team.executed.has(damaged[0]?.id ?? '')).toBe(false);

  const outboxStates = async () =>
    (await service.handlers['health.check']({})).checks.find(({ name }) => name === 'outbox-states');
  expect(await outboxStates()).toMatchObject({
    ok: false,
    detail: expect.stringContaining('needs_review 1'),
  });
  await service.handlers['outbox.dismiss']({ id: damaged[0]?.id ?? '' });
  // Who has read it may put it away: then neither the drawer nor the doctor mentions it again.
  expect(await outboxStates()).toMatchObject({ ok: true });
  const left = (await service.handlers['outbox.list']({})).entries.map(({ state }) => state);
  expect(left).not.toContain('needs_review');
});

describe('salvage', () => {
  /** Damages the outbox so that SQLite finds it: a page of the table of commands is zeroed. */
  function zeroPages(pages: readonly number[]): void {
    const bytes = readFileSync(file);
    for (const page of pages) bytes.fill(0, (page - 1) * 4096, page * 4096);
    writeFileSync(file, bytes);
  }

  /** Page numbers of the leaves that hold commands. */
  function commandPages(): number[] {
    const database = new Database(file, { readonly: true });
    const pages = database
      .prepare<[], number>(
        "SELECT pageno FROM dbstat WHERE name = 'outbox' AND pagetype = 'leaf' ORDER BY pageno",
      )
      .pluck()
      .all();
    database.close();
    return pages;
  }

  test('carries every readable command over and keeps the damaged file', () => {
    fill(60);
    const pages = commandPages();
    const middle = pages[Math.floor(pages.length / 2)] ?? 0;
    const lost = new Database(file, { readonly: true });
    const before = lost.prepare('SELECT id FROM outbox ORDER BY seq').pluck().all();
    lost.close();
    zeroPages([middle]);
    const ids = withOutbox((store, database) => {
      expect(store.open().every(({ state }) => state === 'queued')).toBe(true);
      return database.prepare('SELECT id FROM outbox ORDER BY seq').pluck().all();
    });
    // One page of 4 KB holds at most five of these rows.
    expect(ids.length).toBeGreaterThanOrEqual(before.length - 5);
    expect(ids.length).toBeLessThan(before.length);
    expect(before).toEqual(expect.arrayContaining(ids));
    expect(readdirSync(world.folder()).some((name) => name.startsWith('outbox.db.damaged.'))).toBe(true);
  });

  test('keeps a command with a wrong checksum for a person, not for the network', () => {
    fill(60);
    scribble('"baseVer":1', '"baseVer":7');
    const pages = commandPages();
    zeroPages([pages[Math.floor(pages.length / 2)] ?? 0]);
    withOutbox((_, database) => {
      const states = database.prepare('SELECT state, count(*) AS n FROM outbox GROUP BY state').all();
      expect(states).toContainEqual({ state: 'needs_review', n: 1 });
    });
  });

  test('a kill between the two renames is finished by the next start', () => {
    fill(20);
    copyFileSync(file, `${file}.salvaged`);
    writeFileSync(file, Buffer.alloc(9_000, 1));
    const rows = withOutbox((store) => store.open());
    expect(rows).toHaveLength(20);
    expect(existsSync(`${file}.salvaged`)).toBe(false);
  });

  test('an unfinished salvage is thrown away, not taken for the outbox', () => {
    fill(20);
    writeFileSync(`${file}.salvaging`, 'half a file');
    expect(withOutbox((store) => store.open())).toHaveLength(20);
  });

  test('what was being sent is unknown after a crash, also after a salvage', () => {
    fill(40);
    withOutbox((store) => store.markSending(testId(1)));
    zeroPages([commandPages().at(-1) ?? 0]);
    withOutbox((store) => {
      store.recover(Date.now());
      expect(store.find(testId(1))).toMatchObject({ state: 'unknown', uncertain: 1 });
    });
  });
});

test('a second program on the same files is refused while the first is alive', async () => {
  const first = await world.open();
  await expect(world.open()).rejects.toMatchObject({ code: 'workspace-in-use' });
  await first.stop();
  const second = await world.open();
  expect(await second.handlers['drafts.get']({ key: 'x' })).toEqual({ draft: null });
});

test('on a full disk a command is not "saved", and what was saved stays', () => {
  fill(3);
  withOutbox((store, database) => {
    // SQLite's own limit gives the same error as a disk without space.
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true }))}`);
    const facts = { ...(store.open()[0] ?? {}), id: testId(77), payload: 'x'.repeat(50_000) };
    expect(() => store.enqueue(facts as Parameters<typeof store.enqueue>[0])).toThrow(
      expect.objectContaining({ code: 'storage-full' }),
    );
    expect(store.find(testId(77))).toBeNull();
    expect(store.open()).toHaveLength(3);
  });
});

test('the clean exit leaves a copy made by the backup interface', async () => {
  const service = await world.open();
  await service.handlers['drafts.save']({ key: 'refund:1', body: 'half a form' });
  await service.stop();
  const copy = new Database(`${file}.backup`, { readonly: true });
  expect(copy.prepare('SELECT body FROM draft').pluck().get()).toBe('half a form');
  copy.close();
});
