import { Socket } from 'node:net';
import { Client, type ClientConfig, types } from 'pg';
import { isLoopback, type TeamConnection } from './connection.ts';
import { createSerial } from './serial.ts';
import { toTeamError } from './sqlstate.ts';
import { TeamError } from './team-client.ts';
import { HINT_CHANNEL, type QueryResult, type TeamSession } from './team-session.ts';

/** A call that takes longer has an unknown outcome; the connection is given up with it. */
const DEFAULT_TIMEOUT_MS = 15_000;

export type PgSessionOptions = { readonly timeoutMs?: number; readonly applicationName?: string };

type Line = { readonly client: Client; readonly socket: Socket };

const INT8_OID = 20;

/** Counts, versions and amounts are below 2^53 by constraint, so an int8 is a number. The cast: pg's type is a set of
 *  overloads per format, which one arrow function can't state. */
const typeParsers: NonNullable<ClientConfig['types']> = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8_OID ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/**
 * A session over one PostgreSQL connection, opened by the first call and again after a loss. TLS with a checked
 * certificate and name, except to this computer when the configuration says so.
 */
export function createPgSession(connection: TeamConnection, options: PgSessionOptions = {}): TeamSession {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const listeners = new Set<() => void>();
  const serial = createSerial();
  let line: Line | null = null;

  function drop(): void {
    line?.socket.destroy();
    line = null;
  }

  async function connect(): Promise<Line> {
    if (connection.tls === 'off' && !isLoopback(connection.host)) {
      throw new TeamError('hold', 'insecure-connection', null);
    }
    // Our own socket: pg offers no way to abandon a connection whose other end no longer answers.
    const socket = new Socket();
    const client = new Client({
      ...configOf(connection, timeoutMs, options.applicationName),
      stream: () => socket,
    });
    const opened: Line = { client, socket };
    line = opened;
    // Without a listener a connection lost between calls would end the process.
    client.on('error', () => {
      if (line === opened) drop();
    });
    client.on('notification', () => {
      for (const listener of listeners) listener();
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${HINT_CHANNEL}`);
    } catch (error) {
      // Also where the server said why: a client that was never let in takes further queries and answers none.
      if (line === opened) drop();
      throw error;
    }
    return opened;
  }

  /** One task on the connection, within the time limit. Whatever breaks the connection drops it. */
  async function run<Value>(task: (client: Client) => Promise<Value>): Promise<Value> {
    const overdue = Promise.withResolvers<never>();
    // It rejects by itself: a socket that is gone already has nobody left to tell that it was destroyed.
    const timer = setTimeout(() => overdue.reject(new TeamError('retry', 'timed-out', null)), timeoutMs);
    const work = async (): Promise<Value> => task((line ?? (await connect())).client);
    try {
      return await Promise.race([work(), overdue.promise]);
    } catch (error) {
      const failure = toTeamError(error);
      // An error without a SQLSTATE is one of the connection or of its set-up.
      if (failure.sqlState === null) drop();
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    query: (sql, parameters = []) => serial(() => run((client) => rowsOf(client, sql, parameters))),
    script: (sql) =>
      serial(() =>
        run(async (client) => {
          try {
            await client.query(`BEGIN;\n${sql}\n;COMMIT;`);
          } catch (error) {
            await client.query('ROLLBACK');
            throw error;
          }
        }),
      ),
    onHint(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reset: drop,
    close: () =>
      serial(async () => {
        const open = line;
        line = null;
        listeners.clear();
        if (open === null) return;
        const timer = setTimeout(() => open.socket.destroy(), timeoutMs);
        await open.client.end().catch(() => undefined);
        clearTimeout(timer);
      }),
  };
}

function configOf(connection: TeamConnection, timeoutMs: number, applicationName = 'visadesk'): ClientConfig {
  const seconds = Math.max(1, Math.round(timeoutMs / 1000));
  return {
    host: connection.host,
    port: connection.port,
    database: connection.database,
    user: connection.login,
    ...(connection.password === null ? {} : { password: connection.password }),
    application_name: applicationName,
    ssl:
      connection.tls === 'off'
        ? false
        : { rejectUnauthorized: true, ...(connection.ca === null ? {} : { ca: connection.ca }) },
    types: typeParsers,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: timeoutMs,
    // The server, too, must notice a desktop that went to sleep. Read committed: `api.submit` relies on it.
    options: `-c tcp_user_timeout=${seconds * 1000} -c tcp_keepalives_idle=30 -c default_transaction_isolation=read\\ committed`,
  };
}

async function rowsOf(client: Client, sql: string, parameters: readonly unknown[]): Promise<QueryResult> {
  const result = await client.query<unknown[]>({ text: sql, values: [...parameters], rowMode: 'array' });
  return { columns: result.fields.map(({ name }) => name), rows: result.rows };
}
