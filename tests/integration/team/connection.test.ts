import { chmodSync, chownSync, copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPgSession, type PgSessionOptions } from '../../../electron/lib/team/pg-session.ts';
import { createSqlTeamClient } from '../../../electron/lib/team/sql-team-client.ts';
import {
  type SubmitResult,
  type TeamClient,
  type TeamCommand,
  TeamError,
} from '../../../electron/lib/team/team-client.ts';
import { freePort, type Postgres, startPostgres18 } from '../../support/postgres.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { openOn, TEAM_DATABASE, type TestTeam } from '../../support/team-database.ts';
import { importRow, makePayment, paymentOf, refundForm, teamCommand } from '../../support/team-rows.ts';
import {
  importedId,
  messageImportRow,
  messagesOf,
  replyTo,
  ticketImportRow,
} from '../../support/team-tickets.ts';

const NOW = new Date().toISOString();

const TLS = join(import.meta.dirname, '../../fixtures/tls');

describe('the connection to a PostgreSQL server', () => {
  let server: Postgres;
  let team: TestTeam;
  let proxy: TcpProxy;

  beforeAll(async () => {
    server = await startPostgres18();
    team = await openOn(server);
    proxy = await startTcpProxy(server.port);
  });
  afterAll(async () => {
    await proxy.close();
    await team.close();
  });

  /** A client of Ann's whose connection goes through the proxy. */
  function annThroughProxy(options: PgSessionOptions = {}): TeamClient {
    const connection = { ...server.connection('ann', TEAM_DATABASE), port: proxy.port };
    return createSqlTeamClient(createPgSession(connection, options));
  }

  /** Sends one command until there is an answer, as the outbox does. Returns it and how often it was sent. */
  async function sendUntilAnswered(client: TeamClient, command: TeamCommand, heal: () => void) {
    let sent = 0;
    for (;;) {
      sent += 1;
      try {
        return { answer: await client.submit(command), sent };
      } catch (error) {
        if (!(error instanceof TeamError && error.errorClass === 'retry')) throw error;
        heal();
      }
    }
  }

  async function refundsOf(paymentIds: readonly string[]): Promise<readonly unknown[]> {
    const { rows } = await team.owner.query(
      `SELECT p.refunded_minor, (SELECT count(*) FROM crm.refund r WHERE r.payment_id = p.id)
       FROM crm.payment p WHERE p.id = ANY ($1) ORDER BY p.id`,
      [paymentIds],
    );
    return rows;
  }

  test('a command whose connection is cut at any byte takes effect exactly once', async () => {
    const cuts = [
      ...Array.from({ length: 30 }, (_, index) => ({ direction: 'toServer', after: index * 53 }) as const),
      ...Array.from({ length: 30 }, (_, index) => ({ direction: 'toClient', after: index * 41 }) as const),
    ];
    const rows = cuts.map(() => importRow());
    await team.client('sue').importPayments('test', rows);
    const paymentIds: string[] = [];
    const answers: SubmitResult[] = [];
    let repeats = 0;
    for (const [index, { direction, after }] of cuts.entries()) {
      const { id } = await paymentOf(team.owner, rows[index]?.gateway_ref);
      paymentIds.push(id);
      const client = annThroughProxy();
      proxy.setFault(direction, { kind: 'cut', after });
      const { answer, sent } = await sendUntilAnswered(
        client,
        teamCommand('refund.submit', refundForm(id)),
        () => proxy.setFault(direction, null),
      );
      proxy.setFault(direction, null);
      answers.push(answer);
      repeats += sent - 1;
      await client.close();
    }
    expect(answers.map(({ outcome }) => outcome)).toEqual(cuts.map(() => 'applied'));
    expect(await refundsOf(paymentIds)).toEqual(cuts.map(() => [2000, 1]));
    // The faults were real, and some of them fell between the effect and its answer.
    expect(repeats).toBeGreaterThan(30);
    expect(answers.filter(({ replayed }) => replayed).length).toBeGreaterThan(0);
  });

  test('an answer to a customer, or an import, that is cut and sent again is there once', async () => {
    const throughProxy = { ...server.connection('sue', TEAM_DATABASE), port: proxy.port };
    const outcomes = new Set<string>();
    for (const direction of ['toServer', 'toClient'] as const) {
      for (const after of [0, 150, 300, 450, 600, 900, 1200, 1500]) {
        const row = ticketImportRow({ messages: [messageImportRow()] });
        const importer = createSqlTeamClient(createPgSession(throughProxy));
        /** One call over a connection that breaks; the next one gets another. */
        const cut = async (by: TeamClient, call: () => Promise<unknown>) => {
          proxy.setFault(direction, { kind: 'cut', after });
          await call().catch(() => null);
          proxy.setFault(direction, null);
          by.reset();
        };
        await cut(importer, () => importer.importTickets('cut', [row]));
        expect((await importer.importTickets('cut', [row])).bad).toEqual([]);
        const ticketId = await importedId(team.owner, 'cut', row);
        const [asked] = await messagesOf(team.owner, ticketId);
        const reply = teamCommand('ticket.reply', replyTo(ticketId, asked?.id ?? null));
        const client = annThroughProxy();
        await cut(client, () => client.submit(reply));
        // The customer writes before the same command comes again: what was done stays done, what was not is stale.
        await importer.importTickets('cut', [{ ...row, messages: [messageImportRow({ at: NOW })] }]);
        const answer = await client.submit(reply);
        const messages = await messagesOf(team.owner, ticketId);
        expect(messages.map((each) => each.direction).sort()).toEqual(
          answer.outcome === 'applied' ? ['in', 'in', 'out'] : ['in', 'in'],
        );
        outcomes.add(`${answer.reason} ${answer.replayed}`);
        await Promise.all([client.close(), importer.close()]);
      }
    }
    expect([...outcomes].sort()).toEqual(['null true', 'stale false']);
  });

  test('a half-open line is given up in time and the command sent again', async () => {
    const client = annThroughProxy({ timeoutMs: 400 });
    for (const after of [0, 100, 900, 1300]) {
      const paymentId = await makePayment(team.client('sue'), team.owner);
      const command = teamCommand('refund.submit', refundForm(paymentId));
      client.reset();
      proxy.setFault('toClient', { kind: 'stall', after });
      const started = performance.now();
      const failure = await client.submit(command).catch((error: unknown) => error);
      proxy.setFault('toClient', null);
      if (failure instanceof TeamError) {
        expect(failure).toMatchObject({ errorClass: 'retry', code: 'timed-out' });
        expect(performance.now() - started).toBeLessThan(3000);
      }
      expect(await client.submit(command)).toMatchObject({ outcome: 'applied' });
      expect(await refundsOf([paymentId])).toEqual([[2000, 1]]);
    }
    await client.close();
  });

  test('a slow statement is ended on the server too', async () => {
    const session = createPgSession(server.connection('ann', TEAM_DATABASE), { timeoutMs: 300 });
    await expect(session.query('SELECT pg_sleep(20)')).rejects.toMatchObject({
      errorClass: 'retry',
      code: 'timed-out',
    });
    await expect
      .poll(
        async () =>
          (
            await team.owner.query(
              "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)' AND state = 'active' AND usename = 'ann'",
            )
          ).rows,
      )
      .toEqual([[0]]);
    await session.close();
  });

  test('a crash of the server loses no answered command and doubles none', async () => {
    const paymentIds: string[] = [];
    for (let index = 0; index < 24; index += 1)
      paymentIds.push(await makePayment(team.client('sue'), team.owner));
    const client = team.client('ann');
    const answered: SubmitResult[] = [];
    let crashed: Promise<void> | null = null;
    for (const [index, paymentId] of paymentIds.entries()) {
      if (index === 8) crashed = server.crash().then(() => server.start());
      const command = teamCommand('refund.submit', refundForm(paymentId));
      const { answer } = await sendUntilAnswered(client, command, () => undefined);
      answered.push(answer);
    }
    await crashed;
    expect(answered.map(({ outcome }) => outcome)).toEqual(paymentIds.map(() => 'applied'));
    expect(await refundsOf(paymentIds)).toEqual(paymentIds.map(() => [2000, 1]));
  });

  test('a connection that the server refused is tried again, and no call waits for it for ever', async () => {
    const others = [1, 2, 3].map(() => createPgSession(server.connection('sam', TEAM_DATABASE)));
    for (const other of others) await other.query('SELECT 1');
    const session = createPgSession(server.connection('sam', TEAM_DATABASE), { timeoutMs: 2000 });
    const refusal = { errorClass: 'retry', sqlState: '53300' };
    await expect(session.query('SELECT 1')).rejects.toMatchObject(refusal);
    // The server has hung up by the time of the next attempt.
    for (let turn = 0; turn < 10; turn += 1) await team.owner.query('SELECT 1');
    await expect(session.query('SELECT 1')).rejects.toMatchObject(refusal);
    for (const other of others) await other.close();
    await expect.poll(() => session.query('SELECT 1').catch(() => null)).toMatchObject({ rows: [[1]] });
    await session.close();
  });

  test('a hint from the hub reaches who listens', async () => {
    const client = team.client('sue');
    await client.head();
    const hinted = new Promise<void>((resolve) => {
      const unsubscribe = client.onHint(() => {
        unsubscribe();
        resolve();
      });
    });
    await team.hub().hint(null);
    await hinted;
  });

  test('no server, a wrong password, a login that was taken away: each has its name', async () => {
    const at = server.connection('ann', TEAM_DATABASE);
    const failureOf = async (connection: typeof at) => {
      const session = createPgSession(connection);
      const failure = await session.query('SELECT 1').catch((error: unknown) => error);
      await session.close();
      return failure;
    };
    expect(await failureOf({ ...at, port: await freePort() })).toMatchObject({
      errorClass: 'retry',
      code: 'offline',
    });
    expect(await failureOf({ ...at, password: 'wrong' })).toMatchObject({
      errorClass: 'stop',
      code: 'wrong-password',
    });
    await team.owner.query('ALTER ROLE amir NOLOGIN');
    expect(await failureOf({ ...at, login: 'amir' })).toMatchObject({
      errorClass: 'stop',
      code: 'not-staff',
    });
    // No message quotes the server: it may contain a row.
    expect(String(await failureOf({ ...at, password: 'wrong' }))).toBe('TeamError: wrong-password (28P01)');
  });

  test('plain text is refused beyond this computer before anything is sent', async () => {
    const session = createPgSession({ ...server.connection('ann', TEAM_DATABASE), host: '192.0.2.1' });
    await expect(session.query('SELECT 1')).rejects.toMatchObject({
      errorClass: 'hold',
      code: 'insecure-connection',
    });
  });

  test('a server that offers no encryption is refused', async () => {
    const session = createPgSession({ ...server.connection('ann', TEAM_DATABASE), tls: 'verify-full' });
    await expect(session.query('SELECT 1')).rejects.toMatchObject({
      errorClass: 'hold',
      code: 'insecure-connection',
    });
  });

  test('the certificate must come from the right authority and carry the right name', async () => {
    const pem = (name: string) => readFileSync(join(TLS, name), 'utf8');
    async function serve(certificate: string): Promise<void> {
      for (const [from, to] of [
        [certificate, 'server.crt'],
        ['server.key', 'server.key'],
      ] as const) {
        copyFileSync(join(TLS, from), join(server.directory, to));
      }
      const { uid, gid } = statSync(server.directory);
      for (const name of ['server.crt', 'server.key']) {
        chmodSync(join(server.directory, name), 0o600);
        chownSync(join(server.directory, name), uid, gid);
      }
      await team.owner.query('ALTER SYSTEM SET ssl = on');
      await team.owner.query('SELECT pg_reload_conf()');
    }
    const outcome = async (host: string, ca: string) => {
      const session = createPgSession({
        ...server.connection('ann', TEAM_DATABASE),
        tls: 'verify-full',
        host,
        ca,
      });
      const answer = await session
        .query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
        .then(({ rows }) => rows[0]?.[0])
        .catch((error: unknown) => (error instanceof TeamError ? error.code : error));
      await session.close();
      return answer;
    };
    await serve('server.pem');
    await expect.poll(() => outcome('127.0.0.1', pem('ca.pem'))).toBe(true);
    expect(await outcome('127.0.0.1', pem('other-ca.pem'))).toBe('insecure-connection');
    await serve('wrong-name.pem');
    await expect.poll(() => outcome('127.0.0.1', pem('ca.pem'))).toBe('insecure-connection');
  });
});
