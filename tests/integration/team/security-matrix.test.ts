import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TeamSession } from '../../../electron/lib/team/team-session.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { approvalOf, makePayment, refundForm, teamCommand } from '../../support/team-rows.ts';

/** Logins of the matrix: two teams, both, all, the back office, and a login of ours that is no staff (any more). */
const LOGINS = ['ann', 'amir', 'sam', 'ada', 'hub_one', 'leaver'] as const;

/** How many of the seeded rows each of `LOGINS` sees; null: no right to ask at all. */
type Visible = readonly (number | null)[];

const ORGANISATION: Visible = [2, 2, 2, 2, null, 0];
const BY_TEAM: Visible = [1, 1, 2, 2, null, 0];
const NOBODY: Visible = [null, null, null, null, null, null];

/**
 * What everybody may read. The matrix is made from the catalogue: a table or view without a line here fails.
 * Writing needs no table, because nobody may write anything.
 */
const READABLE: Readonly<Record<string, Visible>> = {
  'crm.customer': ORGANISATION,
  'crm.application': ORGANISATION,
  'crm.fee_component': ORGANISATION,
  'crm.payment': ORGANISATION,
  'crm.payment_attempt': ORGANISATION,
  'crm.payment_event': [4, 4, 4, 4, null, 0],
  'crm.identifier': [4, 4, 4, 4, null, 0],
  'crm.ticket': BY_TEAM,
  'crm.message': BY_TEAM,
  'crm.attachment': BY_TEAM,
  'crm.attachment_chunk': BY_TEAM,
  'crm.refund': BY_TEAM,
  'crm.refund_event': BY_TEAM,
  'crm.applicant_secret': NOBODY,
  'crm.customer_reference': NOBODY,
  'crm.gateway_send': NOBODY,
  'crm.message_delivery': NOBODY,
  'crm.command': NOBODY,
  'crm.import_gate': NOBODY,
  'crm.payment_import': NOBODY,
  'crm.application_import': NOBODY,
  'crm.migration': NOBODY,
  'feed.meta': NOBODY,
  'feed.mark': NOBODY,
  'audit.entry': NOBODY,
  'audit.seal': NOBODY,
};

/** Everybody sees all colleagues, the hub too. */
const STAFF = ['crm.staff', 'wire.staff'];

/** The feed's rows differ by what else happened; that nobody sees another team's is tested below. */
const FEED = 'feed.change';

const WRITES: readonly ((relation: string) => string)[] = [
  (relation) => `INSERT INTO ${relation} DEFAULT VALUES`,
  (relation) => `DELETE FROM ${relation}`,
  (relation) => `TRUNCATE ${relation}`,
  (relation) => `SELECT 1 FROM ${relation} FOR UPDATE`,
  (relation) => `SELECT 1 FROM ${relation} FOR KEY SHARE`,
  (relation) => `LOCK TABLE ${relation} IN SHARE MODE`,
  (relation) => `CREATE TRIGGER t BEFORE INSERT ON ${relation} EXECUTE FUNCTION crm.refuse_truncate()`,
  (relation) => `ALTER TABLE ${relation} DISABLE ROW LEVEL SECURITY`,
];

