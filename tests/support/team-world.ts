import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';
import {
  openSimulatorDatabase,
  type SimulatorDatabase,
} from '../../electron/hub/gateways/simulator/simulator-database.ts';
import type { TeamSession } from '../../electron/lib/team/team-session.ts';
import { projectRoot } from '../../scripts/lib/paths.ts';
import type { TicketImportRow } from '../../shared/domains/tickets/import-row.ts';
import { ElectronApp } from './electron-app.ts';
import { startPostgres18, TEST_PASSWORD } from './postgres.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { openOn, TEAM_DATABASE, type TestTeam } from './team-database.ts';
import { importRow } from './team-rows.ts';

/** A charge of the world's double payment. */
export type Charge = { readonly gatewayRef: string; readonly id: string };

type WorldParts = Pick<TeamWorld, 'proxy' | 'kept' | 'extra'> & {
  readonly team: TestTeam;
  readonly serverPort: number;
  readonly folder: string;
};

/**
 * A whole team for one end-to-end test: a real PostgreSQL with a fee paid twice, a hub process beside it, desktops
 * that reach it through a wire that the test can cut, and the simulated gateway's books.
 */
export class TeamWorld {
  readonly proxy: TcpProxy;
  /** The earlier charge, which stays, and the later one, to be returned. Each 25.00 EUR. */
  readonly kept: Charge;
  readonly extra: Charge;
  readonly owner: TeamSession;
  readonly gateway: SimulatorDatabase;
  private readonly team: TestTeam;
  private readonly serverPort: number;
  private readonly folder: string;
  private readonly desktops: ElectronApp[] = [];
  private hub: ChildProcess | null = null;

  private constructor(parts: WorldParts) {
    this.proxy = parts.proxy;
    this.kept = parts.kept;
    this.extra = parts.extra;
    this.team = parts.team;
    this.owner = parts.team.owner;
    this.serverPort = parts.serverPort;
    this.folder = parts.folder;
    this.gateway = openSimulatorDatabase(join(parts.folder, 'gateway', 'gateway-simulator.db'));
  }

  /** Starts the server and imports the double payment; no hub and no desktop yet. */
  static async open(): Promise<TeamWorld> {
    const server = await startPostgres18();
    const team = await openOn(server);
    const rows = ['10:00:00', '10:00:09'].map((time) =>
      importRow({
        order_ref: 'VN-ORDER-77',
        application_no: 'VN-2026-000777',
        application_status: 'processing',
        applicant_name: 'Linh Example',
        customer_name: 'Linh Example',
        email: 'linh@example.org',
        amount_minor: 2500,
        fee_type: 'base',
        method: 'card',
        card_fingerprint: 'fpLinh',
        card_brand: 'visa',
        card_last4: '4242',
        created_at: `2026-11-20T${time}Z`,
        captured_at: `2026-11-20T${time}Z`,
      }),
    );
    await team.client('sue').importPayments('test', rows);
    const [kept, extra] = await Promise.all(
      rows.map(async (row): Promise<Charge> => {
        const gatewayRef = String(row.gateway_ref);
        const found = await team.owner.query('SELECT id FROM crm.payment WHERE gateway_ref = $1', [
          gatewayRef,
        ]);
        return { gatewayRef, id: String(found.rows[0]?.[0]) };
      }),
    );
    if (!kept || !extra) throw new Error('the double payment was not imported');
    const folder = mkdtempSync(join(tmpdir(), 'visadesk-world-'));
    const proxy = await startTcpProxy(server.port);
    return new TeamWorld({ proxy, kept, extra, team, serverPort: server.port, folder });
  }

  /** A desktop of one of the team's people, connected through the wire. */
  async desktop(login: string, dataDirectory = join(this.folder, login)): Promise<ElectronApp> {
    this.describeWorkspace(dataDirectory, login, this.proxy.port);
    const app = await ElectronApp.launch({
      dataDirectory,
      environment: { VISADESK_TEAM_PASSWORD: TEST_PASSWORD },
    });
    this.desktops.push(app);
    await app.waitUntilReady();
    await expect.poll(async () => (await app.call('connection.status', {})).state).toBe('live');
    return app;
  }

  /** Lets a help desk's export arrive: new tickets, or more messages of known ones. */
  async importTickets(rows: readonly TicketImportRow[]): Promise<void> {
    const { bad } = await this.team.client('sue').importTickets('test', rows);
    if (bad.length > 0) throw new Error(`not imported: ${bad[0]?.reason}`);
  }

  /** Starts a hub beside the server; resolves once it works. */
  async startHub(): Promise<void> {
    const dataDirectory = join(this.folder, 'hub');
    this.describeWorkspace(dataDirectory, 'hub_one', this.serverPort);
    const hub = spawn(
      process.execPath,
      [
        join(projectRoot, 'scripts', 'desk.ts'),
        'hub',
        ...['--data-dir', dataDirectory],
        ...['--simulator', join(this.folder, 'gateway')],
      ],
      { env: { ...process.env, VISADESK_TEAM_PASSWORD: TEST_PASSWORD }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.hub = hub;
    const lines: string[] = [];
    for await (const line of createInterface({ input: hub.stderr })) {
      lines.push(line);
      if (line.includes('runs; SIGTERM')) {
        hub.stderr.resume();
        return;
      }
    }
    throw new Error(`The hub did not start: ${lines.join('\n')}`);
  }

  /** kill -9; its claims stay behind as leases, which `expireLeases` lets run out. */
  async killHub(): Promise<void> {
    await this.endHub('SIGKILL');
  }

  /** What a minute's wait would do: a dead hub's claims become free. */
  async expireLeases(): Promise<void> {
    await this.owner.query(
      `UPDATE crm.gateway_send SET claimed_at = claimed_at - interval '10 minutes',
         next_look_up_at = next_look_up_at - interval '10 minutes'`,
    );
  }

  /** How often the gateway has moved money back for a charge. */
  executions(charge: Charge): number {
    const row = this.gateway
      .prepare('SELECT count(*) AS n FROM execution WHERE gateway_ref = ?')
      .get(charge.gatewayRef) as { n: number };
    return row.n;
  }

  /** States of all refunds in the team database. */
  async refundStates(): Promise<readonly string[]> {
    const { rows } = await this.owner.query('SELECT state FROM crm.refund ORDER BY id');
    return rows.map((row) => String(row[0]));
  }

  /** Ends everything and removes every file. */
  async close(): Promise<void> {
    for (const app of this.desktops) await app.stop();
    await this.endHub('SIGTERM');
    await this.proxy.close();
    this.gateway.close();
    await this.team.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async endHub(signal: NodeJS.Signals): Promise<void> {
    if (this.hub === null || this.hub.exitCode !== null || this.hub.signalCode !== null) return;
    const ended = once(this.hub, 'exit');
    this.hub.kill(signal);
    await ended;
    this.hub = null;
  }

  private describeWorkspace(dataDirectory: string, login: string, port: number): void {
    mkdirSync(dataDirectory, { recursive: true });
    const workspace = {
      kind: 'team',
      name: 'test-team',
      host: '127.0.0.1',
      port,
      database: TEAM_DATABASE,
      login,
      tls: 'off',
    };
    writeFileSync(join(dataDirectory, 'workspace.json'), JSON.stringify(workspace));
  }
}
