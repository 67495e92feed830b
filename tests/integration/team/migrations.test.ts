import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openEmbeddedTeamDatabase } from '../../../electron/hub/team-database/embedded.ts';
import { migrateTeamDatabase } from '../../../electron/lib/team/migrate.ts';
import { createPgSession } from '../../../electron/lib/team/pg-session.ts';
import { createStaff } from '../../../electron/lib/team/staff.ts';
import type { TeamSession } from '../../../electron/lib/team/team-session.ts';
import { type Postgres, startPostgres18 } from '../../support/postgres.ts';
import { MIGRATIONS } from '../../support/team-database.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'visadesk-migrations-'));
  cpSync(MIGRATIONS, directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const files = () =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort();

describe('migrating a team database on PostgreSQL 18', () => {
  let server: Postgres;
  const sessions: TeamSession[] = [];
  let made = 0;

  beforeAll(async () => {
    server = await startPostgres18();
  });
  afterAll(async () => {
    await Promise.all(sessions.map((session) => session.close()));
    await server.remove();
  });

  function root(database: string): TeamSession {
    const session = createPgSession(server.connection('postgres', database));
    sessions.push(session);
    return session;
  }

  /** Sessions of two programs on one new database. */
  async function emptyDatabase(): Promise<readonly [TeamSession, TeamSession]> {
    made += 1;
    await root('postgres').query(`CREATE DATABASE migrated_${made}`);
    return [root(`migrated_${made}`), root(`migrated_${made}`)];
  }

  test('the second time nothing is done', async () => {
    const [session] = await emptyDatabase();
    const version = files().length;
    expect(await migrateTeamDatabase(session, directory)).toEqual({ applied: version, version });
    expect(await migrateTeamDatabase(session, directory)).toEqual({ applied: 0, version });
  });

  test('two programs at once apply each file once', async () => {
    const [one, two] = await emptyDatabase();
    const results = await Promise.all([
      migrateTeamDatabase(one, directory),
      migrateTeamDatabase(two, directory),
    ]);
    expect(results.reduce((sum, { applied }) => sum + applied, 0)).toBe(files().length);
  });

  test('a file that fails leaves nothing behind and the next start goes on there', async () => {
    const [session] = await emptyDatabase();
    const number = String(files().length + 1).padStart(4, '0');
    const file = join(directory, `${number}-half.sql`);
    writeFileSync(file, 'CREATE TABLE crm.half (a int); SELECT 1 / 0;');
    await expect(migrateTeamDatabase(session, directory)).rejects.toMatchObject({ sqlState: '22012' });
    writeFileSync(file, 'CREATE TABLE crm.half (a int);');
    expect(await migrateTeamDatabase(session, directory)).toMatchObject({ applied: 1 });
  });

  test('other line ends are the same file, other contents are refused', async () => {
    const [session] = await emptyDatabase();
    await migrateTeamDatabase(session, directory);
    const file = join(directory, files()[3] ?? '');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('\n', '\r\n'));
    expect(await migrateTeamDatabase(session, directory)).toMatchObject({ applied: 0 });
    writeFileSync(file, `${text}\n-- edited`);
    await expect(migrateTeamDatabase(session, directory)).rejects.toMatchObject({ code: 'internal' });
  });

  test('a database of a newer program is refused, a gap in the numbers too', async () => {
    const [session] = await emptyDatabase();
    await migrateTeamDatabase(session, directory);
    rmSync(join(directory, files().at(-1) ?? ''));
    await expect(migrateTeamDatabase(session, directory)).rejects.toMatchObject({ code: 'client-too-old' });
    rmSync(join(directory, files()[0] ?? ''));
    await expect(migrateTeamDatabase(session, directory)).rejects.toMatchObject({ code: 'internal' });
  });

  test('a login is a plain name, and whatever a name contains is only a name', async () => {
    const [session] = await emptyDatabase();
    await migrateTeamDatabase(session, directory);
    const staff = {
      personId: '00000000-0000-4000-8000-000000000009',
      role: 'agent',
      teams: [1],
      approveLimits: {},
    } as const;
    await expect(
      createStaff(session, { ...staff, teams: [1], login: 'x"; DROP ROLE', name: 'x', password: null }),
    ).rejects.toMatchObject({
      code: 'bad-input',
    });
    const name = `O'Brien \\'; DROP TABLE crm.staff; --`;
    const id = await createStaff(session, {
      ...staff,
      teams: [1],
      login: 'obrien',
      name,
      password: `p'\\"ä`,
    });
    expect((await session.query('SELECT id, name FROM crm.staff')).rows).toEqual([[id, name]]);
    const signedIn = createPgSession({
      ...server.connection('obrien', `migrated_${made}`),
      password: `p'\\"ä`,
    });
    expect((await signedIn.query('SELECT count(*) FROM wire.staff')).rows).toEqual([[1]]);
    await signedIn.close();
    // Half of it is nothing: the role is there, so no row was made.
    await expect(
      createStaff(session, { ...staff, teams: [1], login: 'obrien', name, password: null }),
    ).rejects.toMatchObject({
      sqlState: '42710',
    });
  });
});

describe('the embedded team database', () => {
  test('opens again with what it had, and quickly', async () => {
    const folder = join(directory, 'team');
    const options = { directory: folder, migrationsDirectory: MIGRATIONS };
    const first = await openEmbeddedTeamDatabase(options);
    await first.ownerSession.query("INSERT INTO crm.customer (name) VALUES ('kept')");
    await first.close();
    const started = performance.now();
    const second = await openEmbeddedTeamDatabase(options);
    console.log(`embedded database opened again in ${Math.round(performance.now() - started)} ms`);
    expect((await second.ownerSession.query('SELECT name FROM crm.customer')).rows).toEqual([['kept']]);
    expect((await second.hubSession.query('SELECT session_user::text')).rows).toEqual([['visadesk_hub']]);
    await expect(second.clientFor('nobody').head()).rejects.toMatchObject({
      errorClass: 'stop',
      code: 'not-staff',
    });
    // Whoever was refused left nothing behind.
    expect((await second.ownerSession.query('SELECT session_user::text')).rows).toEqual([['postgres']]);
    await second.close();
  });
});
