import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { migrateTeamDatabase } from '../../lib/team/migrate.ts';
import { createSerial } from '../../lib/team/serial.ts';
import { createSqlTeamClient } from '../../lib/team/sql-team-client.ts';
import { toTeamError } from '../../lib/team/sqlstate.ts';
import { createStaff } from '../../lib/team/staff.ts';
import { type TeamClient, TeamError } from '../../lib/team/team-client.ts';
import { HINT_CHANNEL, type TeamSession } from '../../lib/team/team-session.ts';
import { readClusterTemplate } from './cluster-template.ts';

/** Login of the hub in an embedded team database. */
const HUB_LOGIN = 'visadesk_hub';
const OWNER_LOGIN = 'postgres';

const INT8_OID = 20;

export type EmbeddedTeamDatabase = {
  /** The team database as this login sees it: every call runs under its session authorisation. */
  clientFor(login: string): TeamClient;
  /** The same as a session, for whoever needs other calls. */
  sessionFor(login: string): TeamSession;
  readonly hubSession: TeamSession;
  readonly ownerSession: TeamSession;
  close(): Promise<void>;
};

/**
 * Opens the PostgreSQL that lives in `directory`, making it first if it is not there. For demonstration: PGlite does
 * not flush to disk, so a power cut may lose or break it. One process may open a directory at a time.
 */
export async function openEmbeddedTeamDatabase(options: {
  readonly directory: string;
  readonly migrationsDirectory: string;
  /** An empty cluster to begin with (cluster-template.ts); without it PostgreSQL makes one, which takes longer. */
  readonly templateFile?: string;
}): Promise<EmbeddedTeamDatabase> {
  await mkdir(options.directory, { recursive: true });
  const template = await readClusterTemplate(options.templateFile, options.directory);
  const database = await PGlite.create({
    dataDir: options.directory,
    relaxedDurability: false,
    parsers: { [INT8_OID]: Number },
    ...(template === null ? {} : { loadDataDir: template }),
  });
  const listeners = new Set<() => void>();
  await database.listen(HINT_CHANNEL, () => {
    for (const listener of listeners) listener();
  });
  const sessionFor = createSessions(database, listeners);
  const ownerSession = sessionFor(OWNER_LOGIN);
  await migrateTeamDatabase(ownerSession, options.migrationsDirectory);
  await ensureHub(ownerSession);
  return {
    clientFor: (login) => createSqlTeamClient(sessionFor(login)),
    sessionFor,
    hubSession: sessionFor(HUB_LOGIN),
    ownerSession,
    close: () => database.close(),
  };
}

/**
 * PGlite has one connection. Each call sets whose it is and gives it back, one call at a time, so that row-level
 * security and `session_user` are those of a server.
 */
function createSessions(database: PGlite, listeners: Set<() => void>): (login: string) => TeamSession {
  const serial = createSerial();

  function runAs<Value>(login: string, task: () => Promise<Value>): Promise<Value> {
    return serial(async () => {
      try {
        await database.exec(`SET SESSION AUTHORIZATION ${quoted(login)}`).catch(() => {
          throw new TeamError('stop', 'not-staff', null);
        });
        return await task();
      } catch (error) {
        throw toTeamError(error);
      } finally {
        // RESET SESSION AUTHORIZATION does nothing in PGlite 0.5.16.
        await database.exec(`SET SESSION AUTHORIZATION ${quoted(OWNER_LOGIN)}`);
      }
    });
  }

  return (login) => ({
    query: (sql, parameters = []) =>
      runAs(login, async () => {
        const result = await database.query<unknown[]>(sql, [...parameters], { rowMode: 'array' });
        return { columns: result.fields.map(({ name }) => name), rows: result.rows };
      }),
    script: (sql) =>
      runAs(login, async () => {
        try {
          await database.exec(`BEGIN;\n${sql}\n;COMMIT;`);
        } catch (error) {
          await database.exec('ROLLBACK');
          throw error;
        }
      }),
    onHint(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // There is no connection that could be stale, and the database is closed as a whole.
    reset: () => undefined,
    close: async () => undefined,
  });
}

function quoted(login: string): string {
  return `"${login.replaceAll('"', '""')}"`;
}

async function ensureHub(owner: TeamSession): Promise<void> {
  const { rows } = await owner.query('SELECT FROM crm.staff WHERE login = $1', [HUB_LOGIN]);
  if (rows.length > 0) return;
  await createStaff(owner, {
    login: HUB_LOGIN,
    personId: randomUUID(),
    name: 'VisaDesk hub',
    role: 'hub',
    teams: [],
    approveLimits: {},
    password: null,
  });
}
