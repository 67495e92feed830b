import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Postgres, startPostgres18, TEST_PASSWORD } from '../../support/postgres.ts';
import { openOn, TEAM_DATABASE, type TestTeam } from '../../support/team-database.ts';
import { type Desk, makeDesk, projectRoot } from './desk.ts';

let server: Postgres;
let team: TestTeam;
const desks: Desk[] = [];

beforeAll(async () => {
  server = await startPostgres18();
  team = await openOn(server);
});
afterAll(async () => {
  for (const desk of desks) desk.remove();
  await team.close();
});

/** A data directory connected to the team database as one of its people. */
function deskOf(login: string, password: string | null = TEST_PASSWORD): Desk {
  const desk = makeDesk(password === null ? {} : { VISADESK_TEAM_PASSWORD: password });
  desks.push(desk);
  mkdirSync(desk.dataDirectory);
  const workspace = {
    kind: 'team',
    name: 'test-team',
    host: '127.0.0.1',
    port: server.port,
    database: TEAM_DATABASE,
    login,
    tls: 'off',
  };
  writeFileSync(join(desk.dataDirectory, 'workspace.json'), JSON.stringify(workspace));
  return desk;
}

const PAYMENTS =
  'payment_id,gateway,gateway_ref,amount_minor,currency,status,created_at\nteam-1,stripe,ch_TeamPayment0001,900,EUR,captured,2026-11-01T10:00:00Z\n';

describe('desk with a team database', () => {
  it('imports as a supervisor, and another desk finds it', async () => {
    const sue = deskOf('sue');
    const imported = await sue.run('import', 'payments', sue.file('team.csv', PAYMENTS), '--json');
    expect(imported.json()).toEqual({ rows: 1, inserted: 1, updated: 0, unchanged: 0, bad: [] });
    const found = await deskOf('ann').run('lookup', 'ch_TeamPayment0001', '--json');
    expect(found.json()).toMatchObject({ candidates: [{ type: 'payment', how: 'exact' }] });
    const older = sue.file('older.csv', PAYMENTS.replace('900', '800'));
    const asOf = ['--as-of', '2026-11-02T00:00:00Z'];
    const again = await sue.run('import', 'payments', older, ...asOf, '--json');
    expect(again.json()).toMatchObject({ updated: 0, unchanged: 1 });
  });

  it('refuses an agent as importer, somebody else, a missing and a wrong password', async () => {
    const ann = deskOf('ann');
    const file = ann.file('team.csv', PAYMENTS);
    expect((await ann.run('import', 'payments', file)).err).toBe('forbidden: Team database: forbidden\n');
    expect((await ann.run('import', 'payments', file, '--as', 'sue')).err).toMatch(/^not-staff: /);
    expect((await ann.run('staff', '--demo')).err).toMatch(/^bad-input: --demo/);
    for (const password of [null, 'wrong']) {
      const { err, exitCode } = await deskOf('sue', password).run('import', 'payments', file);
      expect(err).toMatch(/^wrong-password: /);
      expect(exitCode).toBe(1);
    }
  });

  it('simulates gateways only when told to', async () => {
    const { err, exitCode } = await deskOf('hub_one').run('hub');
    expect(err).toMatch(/^bad-input: .*--simulator DIR/);
    expect(exitCode).toBe(2);
  });

  it('runs the hub until SIGTERM', async () => {
    const { dataDirectory } = deskOf('hub_one');
    const hub = spawn(
      process.execPath,
      [
        join(projectRoot, 'scripts', 'desk.ts'),
        'hub',
        ...['--data-dir', dataDirectory, '--simulator', dataDirectory],
      ],
      { env: { ...process.env, VISADESK_TEAM_PASSWORD: TEST_PASSWORD } },
    );
    const said = text(hub.stdout);
    const ended = once(hub, 'exit');
    await once(createInterface({ input: hub.stderr }), 'line');
    hub.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await said).toBe('The hub has stopped.\n');
  });

  it('answers from what it knows when the server is gone', async () => {
    const sue = deskOf('sue');
    expect((await sue.run('lookup', 'ch_TeamPayment0001')).err).toBe('');
    await server.crash();
    const offline = await sue.run('lookup', 'ch_TeamPayment0001', '--json');
    expect(offline.json()).toMatchObject({ candidates: [{ type: 'payment' }] });
    expect(offline.err).toContain('what was known at the last sync');
    const { err, exitCode } = await sue.run('import', 'payments', sue.file('team.csv', PAYMENTS));
    expect(err).toMatch(/^offline: /);
    expect(exitCode).toBe(1);
    await server.start();
  });
});
