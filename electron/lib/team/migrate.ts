import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DeskError } from '../../../shared/errors.ts';
import { TeamError } from './team-client.ts';
import type { TeamSession } from './team-session.ts';

type Migration = {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
};

const MIGRATION_FILE = /^(\d{4})-[a-z0-9-]+\.sql$/;

const LEDGER = `
CREATE SCHEMA IF NOT EXISTS crm;
CREATE TABLE IF NOT EXISTS crm.migration (
  number int PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);`;

const UNIQUE_VIOLATION = '23505';
/** The ledger or its schema is not there yet. */
const MISSING = ['42P01', '3F000'];

/**
 * Brings the team database up to the numbered files of `directory`, as a superuser. Each file is one transaction that
 * begins by locking the ledger and adding its line: of two programs that migrate at once the second waits there for
 * the first, finds the number taken and goes on.
 * @throws DeskError `client-too-old` when the database has migrations that these files do not know
 * @throws DeskError `internal` when a file was changed after it was applied, or numbers are missing
 */
export async function migrateTeamDatabase(
  session: TeamSession,
  directory: string,
): Promise<{ readonly applied: number; readonly version: number }> {
  const migrations = await readMigrations(directory);
  const done = await readLedger(session);
  check(migrations, done);
  let applied = 0;
  for (const migration of migrations) {
    if (!done.has(migration.number) && (await apply(session, migration))) applied += 1;
  }
  return { applied, version: migrations.length };
}

async function readMigrations(directory: string): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  const migrations = await Promise.all(
    names.map(async (name): Promise<Migration> => {
      // A checkout on Windows may have other line ends; they change nothing.
      const sql = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { number: Number(MIGRATION_FILE.exec(name)?.[1]), name, sql, checksum };
    }),
  );
  migrations.forEach(({ number, name }, index) => {
    if (number !== index + 1) throw new DeskError('internal', `Migration ${name} is out of order`);
  });
  return migrations;
}

const ledgerSchema = z.array(z.tuple([z.int(), z.string()]));

/** Number and checksum of each applied migration; makes the ledger in an empty database. */
async function readLedger(session: TeamSession): Promise<ReadonlyMap<number, string>> {
  const select = () => session.query('SELECT number, checksum FROM crm.migration ORDER BY number');
  try {
    return new Map(ledgerSchema.parse((await select()).rows));
  } catch (error) {
    if (!(error instanceof TeamError && MISSING.includes(error.sqlState ?? ''))) throw error;
  }
  await session.script(LEDGER).catch((error: unknown) => {
    // IF NOT EXISTS does not wait: the other program's ledger appeared in between. Then it is there.
    if (!(error instanceof TeamError && error.sqlState === UNIQUE_VIOLATION)) throw error;
  });
  return new Map(ledgerSchema.parse((await select()).rows));
}

function check(migrations: readonly Migration[], done: ReadonlyMap<number, string>): void {
  for (const [number, checksum] of done) {
    const migration = migrations.find((each) => each.number === number);
    if (migration === undefined) {
      throw new DeskError('client-too-old', `The team database has migration ${number}; update the program`);
    }
    if (migration.checksum !== checksum) {
      throw new DeskError('internal', `Migration ${migration.name} was changed after it was applied`);
    }
  }
}

/** False: another program has applied the same file in the meantime. */
async function apply(session: TeamSession, migration: Migration): Promise<boolean> {
  const { number, name, sql, checksum } = migration;
  try {
    // The lock first: two that both waited on the ledger's key would deadlock when a file alters the ledger.
    // The name and checksum match their patterns: nothing in them to quote.
    await session.script(
      `LOCK TABLE crm.migration IN ACCESS EXCLUSIVE MODE;
       INSERT INTO crm.migration (number, name, checksum) VALUES (${number}, '${name}', '${checksum}');
       ${sql}`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof TeamError && error.sqlState === UNIQUE_VIOLATION)) throw error;
    // The violation may also be of a statement in the file.
    const theirs = (await readLedger(session)).get(number);
    if (theirs === undefined) throw error;
    check([migration], new Map([[number, theirs]]));
    return false;
  }
}
