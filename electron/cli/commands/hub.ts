import { join } from 'node:path';
import { DeskError } from '../../../shared/errors.ts';
import { runHeadlessHub } from '../../hub/headless.ts';
import { teamConnectionOf } from '../../lib/connection-config.ts';
import { openLog } from '../../lib/log.ts';
import { deskErrorOf } from '../../lib/team-errors.ts';
import { readWorkspace } from '../../lib/workspace.ts';
import type { CommandAnswer, CommandContext, DeskCommand } from '../command.ts';

export const hubCommand: DeskCommand = {
  name: 'hub',
  usage: '--simulator DIR',
  summary:
    'Runs the back office beside a team database until it gets SIGTERM: sends approved refunds, keeps house.',
  positionals: { least: 0, most: 0 },
  options: {
    simulator: {
      type: 'string',
      value: 'DIR',
      help: 'simulates every gateway and channel, with its books in this folder; real ones come with a later version',
    },
  },
  run: runHub,
};

async function runHub({
  dataDirectory,
  options,
  surroundings,
  note,
}: CommandContext): Promise<CommandAnswer> {
  const workspace = readWorkspace(dataDirectory);
  if (workspace.kind === 'embedded') {
    throw new DeskError(
      'bad-input',
      `The hub of the embedded workspace runs inside the program; ${join(dataDirectory, 'workspace.json')} must name a team database`,
    );
  }
  const folder = options.simulator;
  // Never by default: a refund that is only simulated must not look paid in a real team database.
  if (typeof folder !== 'string') {
    throw new DeskError(
      'bad-input',
      'This version has only simulated gateways and channels: say --simulator DIR',
    );
  }
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
  try {
    await runHeadlessHub({
      connection: teamConnectionOf(workspace, surroundings.environment),
      simulatorFile: join(folder, 'gateway-simulator.db'),
      log: openLog(join(dataDirectory, 'logs', 'hub.log')),
      stop: stop.signal,
      onReady: () => note(`The hub of ${workspace.name} runs; SIGTERM stops it.`),
    });
  } catch (error) {
    throw deskErrorOf(error);
  } finally {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  }
  return { json: { stopped: true }, text: 'The hub has stopped.', exitCode: 0 };
}
