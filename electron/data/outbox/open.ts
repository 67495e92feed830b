import { existsSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { DeskError } from '../../../shared/errors.ts';
import type { Log } from '../../lib/log.ts';
import { type Migration, NewerSchemaError } from '../db/migrate.ts';
import { openStore } from '../db/open.ts';
import { setAside, syncDirectory } from '../db/set-aside.ts';
import { storageError, storageFault } from '../db/sqlite-errors.ts';
import { type SalvageReport, salvageOutbox } from './salvage.ts';

/** An open outbox and what had to be done for it. */
export type OpenedOutbox = {
  readonly database: Database.Database;
  /** What was carried over from a damaged file; null = it was sound. */
  readonly salvaged: SalvageReport | null;
};

type Context = { readonly now: number; readonly log: Log };

/**
 * Opens the outbox. It is never reset: a damaged file stays beside the new one, into which every row goes that can
 * still be read.
 * @throws DeskError `outbox-newer` (file untouched), `outbox-damaged` (nothing can be read, file untouched),
 *   `storage-full`, `storage-unwritable`, `storage-unsupported-folder`
 */
export function openOutbox(file: string, migrations: readonly Migration[], context: Context): OpenedOutbox {
  finishReplacement(file, context);
  try {
    return { database: openSound(file, migrations), salvaged: null };
  } catch (error) {
    if (error instanceof NewerSchemaError) {
      throw new DeskError('outbox-newer', 'The outbox was written by a newer VisaDesk. Please update.', {
        version: error.version,
      });
    }
    if (storageFault(error) !== 'corrupt')
      throw storageFault(error) === 'other' ? error : storageError(error, file);
  }
  const report = salvage(file, migrations, context);
  return { database: openSound(file, migrations), salvaged: report };
}

/** A file that replaces the damaged one, complete and synced; under this name it waits for the exchange of names. */
function replacementOf(file: string): string {
  return `${file}.salvaged`;
}

function salvage(file: string, migrations: readonly Migration[], context: Context): SalvageReport {
  const unfinished = `${file}.salvaging`;
  let report: SalvageReport;
  try {
    report = salvageOutbox(file, unfinished, migrations);
  } catch (error) {
    if (storageFault(error) === 'full') throw storageError(error, file);
    context.log.error('The outbox can not be read at all', error);
    throw new DeskError('outbox-damaged', 'The outbox can not be read. Its file was not touched.', { file });
  }
  renameSync(unfinished, replacementOf(file));
  syncDirectory(dirname(file));
  finishReplacement(file, context);
  context.log.warn('The outbox was damaged and its readable rows were carried over', { ...report });
  return report;
}

/** Exchanges the names; a kill in between is finished by the next start. */
function finishReplacement(file: string, context: Context): void {
  const replacement = replacementOf(file);
  if (!existsSync(replacement)) return;
  const copy = setAside(file, 'damaged', context.now);
  renameSync(replacement, file);
  syncDirectory(dirname(file));
  context.log.warn('The damaged outbox is kept', { copy });
}

function openSound(file: string, migrations: readonly Migration[]): Database.Database {
  const database = openStore(file, 'outbox', migrations);
  const [verdict] = database.pragma('integrity_check(1)') as readonly { integrity_check: string }[];
  if (verdict?.integrity_check === 'ok') return database;
  database.close();
  throw new Database.SqliteError(verdict?.integrity_check ?? 'integrity_check failed', 'SQLITE_CORRUPT');
}

/**
 * Copies the outbox through SQLite's backup interface (a plain copy of a live WAL database can be torn). The copy
 * takes the place of the last one only when it is complete.
 */
export async function backUpOutbox(database: Database.Database): Promise<void> {
  const target = `${database.name}.backup`;
  const unfinished = `${target}-unfinished`;
  await rm(unfinished, { force: true });
  await database.backup(unfinished);
  renameSync(unfinished, target);
  syncDirectory(dirname(target));
}
