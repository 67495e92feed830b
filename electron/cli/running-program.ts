import { setTimeout as delay } from 'node:timers/promises';
import { DeskError } from '../../shared/errors.ts';
import { type CallInput, type CallName, type CallOutput, contract } from '../../shared/ipc/contract.ts';
import { type Envelope, unwrap } from '../../shared/ipc/result.ts';
import { callRunningProgram } from '../lib/local-socket.ts';
import { type DeskSession, type DeskSessionOptions, NOT_PULLED, whoActs } from './desk-session.ts';
import { openTeamSide, type TeamSide } from './team-side.ts';

/** A program that has just been started knows its people after its first sync. */
const LONGEST_START_MS = 30_000;
const START_RETRY_MS = 250;

/**
 * The workspace of the program that is running on the data directory; null when none is.
 * Reads are those of the person who works there; an import acts as `--as` says, like one without the program.
 */
export async function askRunningProgram(options: DeskSessionOptions): Promise<DeskSession | null> {
  const { dataDirectory, workspace } = options;

  async function ask<Name extends CallName>(
    name: Name,
    input: CallInput<Name>,
  ): Promise<CallOutput<Name> | null> {
    const answer = await callRunningProgram(dataDirectory, name, input, contract[name].timeoutMs);
    // The program's own router has checked the answer's shape by its type.
    return answer === undefined ? null : unwrap(JSON.parse(answer) as Envelope<CallOutput<Name>>);
  }

  async function call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const value = await ask(name, input);
    if (value !== null) return value;
    throw new DeskError('data-unavailable', 'The running program ended before it answered.');
  }

  async function whoReads(): Promise<CallOutput<'session.current'> | null> {
    const deadline = Date.now() + LONGEST_START_MS;
    for (;;) {
      try {
        return await ask('session.current', {});
      } catch (error) {
        const isStarting = error instanceof DeskError && error.code === 'data-unavailable';
        if (!isStarting || Date.now() > deadline) throw error;
      }
      await delay(START_RETRY_MS);
    }
  }

  const current = await whoReads();
  if (current === null) return null;
  const reader = current.staff.login;
  if (options.login !== null) whoActs(current.choices, options.login);
  if (options.demo) throw new DeskError('bad-input', '--demo: close the program that is running there first');

  let pulling: Promise<void> | null = null;
  async function pullOnce(): Promise<void> {
    await call('connection.sync-now', {}).catch(() => options.note(NOT_PULLED));
  }

  // A team database's hub is not in the program: an import goes there directly.
  let team: TeamSide | null = null;
  return {
    async call(name, input) {
      if (options.login !== null && options.login !== reader) {
        throw new DeskError(
          'bad-input',
          `${reader} works in the running program; leave --as away or close it`,
        );
      }
      pulling ??= pullOnce();
      await pulling;
      return call(name, input);
    },
    async importPayments(source, rows, asOf) {
      if (workspace.kind === 'embedded') {
        return call('imports.batch', {
          login: whoActs(current.choices, options.login),
          source,
          asOf,
          rows: [...rows],
        });
      }
      team ??= openTeamSide(workspace, options);
      return team.importPayments(source, rows, asOf);
    },
    close: async () => team?.close(),
  };
}
