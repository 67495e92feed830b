import { setTimeout as delay } from 'node:timers/promises';
import { DeskError } from '../../shared/errors.ts';
import { failure } from '../../shared/ipc/result.ts';
import { claimDataDirectory } from '../lib/local-socket.ts';
import { readWorkspace } from '../lib/workspace.ts';
import type { DeskSession, DeskSessionOptions } from './desk-session.ts';
import { openOwnServices } from './own-services.ts';
import { askRunningProgram } from './running-program.ts';

const BUSY_RETRY_MS = 200;
const LONGEST_BUSY_MS = 30_000;

/** What one `desk` tells another that finds it at work. */
const BUSY = JSON.stringify(failure('workspace-in-use', 'Another desk command is at work'));

/**
 * Opens the workspace of a data directory. Exactly one process works on it: if that is the window program, it is asked;
 * if it is another `desk`, this one waits for it to end.
 * @throws DeskError `workspace-in-use` after half a minute, and whatever stands in the way of starting
 */
export async function openDeskSession(given: Omit<DeskSessionOptions, 'workspace'>): Promise<DeskSession> {
  const options = { ...given, workspace: readWorkspace(given.dataDirectory) };
  if (options.demo && options.workspace.kind === 'team') {
    throw new DeskError('bad-input', '--demo fills the embedded workspace only, never a team database');
  }
  const deadline = Date.now() + LONGEST_BUSY_MS;
  for (let told = false; ; ) {
    try {
      return (await askRunningProgram(options)) ?? (await startServices(options));
    } catch (error) {
      const isBusy = error instanceof DeskError && error.code === 'workspace-in-use';
      if (!isBusy || Date.now() > deadline) throw error;
    }
    if (!told) options.note('Waiting for another command on this data directory ...');
    told = true;
    await delay(BUSY_RETRY_MS);
  }
}

async function startServices(options: DeskSessionOptions): Promise<DeskSession> {
  const claim = await claimDataDirectory(options.dataDirectory, async () => BUSY);
  try {
    const session = await openOwnServices(options);
    return {
      ...session,
      close: () => session.close().finally(() => claim.release()),
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}
