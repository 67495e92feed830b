import { join } from 'node:path';
import { demoContract } from '../../shared/domains/demo/contract.ts';
import { importsContract } from '../../shared/domains/imports/contract.ts';
import type { HandlersFor } from '../../shared/ipc/define.ts';
import { runChild } from '../lib/child-entry.ts';
import { openLog } from '../lib/log.ts';
import { createRouter } from '../lib/router.ts';
import { sendTeamHint, serveTeamCalls } from '../lib/team-calls.ts';
import { deskErrorOf } from '../lib/team-errors.ts';
import { openEmbeddedHub } from './embedded-hub.ts';

// The hub process of the embedded workspace. A team database's hub runs beside it: see headless.ts.
runChild('hub-unavailable', async (start, host) => {
  const log = openLog(join(start.dataDirectory, 'logs', 'hub.log'));
  log.info('start', { version: start.version, pid: process.pid });
  const hub = await openEmbeddedHub({
    applicationRoot: start.applicationRoot,
    dataDirectory: start.dataDirectory,
    demo: 'first-start',
    // Tests that need no world start sooner and have the computer to themselves.
    world: process.env.VISADESK_DEMO !== 'small',
    log,
    onStep: (step) => host.emit({ type: 'step', step }),
  });
  let stopHints: (() => void) | null = null;
  host.onPeer((port) => {
    serveTeamCalls(port, hub.clientFor);
    stopHints?.();
    stopHints = hub.onHint(() => sendTeamHint(port));
  });
  hub.startJobs();

  const contract = { ...importsContract, ...demoContract } as const;
  const handlers: HandlersFor<typeof contract> = {
    'imports.batch': async ({ login, source, rows, asOf }) => {
      try {
        return await hub.importBatch(login, source, rows, asOf);
      } catch (error) {
        throw deskErrorOf(error);
      }
    },
    'demo.cases': ({ login }) => hub.demoCases(login),
  };
  const { invoke } = createRouter(contract, handlers, {
    onSlow: (name, milliseconds) => log.info('slow call', { name, milliseconds }),
    onBug: (name, error) => log.error(`${name} failed`, error),
  });
  return { invoke, stop: hub.stop };
});
