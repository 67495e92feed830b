import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Log } from '../../lib/log.ts';
import { type Migration, migrate, NewerSchemaError, refuseNewer, schemaVersion } from './migrate.ts';
import { dropOldCopies, setAside } from './set-aside.ts';
import { applySettings, type StoreKind } from './settings.ts';
import { isSqliteError, storageError, storageFault } from './sqlite-errors.ts';

/**
 * Opens a file, applies its settings and brings its schema up to date. On failure nothing stays open.
 * @throws NewerSchemaError with the file untouched
 */
export function openStore(
  file: string,
  kind: StoreKind,
  migrations: readonly Migration[],
): Database.Database {
  // Before anything is opened for writing: a newer file must stay as it is, byte by byte.
  if (existsSync(file)) refuseNewer(storedVersion(file), migrations);
  const database = new Database(file);
  try {
    applySettings(database, kind);
    migrate(database, migrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** How every SQLite file begins, and where its header keeps `user_version`, big-endian. */
const MAGIC = 'SQLite format 3\0';
const VERSION_OFFSET = 60;

/** `user_version` of a closed file. */
function storedVersion(file: string): number {
  if (existsSync(`${file}-wal`)) {
    // Its newest header may still be in the log of a program that was killed.
    return usingDatabase(new Database(file, { readonly: true }), schemaVersion);
  }
  // Even a read-only connection would leave files beside it.
  const header = Buffer.alloc(VERSION_OFFSET + 4);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, header);
  } finally {
    closeSync(handle);
  }
  // What is no database has no version; opening it says what is wrong.
  return header.toString('latin1', 0, MAGIC.length) === MAGIC ? header.readUInt32BE(VERSION_OFFSET) : 0;
}

/** Runs `use` and closes the database whatever happens. */
export function usingDatabase<Result>(
  database: Database.Database,
  use: (database: Database.Database) => Result,
): Result {
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/** Why a cache had to be set aside. */
export type CacheRebuild = 'corrupt' | 'newer' | 'other-person' | 'unreadable';

/** Thrown by a check inside `openCache`: the file is sound but not the one for this person. */
export class OtherPersonError extends Error {}

/**
 * Opens the cache for writing. A file that can't be used is set aside and a new one made: everything in it comes again
 * from the team database.
 * @param prepare reads what it needs first (statements, state), so that damage shows here and not later
 * @throws DeskError `storage-full`, `storage-unwritable`, `storage-unsupported-folder`
 */
export function openCache<Prepared>(
  file: string,
  migrations: readonly Migration[],
  prepare: (database: Database.Database) => Prepared,
  context: { readonly now: number; readonly log: Log },
): { readonly prepared: Prepared; readonly rebuilt: CacheRebuild | null } {
  const open = (): Prepared => {
    const database = openStore(file, 'cache', migrations);
    try {
      return prepare(database);
    } catch (error) {
      database.close();
      throw error;
    }
  };
  let rebuilt: CacheRebuild;
  try {
    return { prepared: open(), rebuilt: null };
  } catch (error) {
    rebuilt = rebuildReason(error, file);
  }
  const copy = setAside(file, rebuilt, context.now);
  context.log.warn('The cache was set aside and is rebuilt', { reason: rebuilt, copy });
  dropOldCopies(file);
  return { prepared: open(), rebuilt };
}

function rebuildReason(error: unknown, file: string): CacheRebuild {
  if (error instanceof NewerSchemaError) return 'newer';
  if (error instanceof OtherPersonError) return 'other-person';
  if (!isSqliteError(error)) throw error;
  const fault = storageFault(error);
  if (fault === 'corrupt') return 'corrupt';
  if (fault === 'full' || fault === 'unwritable') throw storageError(error, file);
  // Tables missing, a migration that fails on what is there: not worth repairing.
  return 'unreadable';
}

/** A second connection to the cache for reading only; the writer has opened and migrated the file before. */
export function openCacheReader(file: string): Database.Database {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  database.pragma('busy_timeout = 5000');
  return database;
}
