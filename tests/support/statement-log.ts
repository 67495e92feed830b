import Database from 'better-sqlite3';

/** A statement that ran, and the file it ran on. */
export type Executed = { readonly sql: string; readonly file: string };

/** Notes every statement that is prepared or run by better-sqlite3, in any connection of this process. */
export type StatementLog = {
  readonly prepared: Executed[];
  /** Statements that ran since the last call. */
  take(): Executed[];
  stop(): void;
};

type Runs = { [Method in 'get' | 'all' | 'iterate' | 'run']: (...parameters: unknown[]) => unknown };

export function logStatements(): StatementLog {
  const original = Database.prototype.prepare;
  const prepared: Executed[] = [];
  let executed: Executed[] = [];
  Database.prototype.prepare = function prepare(this: Database.Database, sql: string) {
    const statement = original.call(this, sql);
    const entry = { sql, file: this.name };
    if (!sql.startsWith('EXPLAIN')) prepared.push(entry);
    // The object is SQLite's own; only these four run it.
    const runs = statement as unknown as Runs;
    for (const method of ['get', 'all', 'iterate', 'run'] as const) {
      const run = runs[method];
      Object.defineProperty(runs, method, {
        value(...parameters: unknown[]) {
          executed.push(entry);
          return run.apply(statement, parameters);
        },
      });
    }
    return statement;
  } as typeof original;
  return {
    prepared,
    take() {
      const some = executed;
      executed = [];
      return some;
    },
    stop() {
      Database.prototype.prepare = original;
    },
  };
}

/** Something for every parameter: SQLite plans without looking at the values, but wants them bound. */
function parametersOf(sql: string): unknown[] {
  const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]);
  if (names.length > 0) return [Object.fromEntries(names)];
  return Array(sql.split('?').length - 1).fill(null);
}

function explain<Row>(database: Database.Database, how: string, sql: string): Row[] {
  return database.prepare<unknown[], Row>(`${how} ${sql}`).all(...parametersOf(sql));
}

/** The tables whose pages a statement opens, by what SQLite's own program for it says. */
export function tablesOf(database: Database.Database, sql: string): string[] {
  const owner = new Map(
    database
      .prepare<[], { rootpage: number; tbl: string }>('SELECT rootpage, tbl_name AS tbl FROM sqlite_schema')
      .all()
      .map(({ rootpage, tbl }) => [rootpage, tbl]),
  );
  const steps = explain<{ opcode: string; p2: number; p3: number }>(database, 'EXPLAIN', sql);
  return steps
    .filter(
      ({ opcode, p3 }) =>
        (opcode === 'OpenRead' || opcode === 'OpenWrite' || opcode === 'ReopenIdx') && p3 === 0,
    )
    .flatMap(({ p2 }) => owner.get(p2) ?? []);
}

/** The lines of a statement's plan. */
export function planOf(database: Database.Database, sql: string): string[] {
  return explain<{ detail: string }>(database, 'EXPLAIN QUERY PLAN', sql).map(({ detail }) => detail);
}
