import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { DeskError } from '../../shared/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Clock } from './clock.ts';
import { folderName, prepareFolder } from './db/folder.ts';
import { loadMigrations, type Migration } from './db/migrate.ts';
import { storageError, storageFault } from './db/sqlite-errors.ts';
import { requireSafeSqlite } from './db/sqlite-version.ts';
import { backUpOutbox, openOutbox } from './outbox/open.ts';
import { HEARTBEAT_MS, type Ownership, takeOwnership } from './outbox/owner.ts';
import { createOutboxStore, type OutboxStore } from './outbox/store.ts';

/** What one person has on this computer: the open outbox, and where the cache goes. */
export type PersonFiles = {
  readonly outboxDatabase: Database.Database;
  readonly outbox: OutboxStore;
  readonly cacheFile: string;
  readonly cacheMigrations: readonly Migration[];
  /** Backs the outbox up and closes it. */
  close(): Promise<void>;
};

/**
 * Opens `<directory>/<workspace>/<person>/` for one program alone.
 * @throws DeskError storage-*, `outbox-newer`, `outbox-damaged`, `workspace-in-use`
 */
export function openPersonFiles(options: {
  readonly directory: string;
  readonly workspace: string;
  readonly login: string;
  readonly applicationRoot: string;
  readonly previewRuntime: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Another program took the files: this one must stop at once. */
  readonly onLost: (error: DeskError) => void;
}): PersonFiles {
  const { clock, log } = options;
  requireSafeSqlite(options.previewRuntime, log);
  const folder = join(options.directory, folderName(options.workspace), folderName(options.login));
  prepareFolder(folder);
  const migrations = loadMigrations(options.applicationRoot, 'outbox');
  const { database } = openOutbox(join(folder, 'outbox.db'), migrations, { now: clock.now(), log });
  let ownership: Ownership;
  let outbox: OutboxStore;
  try {
    ownership = takeOwnership(database, clock.now());
    outbox = createOutboxStore(database);
    const { damaged } = outbox.recover(clock.now());
    if (damaged > 0) log.warn('Commands in the outbox are damaged and need a person', { commands: damaged });
  } catch (error) {
    database.close();
    throw error instanceof DeskError ? error : storageError(error, folder);
  }
  /** A full disk keeps the heartbeat from being written; that must not end the program. */
  const stillOurs = (): boolean => {
    try {
      return ownership.beat(clock.now());
    } catch (error) {
      log.warn('The heartbeat could not be written', { fault: storageFault(error) });
      return true;
    }
  };
  let cancelBeat = (): void => undefined;
  const beat = (): void => {
    cancelBeat = clock.after(HEARTBEAT_MS, () => {
      if (stillOurs()) beat();
      else options.onLost(new DeskError('workspace-in-use', 'Another VisaDesk took these files.'));
    });
  };
  beat();
  return {
    outboxDatabase: database,
    outbox,
    cacheFile: join(folder, 'cache.db'),
    cacheMigrations: loadMigrations(options.applicationRoot, 'cache'),
    async close() {
      cancelBeat();
      try {
        await backUpOutbox(database);
      } catch (error) {
        log.error('The outbox could not be backed up', error);
      }
      ownership.release();
      database.close();
    },
  };
}

/** The data process of a program that was killed notices it only after a moment, and holds the files until then. */
const LONGEST_HANDOVER_MS = 5_000;
const HANDOVER_RETRY_MS = 100;

/** `openPersonFiles`, with some patience for a killed program's data process. @throws DeskError as that does */
export async function takePersonFiles(options: Parameters<typeof openPersonFiles>[0]): Promise<PersonFiles> {
  const deadline = performance.now() + LONGEST_HANDOVER_MS;
  for (;;) {
    try {
      return openPersonFiles(options);
    } catch (error) {
      const isHeld = error instanceof DeskError && error.code === 'workspace-in-use';
      if (!isHeld || performance.now() > deadline) throw error;
    }
    await delay(HANDOVER_RETRY_MS);
  }
}