describe.each(engines)('rights on $name', ({ open }) => {
  let team: TestTeam;
  const sessions = new Map<string, TeamSession>();

  beforeAll(async () => {
    team = await open();
    await team.owner.script(
      "CREATE ROLE leaver LOGIN IN ROLE crm_user PASSWORD 'correct horse battery staple'",
    );
    await team.owner.query(
      `INSERT INTO crm.staff (login, person_id, name, role, teams, active) VALUES ('leaver', $1, 'L', 'agent', '{1}', false)`,
      [v7()],
    );
    for (const login of LOGINS) sessions.set(login, team.session(login));
    for (const [index, login] of ['ann', 'amir'].entries()) {
      const number = index + 1;
      const paymentId = await makePayment(team.client('sue'), team.owner, {
        application_no: `EV-${number}`,
        email: `c${number}@example.org`,
      });
      await team.client(login).submit(teamCommand('refund.submit', refundForm(paymentId, { team: number })));
      await team.owner.script(`
        INSERT INTO crm.fee_component (application_id, kind, amount_minor, currency, refundable)
          SELECT id, 'service', 100, 'EUR', true FROM crm.application WHERE application_no = 'EV-${number}';
        WITH t AS (INSERT INTO crm.ticket (team, subject, status, channel) VALUES (${number}, 's', 'open', 'chat') RETURNING id)
        INSERT INTO crm.message (ticket_id, team, direction, author, body) SELECT id, ${number}, 'in', 'c', 'b' FROM t;
        WITH a AS (INSERT INTO crm.attachment (message_id, ticket_id, team, name, type, size, hash)
          SELECT id, ticket_id, team, 'a.txt', 'text/plain', 1, repeat('0', 64) FROM crm.message WHERE team = ${number}
          RETURNING id)
        INSERT INTO crm.attachment_chunk (attachment_id, n, bytes) SELECT id, 0, 'x' FROM a;`);
    }
    await team.owner.script(`
      INSERT INTO crm.applicant_secret (application_id, passport_number) SELECT id, 'C01X00T47' FROM crm.application LIMIT 1`);
  });
  afterAll(() => team.close());

  async function relations(): Promise<readonly string[]> {
    const { rows } = await team.owner.query(`
      SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1`);
    return rows.map(([name]) => String(name));
  }

  async function visible(login: string, relation: string): Promise<number | null> {
    try {
      const { rows } = await (sessions.get(login) ?? team.owner).query(`SELECT count(*) FROM ${relation}`);
      return Number(rows[0]?.[0]);
    } catch (error) {
      expect(error).toMatchObject({ sqlState: '42501' });
      return null;
    }
  }

  test('every table and view shows each login exactly its rows', async () => {
    const seen: Record<string, Visible> = {};
    const expected: Record<string, Visible | undefined> = {};
    for (const relation of await relations()) {
      if (relation === FEED) continue;
      seen[relation] = await Promise.all(LOGINS.map((login) => visible(login, relation)));
      if (STAFF.includes(relation)) {
        const all = Number((await team.owner.query('SELECT count(*) FROM crm.staff')).rows[0]?.[0]);
        expected[relation] = [all, all, all, all, all, 0];
        continue;
      }
      // A view shows what its table shows.
      expected[relation] = READABLE[relation.replace(/^wire\./, 'crm.')];
    }
    expect(seen).toEqual(expected);
    expect(Object.keys(READABLE).filter((name) => !(name in seen))).toEqual([]);
  });

  test('the feed tells no team about another', async () => {
    const { rows } = await team.owner.query(
      'SELECT count(*), count(*) FILTER (WHERE team_old = 2 OR team_new = 2), count(*) FILTER (WHERE team_old = 1 OR team_new = 1) FROM feed.change',
    );
    const [all, two, one] = (rows[0] ?? []).map(Number);
    expect(two).toBeGreaterThan(0);
    expect(await Promise.all(LOGINS.map((login) => visible(login, FEED)))).toEqual([
      Number(all) - Number(two),
      Number(all) - Number(one),
      all,
      all,
      null,
      0,
    ]);
  });

  test('nobody writes, locks or changes any table or view', async () => {
    const all = await relations();
    const statements = all.flatMap((relation) => WRITES.map((write) => write(relation)));
    for (const login of LOGINS) {
      // Tried by the login itself, all in one call; what was let through is left in a setting.
      const session = sessions.get(login) ?? team.owner;
      await session.query(`DO $do$ DECLARE
          statement text;
          permitted text[] := '{}';
        BEGIN
          FOREACH statement IN ARRAY ARRAY[${statements.map((sql) => `'${sql}'`).join(', ')}] LOOP
            BEGIN
              EXECUTE statement;
              permitted := permitted || statement;
            -- 42809: some of it makes no sense for a view, whoever asks.
            EXCEPTION WHEN insufficient_privilege OR wrong_object_type THEN NULL;
            END;
          END LOOP;
          PERFORM set_config('test.permitted', to_json(permitted)::text, false);
        END $do$`);
      const { rows } = await session.query("SELECT current_setting('test.permitted')");
      expect(rows, login).toEqual([['[]']]);
      const { rows: granted } = await team.owner.query(
        `SELECT r FROM unnest($2::text[]) r
         WHERE has_any_column_privilege($1::name, r, 'INSERT, UPDATE, REFERENCES')
            OR has_table_privilege($1::name, r, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')`,
        [login, all],
      );
      expect(granted, login).toEqual([]);
    }
  });

  test('each group may call exactly its functions', async () => {
    const { rows } = await team.owner.query(`
      SELECT p.oid::regprocedure::text, has_function_privilege('public', p.oid, 'EXECUTE'),
        has_function_privilege('crm_user', p.oid, 'EXECUTE'), has_function_privilege('crm_hub', p.oid, 'EXECUTE')
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname IN ('crm', 'feed', 'api', 'wire', 'audit', 'public') ORDER BY 1`);
    const callable = (column: number) => rows.filter((row) => row[column] === true).map(([name]) => name);
    expect(callable(1)).toEqual([]);
    expect(callable(2)).toEqual([
      'api.attachment_chunk(uuid,integer)',
      'api.command_status(uuid[])',
      'api.head(integer)',
      'api.import_payments(text,timestamp with time zone,jsonb)',
      'api.import_tickets(text,jsonb)',
      'api.note_export(uuid,text,date,date,text,bigint,boolean,text,jsonb)',
      'api.pull(integer,xid8,bigint,integer)',
      'api.submit(uuid,uuid,text,integer,jsonb)',
      'api.verify_audit()',
      'crm.my_role()',
      'crm.my_teams()',
      'wire.ms(timestamp with time zone)',
    ]);
    expect(callable(3)).toEqual([
      'api.head(integer)',
      'api.hub_claim(integer,integer)',
      'api.hub_expire()',
      'api.hub_gateway_event(uuid,integer,text,text,text,jsonb)',
      'api.hub_hint(text)',
      'api.hub_message_delivered(uuid,text,text)',
      'api.hub_messages_to_deliver(integer,integer)',
      'api.hub_pending(integer,integer)',
      'api.hub_purge_feed(integer)',
      'api.hub_send_result(uuid,integer,text,text,text,jsonb,uuid)',
      'api.hub_watchdog(integer)',
      'api.import_payments(text,timestamp with time zone,jsonb)',
      'api.import_tickets(text,jsonb)',
      'api.seal_audit()',
      'api.verify_audit()',
      'crm.my_role()',
      'crm.my_teams()',
      'wire.ms(timestamp with time zone)',
    ]);
  });

  test.each([
    ['become the owner', 'SET ROLE crm_owner'],
    ['take a right of the owner', 'GRANT crm_owner TO ann'],
    ['switch row-level security off', 'SET row_security = off; SELECT * FROM crm.ticket'],
    ['shadow a name with a temporary table', 'CREATE TEMP TABLE staff (login name)'],
    ['make a table', 'CREATE TABLE public.t (a int)'],
    ['make a function', 'CREATE FUNCTION public.f() RETURNS int LANGUAGE sql RETURN 1'],
    ['make a schema', 'CREATE SCHEMA mine'],
    ['make a large object', 'SELECT lo_create(0)'],
    ['fill the write-ahead log', "SELECT pg_logical_emit_message(false, 'x', 'y')"],
    ['read a file', "SELECT pg_read_file('/etc/hostname')"],
    ['run a program', "COPY (SELECT 1) TO PROGRAM 'true'"],
    ['call an inner handler', 'SELECT crm.refund_moved()'],
    ['write the audit log', "SELECT audit.write('x', NULL, '{}')"],
    ['reset the feed', 'SELECT feed.reset()'],
    ['act as the hub', 'SELECT api.hub_claim(1)'],
    [
      'speak for the gateway',
      "SELECT api.hub_send_result(NULL, 0, 'not_found', NULL, NULL, NULL, NULL), api.hub_pending(1)",
    ],
    [
      'declare a refund never sent past the commands',
      'SELECT crm.refund_declare_not_sent(s, NULL) FROM crm.staff s',
    ],
    ['fire no triggers', 'SET session_replication_role = replica'],
    ['read passwords', 'SELECT * FROM pg_authid'],
  ])('an agent with an SQL shell can not %s', async (_, sql) => {
    const shell = sessions.get('ann') ?? team.owner;
    await expect(shell.script(sql)).rejects.toMatchObject({ sqlState: '42501' });
  });

  test('a forged setting changes nothing', async () => {
    const shell = sessions.get('ann') ?? team.owner;
    await shell.query("SELECT set_config('app.team', '2', false), set_config('role', 'none', false)");
    expect(await visible('ann', 'crm.ticket')).toBe(1);
    await shell.query("SELECT set_config('search_path', 'pg_temp, public', false)");
    expect(await team.client('ann').head()).toMatchObject({ schemaVersion: 1 });
    await shell.query("SELECT set_config('search_path', '\"$user\", public', false)");
  });
});

