import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { StoreKind } from './settings.ts';

/** One step of a file's schema; `version` is `user_version` after it, starting at 1. */
export type Migration = { readonly version: number; readonly name: string; readonly sql: string };

/** The file was written by a newer program. Nobody touched it. */
export class NewerSchemaError extends Error {
  readonly version: number;

  constructor(version: number) {
    super(`The file has schema version ${version}, newer than this program.`);
    this.name = 'NewerSchemaError';
    this.version = version;
  }
}

/**
 * Reads `migrations/<kind>/NNNN_name.sql` in order. drizzle-kit makes the files; its own runner is not used because it
 * skips migrations that were merged late and accepts a newer database without a word.
 */
export function loadMigrations(applicationRoot: string, kind: StoreKind): readonly Migration[] {
  const directory = join(applicationRoot, 'migrations', kind);
  const names = readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    if (Number.parseInt(name, 10) !== index) throw new Error(`Migration ${kind}/${name} is out of sequence`);
    return { version: index + 1, name, sql: readFileSync(join(directory, name), 'utf8') };
  });
}

/** The version a file of this program ends up with. */
export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}

/** `user_version` of an open file. */
export function schemaVersion(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** @throws NewerSchemaError if a file's version is above what this program knows */
export function refuseNewer(version: number, migrations: readonly Migration[]): void {
  if (version > latestVersion(migrations)) throw new NewerSchemaError(version);
}

/**
 * Brings a file to the newest version, each step in one transaction together with its version number, so a kill leaves
 * either the old or the new schema.
 *
 * Foreign keys are off around it: a table rebuild inside a transaction otherwise deletes the child rows
 * (`PRAGMA foreign_keys` in a migration file has no effect there). They are checked before the commit.
 */
export function migrate(database: Database.Database, migrations: readonly Migration[]): void {
  refuseNewer(schemaVersion(database), migrations);
  const enforced = database.pragma('foreign_keys', { simple: true });
  database.pragma('foreign_keys = OFF');
  try {
    for (const migration of migrations) {
      database.transaction(applyOne).immediate(database, migration);
    }
  } finally {
    database.pragma(`foreign_keys = ${Number(enforced)}`);
  }
}

function applyOne(database: Database.Database, migration: Migration): void {
  // Read inside the transaction: another program may just have done it.
  if (schemaVersion(database) >= migration.version) return;
  database.exec(migration.sql);
  const orphans = database.pragma('foreign_key_check') as readonly unknown[];
  if (orphans.length > 0)
    throw new Error(`Migration ${migration.name} leaves ${orphans.length} orphaned rows`);
  database.pragma(`user_version = ${migration.version}`);
}
