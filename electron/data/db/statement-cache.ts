import type Database from 'better-sqlite3';

/**
 * Prepared statements by their text, for queries that are put together. The text must hold no values, or there is no
 * end to it; the first column of each row is the answer.
 */
export function createStatementCache(
  database: Database.Database,
  most: number,
): <Value>(sql: string) => Database.Statement<[Readonly<Record<string, unknown>>], Value> {
  const prepared = new Map<string, Database.Statement>();
  return <Value>(sql: string) => {
    const known = prepared.get(sql);
    if (known) return known as Database.Statement<[Readonly<Record<string, unknown>>], Value>;
    // The oldest goes: the order of a Map is the order of insertion.
    if (prepared.size >= most) prepared.delete(prepared.keys().next().value ?? '');
    const statement = database.prepare<[Readonly<Record<string, unknown>>], Value>(sql).pluck();
    prepared.set(sql, statement);
    return statement;
  };
}
