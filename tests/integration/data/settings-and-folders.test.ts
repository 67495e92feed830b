import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderName, prepareFolder } from '../../../electron/data/db/folder.ts';
import { loadMigrations } from '../../../electron/data/db/migrate.ts';
import { openStore } from '../../../electron/data/db/open.ts';
import { applySettings, storeSettings, wrongSettings } from '../../../electron/data/db/settings.ts';
import { isSafeSqlite, requireSafeSqlite } from '../../../electron/data/db/sqlite-version.ts';
import { createDataWorld, memoryLog, PROJECT } from '../../support/data-world.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'visadesk-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each(['outbox', 'cache'] as const)(
  'the settings of %s hold at the first and at every later open',
  (kind) => {
    for (let round = 0; round < 3; round += 1) {
      const database = openStore(join(folder, `${kind}.db`), kind, loadMigrations(PROJECT, kind));
      expect(wrongSettings(database, kind)).toEqual([]);
      expect(database.pragma('synchronous', { simple: true })).toBe(kind === 'outbox' ? 2 : 1);
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      database.close();
    }
  },
);

test('better-sqlite3 alone would run a WAL outbox with synchronous NORMAL', () => {
  const file = join(folder, 'plain.db');
  const first = new Database(file);
  first.pragma('journal_mode = WAL');
  first.exec('CREATE TABLE t(x)');
  first.close();
  const plain = new Database(file);
  plain.prepare('SELECT * FROM t').all();
  expect(plain.pragma('synchronous', { simple: true })).toBe(1);
  expect(wrongSettings(plain, 'outbox')).toContain('synchronous=1');
  plain.close();
});

test('a setting that does not hold refuses the start', () => {
  // A database in memory can not have a write-ahead log.
  const memory = new Database(':memory:');
  expect(() => applySettings(memory, 'outbox')).toThrow(
    expect.objectContaining({ code: 'storage-unsupported-folder' }),
  );
  memory.close();
});

test('on macOS the outbox is flushed to the platter', () => {
  const settings = new Map(storeSettings('outbox', 'darwin'));
  expect([settings.get('fullfsync'), settings.get('checkpoint_fullfsync')]).toEqual([1, 1]);
  expect(new Map(storeSettings('cache', 'darwin')).get('fullfsync')).toBe(0);
});

test('a folder that is a file, or on a read-only mount, is refused as unwritable', async () => {
  writeFileSync(join(folder, 'embedded'), 'a file where the folder should be');
  const world = createDataWorld();
  await expect(world.open({ directory: folder })).rejects.toMatchObject({ code: 'storage-unwritable' });
  await world.close();
  expect(() => prepareFolder('/sys/visadesk')).toThrow(
    expect.objectContaining({ code: 'storage-unwritable' }),
  );
});

const local = { platform: 'linux', fileSystemType: () => 0xef53 } as const;

test.each([
  ['\\\\server\\share\\VisaDesk', 'win32'],
  ['//server/share/VisaDesk', 'win32'],
  ['\\\\?\\UNC\\server\\share', 'win32'],
  ['C:\\Users\\amina\\OneDrive - Company\\VisaDesk', 'win32'],
  ['/home/amina/Dropbox/visadesk', 'linux'],
] as const)('%s is refused as a network or synchronised folder', (directory, platform) => {
  expect(() => prepareFolder(directory, { ...local, platform })).toThrow(
    expect.objectContaining({ code: 'storage-unsupported-folder' }),
  );
});

test.each([0x6969, 0xff534d42, 0xfe534d42])('a network file system (%i) is refused', (type) => {
  expect(() => prepareFolder(folder, { platform: 'linux', fileSystemType: () => type })).toThrow(
    expect.objectContaining({ code: 'storage-unsupported-folder' }),
  );
});

test('an ordinary folder is made and accepted', () => {
  const directory = join(folder, 'deep', 'down');
  prepareFolder(directory, local);
  mkdirSync(directory, { recursive: true });
});

test('logins become folders that no file system mixes up', () => {
  const names = ['bob', 'Bob', 'BOB', 'b/ob', '..', 'con', 'nul.', '王', 'a b', 'a~20~b', ''].map(folderName);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  expect(names.slice(0, -1).every((name) => /^[a-z0-9_~-]+$/.test(name))).toBe(true);
  expect(folderName('con')).toBe('~con');
});

test('an SQLite with the WAL-reset bug is refused, except on the preview runtime', () => {
  expect(['3.47.0', '3.51.2', '3.51.3', '3.54.1', '4.0.0'].map(isSafeSqlite)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
  const log = memoryLog();
  expect(() => requireSafeSqlite(false, log, '3.47.0')).toThrow(/too old/);
  requireSafeSqlite(true, log, '3.47.0');
  expect(log.lines).toHaveLength(1);
});
