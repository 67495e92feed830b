import { once } from 'node:events';
import type { Log } from '../lib/log.ts';
import type { TeamConnection } from '../lib/team/connection.ts';
import { createHubClient } from '../lib/team/hub-client.ts';
import { createPgSession } from '../lib/team/pg-session.ts';
import { createSimulatedChannel } from './channels/simulated.ts';
import { demoBehaviour } from './gateways/simulator/behaviour.ts';
import { createSimulatorGateway } from './gateways/simulator/simulator.ts';
import { openSimulatorDatabase } from './gateways/simulator/simulator-database.ts';
import { createHubService } from './hub-service.ts';

export type HeadlessHubOptions = {
  /** With a login of role hub. */
  readonly connection: TeamConnection;
  /** The simulated gateway's books, shared by all hubs on this machine. */
  readonly simulatorFile: string;
  readonly log: Log;
  /** Aborted by SIGTERM or SIGINT. */
  readonly stop: AbortSignal;
  /** Called once the team database has answered and the jobs run. */
  onReady(): void;
};

/**
 * The hub beside a team database, until it is told to stop; what is in hand is finished.
 * @throws TeamError when the team database can't be reached at the start: a wrong password should not loop
 */
export async function runHeadlessHub(options: HeadlessHubOptions): Promise<void> {
  const { log, stop } = options;
  const hub = createHubClient(createPgSession(options.connection, { applicationName: 'visadesk-hub' }));
  const simulator = openSimulatorDatabase(options.simulatorFile);
  const simulatedChannel = createSimulatedChannel();
  try {
    // Its first duty, and one that only a hub may do: a login of another role should not wait for a refund to fail.
    await hub.expire();
    const service = createHubService({
      hub,
      gateways: (name) =>
        createSimulatorGateway(name, { database: simulator, behaviour: demoBehaviour, now: Date.now }),
      channels: () => simulatedChannel,
      log,
      embedded: false,
    });
    log.info('hub runs');
    options.onReady();
    if (!stop.aborted) await once(stop, 'abort');
    log.info('hub stops');
    await service.stop();
  } finally {
    simulator.close();
    await hub.close();
  }
}
