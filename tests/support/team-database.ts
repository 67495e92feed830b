import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedTeamDatabase } from '../../electron/hub/team-database/embedded.ts';
import { createHubClient, type HubClient } from '../../electron/lib/team/hub-client.ts';
import { migrateTeamDatabase } from '../../electron/lib/team/migrate.ts';
import { createPgSession } from '../../electron/lib/team/pg-session.ts';
import { createSqlTeamClient } from '../../electron/lib/team/sql-team-client.ts';
import { createStaff, type NewStaff } from '../../electron/lib/team/staff.ts';
import type { TeamClient } from '../../electron/lib/team/team-client.ts';
import type { TeamSession } from '../../electron/lib/team/team-session.ts';
import { hasPostgres15, type Postgres, startPostgres15, startPostgres18, TEST_PASSWORD } from './postgres.ts';

export const MIGRATIONS = join(import.meta.dirname, '../../migrations/team');

const annPerson = randomUUID();

/** The people of the tests. `ann_boss` is Ann's second login: the same person as a supervisor. */
const PEOPLE = [
  person('ann', 'agent', [1], {}, annPerson),
  person('amir', 'agent', [2], {}),
  person('sue', 'supervisor', [1], { EUR: 50_000, JPY: 100_000 }),
  person('sam', 'supervisor', [1, 2], { EUR: 1000 }),
  person('ann_boss', 'supervisor', [1], { EUR: 50_000 }, annPerson),
  person('ada', 'admin', [], {}),
  person('hub_one', 'hub', [], {}),
  person('hub_two', 'hub', [], {}),
] as const;

/** A migrated team database with `PEOPLE`, seen through the same interface whatever it runs on. */
export type TestTeam = {
  readonly owner: TeamSession;
  /** A session of its own: another connection, where there are connections. */
  session(login: string): TeamSession;
  /** The login's one client. */
  client(login: string): TeamClient;
  hub(login?: 'hub_one' | 'hub_two'): HubClient;
  close(): Promise<void>;
};

/** One way to run a team database. */
export type Engine = { readonly name: string; open(): Promise<TestTeam> };

export const pgliteEngine: Engine = {
  name: 'PGlite',
  async open() {
    const directory = mkdtempSync(join(tmpdir(), 'visadesk-pglite-'));
    const database = await openEmbeddedTeamDatabase({ directory, migrationsDirectory: MIGRATIONS });
    for (const staff of PEOPLE) await createStaff(database.ownerSession, staff);
    return {
      owner: database.ownerSession,
      session: database.sessionFor,
      client: once(database.clientFor),
      hub: hubsOver(database.sessionFor),
      async close() {
        await database.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
};

export const postgres18Engine: Engine = {
  name: 'PostgreSQL 18',
  open: async () => openOn(await startPostgres18()),
};

/** PGlite, PostgreSQL 18 and, where it is installed, 15: the oldest and the newest server. */
export const engines: readonly Engine[] = [
  pgliteEngine,
  postgres18Engine,
  ...(hasPostgres15 ? [{ name: 'PostgreSQL 15', open: async () => openOn(await startPostgres15()) }] : []),
];

/** Name of the database that `openOn` makes. */
export const TEAM_DATABASE = 'team';

/** Makes a team database on a server and, at the end, removes the server with it. */
export async function openOn(server: Postgres): Promise<TestTeam> {
  const root = createPgSession(server.connection('postgres', 'postgres'));
  await root.query(`CREATE DATABASE ${TEAM_DATABASE}`);
  await root.close();
  const opened: TeamSession[] = [];
  const session = (login: string) => {
    const made = createPgSession(server.connection(login, TEAM_DATABASE));
    opened.push(made);
    return made;
  };
  const owner = session('postgres');
  await migrateTeamDatabase(owner, MIGRATIONS);
  for (const staff of PEOPLE) await createStaff(owner, staff);
  return {
    owner,
    session,
    client: once((login) => createSqlTeamClient(session(login))),
    hub: hubsOver(session),
    async close() {
      await Promise.all(opened.map((each) => each.close()));
      await server.remove();
    },
  };
}

/** A login may open three connections, and a test asks for its client often. */
function once<Client>(make: (login: string) => Client): (login: string) => Client {
  const made = new Map<string, Client>();
  return (login) => {
    const known = made.get(login) ?? make(login);
    made.set(login, known);
    return known;
  };
}

function hubsOver(session: TestTeam['session']): TestTeam['hub'] {
  const hub = once((login) => createHubClient(session(login)));
  return (login = 'hub_one') => hub(login);
}

function person(
  login: string,
  role: NewStaff['role'],
  teams: readonly number[],
  approveLimits: NewStaff['approveLimits'],
  personId: string = randomUUID(),
): NewStaff {
  return { login, role, teams: [...teams], approveLimits, personId, name: login, password: TEST_PASSWORD };
}
