import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Client } from 'pg';
import { SYNCED_TABLES } from '../../electron/data/sync/synced-tables.ts';
import type { TeamConnection } from '../../electron/lib/team/connection.ts';
import { SYNC_TABLES, type SyncTable } from '../../electron/lib/team/team-client.ts';
import { copyOut, plainClient } from './copy-out.ts';

/** Whether the command-line shell of SQLite is installed, on a system with `cat`; the bench installs nothing. */
const hasShell =
  process.platform !== 'win32' && spawnSync('sqlite3', ['--version'], { stdio: 'ignore' }).status === 0;

export const INGEST_FLOOR = hasShell
  ? 'COPY of the same views into `sqlite3 .import`, the same indexes, words split in SQL'
  : 'rows of a pg cursor into better-sqlite3 in multi-row statements without any checks, the same indexes, words split in SQL';

const FAST_SETTINGS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;';
/** The shell's importer knows no NULL: what is empty is ''. */
const EMPTY = hasShell ? "<> ''" : 'IS NOT NULL';
const FETCH_ROWS = 10_000;
const ROWS_PER_STATEMENT = 50;

/**
 * Copies every synced table in the simplest fast way, then builds what look-ups need.
 * @returns how many rows are there then
 */
export async function copyEverything(
  connection: TeamConnection,
  folder: string,
  indexes: readonly string[],
): Promise<number> {
  const file = join(folder, 'floor.db');
  const database = new Database(file);
  try {
    database.exec(FAST_SETTINGS);
    for (const table of SYNC_TABLES)
      database.exec(`CREATE TABLE "${table}"(${columnsOf(table).join(', ')}, UNIQUE(id))`);
    const client = await plainClient(connection);
    try {
      for (const table of SYNC_TABLES) {
        if (hasShell) await copyThroughShell(client, table, file);
        else await copyInStatements(client, table, database);
      }
    } finally {
      await client.end();
    }
    for (const index of indexes) database.exec(index.replace(/IS NOT NULL/gi, EMPTY));
    database.exec(`
      CREATE TABLE customer_word(word TEXT, customer INTEGER, PRIMARY KEY(word, customer)) WITHOUT ROWID;
      INSERT OR IGNORE INTO customer_word
        SELECT w.value, c.rowid FROM customer c, json_each('["' || replace(lower(c.name), ' ', '","') || '"]') w
        WHERE c.name ${EMPTY};`);
    return countRows(database);
  } finally {
    database.close();
  }
}

/** Rows of all synced tables of a cache. */
export function rowsOf(cacheFile: string): number {
  return reading(cacheFile, countRows);
}

/** Secondary indexes of a cache that are not unique: those that a first sync builds last. */
export function secondaryIndexes(cacheFile: string): readonly string[] {
  return reading(cacheFile, (cache) =>
    cache
      .prepare<[], string>(
        `SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'
         AND tbl_name IN (${SYNC_TABLES.map((name) => `'${name}'`).join(', ')})`,
      )
      .pluck()
      .all(),
  );
}

function reading<Result>(file: string, read: (cache: Database.Database) => Result): Result {
  const cache = new Database(file, { readonly: true });
  try {
    return read(cache);
  } finally {
    cache.close();
  }
}

function countRows(database: Database.Database): number {
  const counts = SYNC_TABLES.map((table) => `(SELECT count(*) FROM "${table}")`);
  return Number(
    database
      .prepare(`SELECT ${counts.join(' + ')}`)
      .pluck()
      .get(),
  );
}

function columnsOf(table: SyncTable): readonly string[] {
  const { columns, localColumns } = SYNCED_TABLES[table];
  return [...columns.map(({ column }) => `"${column}"`), ...localColumns.map((name) => `"${name}"`)];
}

/** The wire view's columns in the cache's order; what the cache derives is derived by the server. */
function selectOf(table: SyncTable): string {
  const { columns, localColumns } = SYNCED_TABLES[table];
  const derived: Readonly<Record<string, string>> = {
    reversed: 'reverse(folded)',
    folded: 'lower(application_no)',
  };
  const wire = columns.map(({ column, encoding }) =>
    encoding === 'plain' ? `"${column}"` : `"${column}"::text`,
  );
  return `SELECT ${[...wire, ...localColumns.map((name) => derived[name] ?? 'NULL')].join(', ')} FROM wire.${table}`;
}

async function copyThroughShell(client: Client, table: SyncTable, file: string): Promise<void> {
  const shell = spawn('sqlite3', [file, '-cmd', FAST_SETTINGS, `.import --csv "|cat" ${table}`], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(shell, 'exit');
  await copyOut(client, `COPY (${selectOf(table)}) TO STDOUT (FORMAT csv)`, shell.stdin);
  shell.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`sqlite3 could not import ${table}`);
}

async function copyInStatements(
  client: Client,
  table: SyncTable,
  database: Database.Database,
): Promise<void> {
  const one = `(${columnsOf(table)
    .map(() => '?')
    .join(', ')})`;
  const insert = (rows: number) =>
    database.prepare(`INSERT INTO "${table}" VALUES ${Array(rows).fill(one).join(', ')}`);
  const many = insert(ROWS_PER_STATEMENT);
  const single = insert(1);
  await client.query('BEGIN');
  await client.query(`DECLARE rows CURSOR FOR ${selectOf(table)}`);
  for (;;) {
    const { rows } = await client.query<unknown[]>({
      text: `FETCH ${FETCH_ROWS} FROM rows`,
      rowMode: 'array',
    });
    database.transaction(() => {
      let from = 0;
      for (; from + ROWS_PER_STATEMENT <= rows.length; from += ROWS_PER_STATEMENT) {
        many.run(...rows.slice(from, from + ROWS_PER_STATEMENT).flat());
      }
      for (const row of rows.slice(from)) single.run(...row);
    })();
    if (rows.length < FETCH_ROWS) break;
  }
  await client.query('COMMIT');
}
