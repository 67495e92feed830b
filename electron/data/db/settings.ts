import type Database from 'better-sqlite3';
import { unsupportedFolder } from './folder.ts';

/** What a file is for; the outbox pays for durability, the cache can be pulled again. */
export type StoreKind = 'cache' | 'outbox';

const BUSY_TIMEOUT_MS = 5_000;
/** A write-ahead log that grew once is cut back to this at the next checkpoint. */
const WAL_BYTES = 32 * 1024 * 1024;

/**
 * Settings of one connection. None but journal_mode is stored in the file, so they are set and read back at every
 * open: better-sqlite3 otherwise runs a WAL database with `synchronous` NORMAL, and a "saved" command could vanish
 * with the power.
 */
export function storeSettings(
  kind: StoreKind,
  platform: NodeJS.Platform,
): readonly (readonly [string, number])[] {
  // Plain fsync on macOS does not reach the platter.
  const platter = kind === 'outbox' && platform === 'darwin' ? 1 : 0;
  return [
    ['synchronous', kind === 'outbox' ? 2 : 1],
    ['foreign_keys', 1],
    ['secure_delete', 1],
    ['trusted_schema', 0],
    ['cell_size_check', 1],
    ['busy_timeout', BUSY_TIMEOUT_MS],
    ['journal_size_limit', WAL_BYTES],
    ['fullfsync', platter],
    ['checkpoint_fullfsync', platter],
  ];
}

/**
 * Applies the settings and reads each back.
 * @throws DeskError `storage-unsupported-folder` if one does not hold, for example no WAL on this file system
 */
export function applySettings(
  database: Database.Database,
  kind: StoreKind,
  platform = process.platform,
): void {
  const journal = database.pragma('journal_mode = WAL', { simple: true });
  if (journal !== 'wal') throw unsupportedFolder(database.name, `journal_mode ${String(journal)}`);
  for (const [name, value] of storeSettings(kind, platform)) {
    database.pragma(`${name} = ${value}`);
  }
  const wrong = wrongSettings(database, kind, platform);
  if (wrong.length > 0) throw unsupportedFolder(database.name, wrong.join(', '));
}

/** Settings of an open connection that are not as they should be, as `name=value`; for every open and for doctor. */
export function wrongSettings(
  database: Database.Database,
  kind: StoreKind,
  platform = process.platform,
): readonly string[] {
  const wrong = storeSettings(kind, platform)
    .map(([name, value]) => ({ name, value, actual: database.pragma(name, { simple: true }) }))
    .filter(({ value, actual }) => Number(actual) !== value)
    .map(({ name, actual }) => `${name}=${String(actual)}`);
  const journal = database.pragma('journal_mode', { simple: true });
  return journal === 'wal' ? wrong : [...wrong, `journal_mode=${String(journal)}`];
}
