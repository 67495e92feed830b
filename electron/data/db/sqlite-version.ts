import Database from 'better-sqlite3';
import { DeskError } from '../../../shared/errors.ts';
import type { Log } from '../../lib/log.ts';

/** SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two connections checkpoint ("WAL-reset bug"). */
const LOWEST_VERSION = [3, 51, 3] as const;

/** Whether `version` such as `3.54.1` has the fix. */
export function isSafeSqlite(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, lowest] of LOWEST_VERSION.entries()) {
    const part = parts[index] ?? 0;
    if (part !== lowest) return part > lowest;
  }
  return true;
}

/** The version of SQLite that this process runs. */
export function sqliteVersion(): string {
  const memory = new Database(':memory:');
  try {
    return String(memory.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    memory.close();
  }
}

/**
 * Refuses an SQLite that can damage files. The preview runtime carries an older one and is exempt: it holds
 * demonstration data and tests.
 */
export function requireSafeSqlite(previewRuntime: boolean, log: Log, version = sqliteVersion()): void {
  if (isSafeSqlite(version)) return;
  if (!previewRuntime) throw new DeskError('internal', `SQLite ${version} is too old for WAL databases`);
  log.warn('SQLite is older than the product requires; accepted on the preview runtime only', { version });
}
