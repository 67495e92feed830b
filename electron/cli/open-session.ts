import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DeskError } from '../../shared/errors.ts';
import { type CallInput, type CallName, type CallOutput, contract } from '../../shared/ipc/contract.ts';
import { type Envelope, failure, unwrap } from '../../shared/ipc/result.ts';
import { callRunningProgram, claimDataDirectory, type DataDirectoryClaim } from '../lib/local-socket.ts';
import { openLog } from '../lib/log.ts';
import { readWorkspace, type Workspace } from '../lib/workspace.ts';
import { type DeskSession, type DeskSessionOptions, unknownLogin } from './desk-session.ts';
import { openOwnServices } from './own-services.ts';

const BUSY_RETRY_MS = 200;
const LONGEST_BUSY_MS = 30_000;

/** What one `desk` tells another that finds it at work. */
const BUSY = JSON.stringify(failure('workspace-in-use', 'Another desk command is at work'));

/**
 * Opens the workspace of a data directory. Exactly one process works on it: if that is the window program, it is asked;
 * if it is another `desk`, this one waits for it to end.
 * @throws DeskError `workspace-in-use` after half a minute, and whatever stands in the way of starting
 */
export async function openDeskSession(options: DeskSessionOptions): Promise<DeskSession> {
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

async function askRunningProgram(options: DeskSessionOptions): Promise<DeskSession | null> {
  const { dataDirectory } = options;

  async function ask<Name extends CallName>(
    name: Name,
    input: CallInput<Name>,
  ): Promise<CallOutput<Name> | null> {
    const answer = await callRunningProgram(dataDirectory, name, input, contract[name].timeoutMs);
    // The program's own router has checked the answer's shape by its type.
    return answer === undefined ? null : unwrap(JSON.parse(answer) as Envelope<CallOutput<Name>>);
  }

  const current = await ask('session.current', {});
  if (current === null) return null;
  const login = options.login ?? current.staff.login;
  if (!current.choices.some((staff) => staff.login === login)) throw unknownLogin(login);

  async function call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const value = await ask(name, input);
    if (value !== null) return value;
    throw new DeskError('data-unavailable', 'The running program ended before it answered.');
  }

  return {
    login,
    async call(name, input) {
      if (login !== current.staff.login) {
        const who = current.staff.login;
        throw new DeskError('bad-input', `${who} works in the running program; leave --as away or close it`);
      }
      return call(name, input);
    },
    importPayments: (source, rows) => call('imports.batch', { login, source, rows: [...rows] }),
    close: async () => undefined,
  };
}

async function startServices(options: DeskSessionOptions): Promise<DeskSession> {
  const { dataDirectory } = options;
  const claim = await claimDataDirectory(dataDirectory, async () => BUSY);
  try {
    return releasing(
      claim,
      await openOwnServices(options, workspaceOf(options), openLog(logFile(dataDirectory))),
    );
  } catch (error) {
    await claim.release();
    throw error;
  }
}

function workspaceOf({ dataDirectory, demo }: DeskSessionOptions): Workspace {
  const workspace = readWorkspace(dataDirectory);
  if (demo && workspace.kind === 'team') {
    throw new DeskError('bad-input', '--demo fills the embedded workspace only, never a team database');
  }
  return workspace;
}

function logFile(dataDirectory: string): string {
  return join(dataDirectory, 'logs', 'desk.log');
}

function releasing(claim: DataDirectoryClaim, session: DeskSession): DeskSession {
  return {
    ...session,
    async close() {
      try {
        await session.close();
      } finally {
        await claim.release();
      }
    },
  };
}