describe.each(engines.slice(1))('an agent with psql on $name', ({ open }) => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await open();
  });
  afterAll(() => team.close());

  test.each([
    ['become another login', 'SET SESSION AUTHORIZATION sue'],
    ['end the hub', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hub_one'"],
    ['copy rows in', 'COPY crm.refund FROM STDIN'],
  ])('can not %s', async (_, sql) => {
    await team.hub().staff();
    await expect(team.session('ann').script(sql)).rejects.toMatchObject({ sqlState: '42501' });
  });

  test('freezes the feed until the watchdog ends its transaction', async () => {
    const shell = team.session('amir');
    await shell.query('BEGIN');
    await shell.query('SET LOCAL statement_timeout = 0');
    await shell.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    const { rows } = await shell.query('SELECT pg_current_xact_id()::text');
    const held = BigInt(String(rows[0]?.[0]));
    await makePayment(team.client('sue'), team.owner);
    expect(BigInt((await team.client('sue').head()).horizon)).toBe(held);
    const hub = team.hub();
    expect(await hub.watchdog(60)).toBe(0);
    await expect.poll(() => hub.watchdog(1), { timeout: 10_000 }).toBe(1);
    await expect
      .poll(async () => BigInt((await team.client('sue').head()).horizon) > held, { timeout: 10_000 })
      .toBe(true);
    await expect(shell.query('SELECT 1')).resolves.toMatchObject({ rows: [[1]] });
    const audited = await team.owner.query("SELECT detail FROM audit.entry WHERE action = 'feed.watchdog'");
    expect(audited.rows).toEqual([[{ login: 'amir' }]]);
  });

  test.each(['REPEATABLE READ', 'SERIALIZABLE'])(
    'can not act in a transaction in %s that was open before its rights went',
    async (level) => {
      const form = refundForm(await makePayment(team.client('sue'), team.owner));
      await team.client('ann_boss').submit(teamCommand('refund.submit', form));
      const shell = team.session('sue');
      await shell.query(`BEGIN ISOLATION LEVEL ${level}`);
      await shell.query('SELECT count(*) FROM crm.staff');
      await team.owner.query("UPDATE crm.staff SET active = false WHERE login = 'sue'");
      const approve = shell.query('SELECT api.submit($1, $2, $3, 1, $4)', [
        ...[randomUUID(), randomUUID(), 'refund.approve'],
        JSON.stringify(approvalOf(form)),
      ]);
      await expect(approve).rejects.toMatchObject({ sqlState: '25001' });
      await shell.query('ROLLBACK');
      await shell.query(`BEGIN ISOLATION LEVEL ${level}`);
      const add = shell.query('SELECT api.import_payments($1, now(), $2)', ['x', '[]']);
      await expect(add).rejects.toMatchObject({ sqlState: '25001' });
      await shell.query('ROLLBACK');
      await shell.close();
      await team.owner.query("UPDATE crm.staff SET active = true WHERE login = 'sue'");
    },
  );

  test('opens three connections and no more', async () => {
    const sessions = Array.from({ length: 4 }, () => team.session('sam'));
    const answers = await Promise.allSettled(sessions.map((session) => session.query('SELECT 1')));
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    await Promise.all(sessions.map((session) => session.close()));
  });
});
