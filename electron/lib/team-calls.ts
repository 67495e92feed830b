import { DeskError } from '../../shared/errors.ts';
import {
  type Caller,
  type CallHandlers,
  callPort,
  emitEvent,
  onPortEvent,
  type PortLike,
  servePort,
} from './process-messages.ts';
import { type TeamClient, TeamError, type TeamErrorClass } from './team/team-client.ts';

/** The methods of a team client that cross from the data process to the hub as named calls. */
type TeamMethod =
  | 'head'
  | 'page'
  | 'pull'
  | 'submit'
  | 'commandStatus'
  | 'importPayments'
  | 'importTickets'
  | 'attachmentChunk'
  | 'noteExport';

/** A `TeamError` travels as a value: what is thrown loses its fields on the way. */
type TeamReply<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly errorClass: TeamErrorClass;
      readonly code: string;
      readonly sqlState: string | null;
    };

type TeamCall<Method extends TeamMethod> = (input: {
  /** Who acts: the embedded database runs the call under this login. */
  readonly login: string;
  readonly parameters: Parameters<TeamClient[Method]>;
}) => Promise<TeamReply<Awaited<ReturnType<TeamClient[Method]>>>>;

type TeamCallHandlers = { readonly [Method in TeamMethod as `team.${Method}`]: TeamCall<Method> };

const IMPORT_TIMEOUT_MS = 120_000;
const CALL_TIMEOUT_MS = 15_000;

const TEAM_HINT = { type: 'team-hint' } as const;

function isTeamHint(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === TEAM_HINT.type;
}

async function replyOf<Value>(answer: Promise<Value>): Promise<TeamReply<Value>> {
  try {
    return { ok: true, value: await answer };
  } catch (error) {
    if (!(error instanceof TeamError)) throw error;
    const { errorClass, code, sqlState } = error;
    return { ok: false, errorClass, code, sqlState };
  }
}

/** Hub's end: serves the team database to the data process under the login that each call names. */
export function serveTeamCalls(port: PortLike, clientFor: (login: string) => TeamClient): void {
  const handlers: TeamCallHandlers = {
    'team.head': ({ login }) => replyOf(clientFor(login).head()),
    'team.page': ({ login, parameters }) => replyOf(clientFor(login).page(...parameters)),
    'team.pull': ({ login, parameters }) => replyOf(clientFor(login).pull(...parameters)),
    'team.submit': ({ login, parameters }) => replyOf(clientFor(login).submit(...parameters)),
    'team.commandStatus': ({ login, parameters }) => replyOf(clientFor(login).commandStatus(...parameters)),
    'team.importPayments': ({ login, parameters }) => replyOf(clientFor(login).importPayments(...parameters)),
    'team.importTickets': ({ login, parameters }) => replyOf(clientFor(login).importTickets(...parameters)),
    'team.attachmentChunk': ({ login, parameters }) =>
      replyOf(clientFor(login).attachmentChunk(...parameters)),
    'team.noteExport': ({ login, parameters }) => replyOf(clientFor(login).noteExport(...parameters)),
  };
  servePort(port, handlers satisfies CallHandlers);
}

/** Hub's end: tells the data process that the team database has something new. */
export function sendTeamHint(port: PortLike): void {
  emitEvent(port, TEAM_HINT);
}

/** Data's end of the line to the hub. It outlives the hub: each restart attaches a new port. */
export type HubLine = {
  attach(port: PortLike): void;
  clientFor(login: string): TeamClient;
};

function teamErrorOf(error: unknown): TeamError {
  const code = error instanceof DeskError ? error.code : 'internal';
  if (code === 'hub-unavailable') return new TeamError('retry', 'offline', null);
  // Outcome unknown, like a lost connection: the same id may be sent again.
  if (code === 'timed-out') return new TeamError('retry', 'timed-out', null);
  return new TeamError('hold', 'internal', null);
}

/** Makes data's end. Until a hub is attached every call fails as `offline`. */
export function createHubLine(): HubLine {
  let caller: Caller<TeamCallHandlers> | null = null;
  const listeners = new Set<() => void>();

  async function call<Value>(
    send: (hub: Caller<TeamCallHandlers>) => Promise<TeamReply<Value>>,
  ): Promise<Value> {
    if (caller === null) throw new TeamError('retry', 'offline', null);
    const reply = await send(caller).catch((error: unknown) => {
      throw teamErrorOf(error);
    });
    if (reply.ok) return reply.value;
    throw new TeamError(reply.errorClass, reply.code, reply.sqlState);
  }

  return {
    attach(port) {
      caller?.close();
      caller = callPort<TeamCallHandlers>(port, 'hub-unavailable');
      onPortEvent(port, (event) => {
        if (isTeamHint(event)) for (const listener of listeners) listener();
      });
    },
    clientFor: (login) => ({
      head: () => call((hub) => hub.call('team.head', { login, parameters: [] }, CALL_TIMEOUT_MS)),
      page: (...parameters) => call((hub) => hub.call('team.page', { login, parameters }, CALL_TIMEOUT_MS)),
      pull: (...parameters) => call((hub) => hub.call('team.pull', { login, parameters }, CALL_TIMEOUT_MS)),
      submit: (...parameters) =>
        call((hub) => hub.call('team.submit', { login, parameters }, CALL_TIMEOUT_MS)),
      commandStatus: (...parameters) =>
        call((hub) => hub.call('team.commandStatus', { login, parameters }, CALL_TIMEOUT_MS)),
      importPayments: (...parameters) =>
        call((hub) => hub.call('team.importPayments', { login, parameters }, IMPORT_TIMEOUT_MS)),
      importTickets: (...parameters) =>
        call((hub) => hub.call('team.importTickets', { login, parameters }, IMPORT_TIMEOUT_MS)),
      attachmentChunk: (...parameters) =>
        call((hub) => hub.call('team.attachmentChunk', { login, parameters }, CALL_TIMEOUT_MS)),
      noteExport: (...parameters) =>
        call((hub) => hub.call('team.noteExport', { login, parameters }, CALL_TIMEOUT_MS)),
      onHint(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      // The line belongs to main, which replaces it with the hub: there is no connection of ours to drop.
      reset: () => undefined,
      close: async () => undefined,
    }),
  };
}
