import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoCase } from '../../shared/domains/demo/contract.ts';
import type { ImportCounts } from '../../shared/domains/imports/contract.ts';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import type { Log } from '../lib/log.ts';
import { createHubClient } from '../lib/team/hub-client.ts';
import type { TeamClient, WireRow } from '../lib/team/team-client.ts';
import { createSimulatedChannel } from './channels/simulated.ts';
import { buildDemo } from './demo/build-demo.ts';
import { demoCases } from './demo/demo-cases.ts';
import { fillWorld, planWorld, type WorldFiller } from './demo/fill-world.ts';
import { createDemoStaff, loadDemo } from './demo/load-demo.ts';
import { demoBehaviour } from './gateways/simulator/behaviour.ts';
import { registerCharges } from './gateways/simulator/charges.ts';
import { createSimulatorGateway } from './gateways/simulator/simulator.ts';
import { openSimulatorDatabase, type SimulatorDatabase } from './gateways/simulator/simulator-database.ts';
import { createHubService, type HubService } from './hub-service.ts';
import { openEmbeddedTeamDatabase } from './team-database/embedded.ts';
import { CLUSTER_TEMPLATE, embeddedPaths } from './workspace-paths.ts';

export type EmbeddedHubOptions = {
  /** Folder with `migrations/`. */
  readonly applicationRoot: string;
  readonly dataDirectory: string;
  /** `first-start`: fill a database that has just been made. `if-empty`: also one without payments. */
  readonly demo: 'never' | 'first-start' | 'if-empty';
  /** Whether the rest of the demo, its world, comes in the background while the jobs run. */
  readonly world: boolean;
  readonly log: Log;
  /** Hears of the long steps `team-database` and `demo-data`. */
  onStep(step: string): void;
};

/** The team database of one computer, inside this process, with its hub. For demonstration: it is not durable. */
export type EmbeddedHub = {
  /** The team database as a login sees it. */
  clientFor(login: string): TeamClient;
  /** `importPayments` of this login's client. */
  importBatch(login: string, ...batch: Parameters<TeamClient['importPayments']>): Promise<ImportCounts>;
  staff(): Promise<readonly Staff[]>;
  /** The demo's cases as this login sees them; none for a stranger. */
  demoCases(login: string): Promise<DemoCase[]>;
  /** Calls `listener` when there is something new to pull. Returns unsubscribe. */
  onHint(listener: () => void): () => void;
  /** Starts sending and following refunds, and filling in the demo's world; before, the database just answers. */
  startJobs(): void;
  stop(): Promise<void>;
};

/**
 * Opens the embedded workspace. It has no place to configure a gateway: every payment goes to the simulated one, so
 * no secret of a real gateway can ever lie on a desktop.
 */
export async function openEmbeddedHub(options: EmbeddedHubOptions): Promise<EmbeddedHub> {
  const paths = embeddedPaths(options.dataDirectory);
  options.onStep('team-database');
  // A first start that was interrupted leaves half a database, in which nobody has worked yet.
  if (!existsSync(paths.ready)) {
    for (const path of [paths.team, paths.world]) rmSync(path, { recursive: true, force: true });
  }
  const database = await openEmbeddedTeamDatabase({
    directory: paths.team,
    migrationsDirectory: join(options.applicationRoot, 'migrations', 'team'),
    templateFile: join(options.applicationRoot, 'dist', CLUSTER_TEMPLATE),
  });
  const hub = createHubClient(database.hubSession);
  const simulator = openSimulatorDatabase(paths.simulator);
  const simulatedChannel = createSimulatedChannel();
  const writers = { hub, owner: database.ownerSession };
  let service: HubService | null = null;
  let filler: WorldFiller | null = null;

  const isNew = !(await hub.staff()).some(({ role }) => role !== 'hub');
  if (isNew) await createDemoStaff(database.ownerSession);
  const fill =
    options.demo === 'if-empty'
      ? await hasNoPayments(database.clientFor('ingrid'))
      : options.demo === 'first-start' && isNew;
  if (fill) {
    options.onStep('demo-data');
    const demo = buildDemo(Date.now());
    await loadDemo(demo, writers);
    registerImported(simulator, demo.payments);
    if (options.world) planWorld(paths.world, demo.asOf);
  }
  // Only now: who is killed before begins again instead of keeping half the demo for ever.
  writeFileSync(paths.ready, '');

  function touch(): void {
    service?.touch();
  }

  async function importBatch(
    login: string,
    ...[source, rows, asOf]: Parameters<TeamClient['importPayments']>
  ): Promise<ImportCounts> {
    const counts = await database.clientFor(login).importPayments(source, rows, asOf);
    registerImported(simulator, rows);
    touch();
    return counts;
  }

  return {
    clientFor: (login) => {
      const client = database.clientFor(login);
      return {
        ...client,
        importPayments: (...batch) => importBatch(login, ...batch),
        async submit(command) {
          const result = await client.submit(command);
          touch();
          return result;
        },
      };
    },
    importBatch,
    staff: () => hub.staff(),
    async demoCases(login) {
      const isStaff = (await hub.staff()).some((person) => person.login === login && person.active);
      return isStaff ? demoCases(database.sessionFor(login)) : [];
    },
    onHint: (listener) => database.hubSession.onHint(listener),
    startJobs() {
      service ??= createHubService({
        hub,
        gateways: (name) =>
          createSimulatorGateway(name, { database: simulator, behaviour: demoBehaviour, now: Date.now }),
        channels: () => simulatedChannel,
        log: options.log,
        embedded: true,
      });
      if (!options.world) return;
      filler ??= fillWorld({
        file: paths.world,
        writers,
        log: options.log,
        onPayments: (rows) => registerImported(simulator, rows),
      });
    },
    async stop() {
      await Promise.all([service?.stop(), filler?.stop()]);
      simulator.close();
      await database.close();
    },
  };
}

async function hasNoPayments(client: TeamClient): Promise<boolean> {
  return (await client.page('payment', null, 1)).rows.length === 0;
}

/** The simulated gateway hears of captured charges from the same rows that tell us. */
function registerImported(simulator: SimulatorDatabase, rows: readonly WireRow[]): void {
  registerCharges(
    simulator,
    rows.flatMap(({ gateway, gateway_ref, amount_minor, currency, status }) =>
      status === 'captured' &&
      typeof gateway === 'string' &&
      typeof gateway_ref === 'string' &&
      typeof amount_minor === 'number' &&
      typeof currency === 'string'
        ? [{ gateway, gatewayRef: gateway_ref, capturedMinor: amount_minor, currency }]
        : [],
    ),
  );
}
