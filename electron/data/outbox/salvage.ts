import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Migration } from '../db/migrate.ts';
import { openStore, usingDatabase } from '../db/open.ts';
import { DATABASE_SUFFIXES } from '../db/set-aside.ts';
import { isSqliteError } from '../db/sqlite-errors.ts';
import { OUTBOX_FIELDS, readOutboxRow } from './command.ts';

/** What came out of a damaged outbox. */
export type SalvageReport = {
  /** Commands as they were saved. */
  readonly sound: number;
  /** Commands whose checksum does not hold: kept for a person to look at, never sent. */
  readonly damaged: number;
  /** Places in the table that can't be read. */
  readonly unreadable: number;
  readonly drafts: number;
};

type RawRow = Record<string, unknown>;

/**
 * Reads what can be read of `source` into the new file `target`, row by row. `source` is not changed.
 * @throws an SQLite error if not even its table of contents can be read
 */
export function salvageOutbox(
  source: string,
  target: string,
  migrations: readonly Migration[],
): SalvageReport {
  for (const suffix of DATABASE_SUFFIXES) rmSync(target + suffix, { force: true });
  return usingDatabase(new Database(source, { readonly: true }), (damaged) =>
    usingDatabase(openStore(target, 'outbox', migrations), (sound) => carryOver(damaged, sound)),
  );
}

function carryOver(damaged: Database.Database, sound: Database.Database): SalvageReport {
  const read = readRows(damaged, 'outbox', 'seq');
  const insert = insertRow(sound, 'outbox');
  let good = 0;
  let bad = 0;
  let lost = read.unreadable;
  sound.transaction(() => {
    for (const raw of read.rows) {
      const isSound = readOutboxRow(fieldNames(raw)).kind === 'sound';
      const kept = isSound ? raw : { ...raw, state: 'needs_review', reason: 'outbox-damaged', settled: 1 };
      if (!insert(kept)) lost += 1;
      else if (isSound) good += 1;
      else bad += 1;
    }
  })();
  const drafts = carryOverSimple(damaged, sound, 'draft');
  carryOverSimple(damaged, sound, 'setting');
  return { sound: good, damaged: bad, unreadable: lost, drafts };
}

/** Drafts and settings have no checksums and can be written again: whatever reads, goes. */
function carryOverSimple(
  damaged: Database.Database,
  sound: Database.Database,
  table: 'draft' | 'setting',
): number {
  const insert = insertRow(sound, table);
  try {
    const { rows } = readRows(damaged, table, 'rowid');
    return sound.transaction(() => rows.filter((row) => insert(row)).length)();
  } catch (error) {
    if (isSqliteError(error)) return 0;
    throw error;
  }
}

/** Inserts by column name; false if the row does not fit (a key twice, a wrong type). */
function insertRow(database: Database.Database, table: string): (row: RawRow) => boolean {
  const columns = (database.pragma(`table_info("${table}")`) as readonly { name: string }[]).map(
    ({ name }) => name,
  );
  const names = columns.map((name) => `"${name}"`).join(', ');
  const values = columns.map((name) => `@${name}`).join(', ');
  const insert = database.prepare(`INSERT INTO "${table}"(${names}) VALUES (${values})`);
  return (row) => {
    try {
      insert.run(Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
      return true;
    } catch (error) {
      if (isSqliteError(error)) return false;
      throw error;
    }
  };
}

/** A damaged counter must not make the search endless. */
const MOST_PROBES = 100_000;

/**
 * All rows that can be reached: from the front up to the first unreadable page, from the back down to the last one,
 * and one by one in between.
 */
function readRows(
  database: Database.Database,
  table: string,
  key: 'seq' | 'rowid',
): { readonly rows: readonly RawRow[]; readonly unreadable: number } {
  const found = new Map<number, RawRow>();
  const keep = (row: RawRow): void => {
    found.set(Number(row.salvage_key), row);
  };
  const select = `SELECT *, "${key}" AS salvage_key FROM "${table}"`;
  if (readUntilFault(database.prepare(`${select} ORDER BY "${key}"`), [], keep)) {
    return { rows: inOrder(found), unreadable: 0 };
  }
  const first = Math.max(0, ...found.keys()) + 1;
  readUntilFault(database.prepare(`${select} ORDER BY "${key}" DESC`), [], keep);
  const highest = Math.max(0, ...found.keys(), highestUsedKey(database, table));
  const one = database.prepare(`${select} WHERE "${key}" = ?`);
  let unreadable = 0;
  for (let value = first; value <= Math.min(highest, first + MOST_PROBES); value += 1) {
    if (!found.has(value) && !readUntilFault(one, [value], keep)) unreadable += 1;
  }
  return { rows: inOrder(found), unreadable };
}

function inOrder(found: ReadonlyMap<number, RawRow>): readonly RawRow[] {
  return [...found].sort(([first], [second]) => first - second).map(([, row]) => row);
}

/** False when damage ended the reading. */
function readUntilFault(
  statement: Database.Statement,
  parameters: readonly number[],
  keep: (row: RawRow) => void,
): boolean {
  try {
    for (const row of statement.iterate(...parameters)) keep(row as RawRow);
    return true;
  } catch (error) {
    if (isSqliteError(error)) return false;
    throw error;
  }
}

/** AUTOINCREMENT remembers the highest number ever given, in a table of its own. */
function highestUsedKey(database: Database.Database, table: string): number {
  try {
    const value = database.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck().get(table);
    return typeof value === 'number' ? value : 0;
  } catch (error) {
    if (isSqliteError(error)) return 0;
    throw error;
  }
}

/** Column names -> field names, as `readOutboxRow` expects them. */
function fieldNames(raw: RawRow): RawRow {
  return Object.fromEntries(OUTBOX_FIELDS.map(({ column, field }) => [field, raw[column]]));
}
