import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import { DeskError, type ErrorCode } from '../../shared/errors.ts';
import type { ChildEvent, ChildHandlers, ChildStart } from '../lib/child-contract.ts';
import type { Log } from '../lib/log.ts';
import { type Caller, callPort, onPortEvent, type ProcessMessage } from '../lib/process-messages.ts';
import { decideAfterCrash } from './crash-policy.ts';

/**
 * How a child is doing. `restarting`: it was ready once, crashed and is on its way back; `refused`: it runs but can
 * not serve, and says why; `given-up`: it crashes again and again.
 */
export type ChildState =
  | { readonly phase: 'starting' | 'ready' | 'restarting' | 'stopped' | 'given-up' }
  | { readonly phase: 'refused'; readonly code: ErrorCode };

export type ChildOptions = {
  readonly name: 'data' | 'hub';
  /** The built entry file. */
  readonly modulePath: string;
  readonly start: ChildStart;
  readonly log: Log;
  /** A new process exists: time to hand it a port to the other child. */
  onSpawn(): void;
  onState(state: ChildState): void;
  onEvent(event: ChildEvent): void;
};

/** A first start on a slow machine creates a database cluster; it never takes this long unless it hangs. */
const START_TIMEOUT_MS = 5 * 60_000;
const STOP_TIMEOUT_MS = 5_000;

type Running = { readonly process: UtilityProcess; readonly caller: Caller<ChildHandlers> };

/** A utility process that is restarted when it crashes, within reason (see crash-policy.ts). */
export type Child = {
  readonly name: 'data' | 'hub';
  /** True from the moment it is forked until it has ended. */
  isRunning(): boolean;
  /** Process id; null while there is no process, or one that the system has not started yet. */
  processId(): number | null;
  state(): ChildState;
  start(): void;
  /** Relays a contract call. Rejects with `data-unavailable` or `hub-unavailable` when there is no process. */
  invoke(name: string, inputText: string, timeoutMs: number): Promise<string>;
  /** Hands over the direct line to the other child. */
  givePort(port: MessagePortMain): void;
  /** Starts again after `refused` or `given-up`, with a clean record. */
  retry(): Promise<void>;
  /** Lets it finish what is in hand; kills it after five seconds. */
  stop(): Promise<void>;
};

/** Prepares a child process; nothing runs until `start`. */
export function createChild(options: ChildOptions): Child {
  const { name, log } = options;
  const unavailable = name === 'data' ? 'data-unavailable' : 'hub-unavailable';
  let running: Running | undefined;
  let state: ChildState = { phase: 'stopped' };
  let crashTimes: number[] = [];
  let wasReady = false;
  let restartTimer: NodeJS.Timeout | undefined;

  const change = (next: ChildState): void => {
    state = next;
    wasReady ||= next.phase === 'ready';
    log.info('child state', { child: name, phase: next.phase });
    options.onState(next);
  };

  const logOutput = (stream: NodeJS.ReadableStream | null): void => {
    stream?.on('data', (chunk: Buffer) => {
      const text = chunk.toString('utf8').trimEnd();
      if (text !== '') log.warn('child output', { child: name, text });
    });
  };

  const onExit = (ended: UtilityProcess, exitCode: number): void => {
    if (running?.process !== ended) return;
    running = undefined;
    if (state.phase === 'stopped') return;
    const now = Date.now();
    crashTimes = [...crashTimes, now];
    log.error('child ended unexpectedly', undefined, { child: name, exitCode });
    const decision = decideAfterCrash(crashTimes, now);
    if (decision === 'give-up') {
      change({ phase: 'given-up' });
      return;
    }
    change({ phase: wasReady ? 'restarting' : 'starting' });
    restartTimer = setTimeout(start, decision.restartAfterMs);
  };

  const startService = async ({ caller, process }: Running): Promise<void> => {
    let next: ChildState = { phase: 'ready' };
    try {
      await caller.call('start', options.start, START_TIMEOUT_MS);
    } catch (error) {
      const code = error instanceof DeskError ? error.code : 'internal';
      // Gone: the exit handler decides what follows.
      if (code === unavailable) return;
      log.error('child could not start', error, { child: name, code });
      next = { phase: 'refused', code };
    }
    if (running?.process === process && state.phase !== 'stopped') change(next);
  };

  const start = (): void => {
    const child = utilityProcess.fork(options.modulePath, [], {
      serviceName: `VisaDesk ${name}`,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const current: Running = { process: child, caller: callPort<ChildHandlers>(child, unavailable) };
    running = current;
    logOutput(child.stdout);
    logOutput(child.stderr);
    child.on('exit', (exitCode) => onExit(child, exitCode));
    // Our own child's messages: their types are known on both ends.
    onPortEvent(child, (event) => options.onEvent(event as ChildEvent));
    change({ phase: wasReady ? 'restarting' : 'starting' });
    options.onSpawn();
    void startService(current);
  };

  const stop = async (): Promise<void> => {
    clearTimeout(restartTimer);
    const stopping = running;
    change({ phase: 'stopped' });
    if (!stopping) return;
    const ended = new Promise<void>((resolve) => stopping.process.once('exit', () => resolve()));
    const killTimer = setTimeout(() => {
      log.warn('child did not stop in time; killing it', { child: name });
      stopping.process.kill();
    }, STOP_TIMEOUT_MS);
    // It exits instead of answering: being cut off is what success looks like.
    stopping.caller.call('stop', {}, STOP_TIMEOUT_MS).catch(() => undefined);
    await ended;
    clearTimeout(killTimer);
  };

  return {
    name,
    isRunning: () => running !== undefined,
    processId: () => running?.process.pid ?? null,
    state: () => state,
    start,
    stop,
    async invoke(callName, inputText, timeoutMs) {
      if (!running) throw new DeskError(unavailable, `${name} is not running`);
      return running.caller.call('invoke', { name: callName, inputText }, timeoutMs);
    },
    givePort(port) {
      running?.process.postMessage({ type: 'port' } satisfies ProcessMessage, [port]);
    },
    async retry() {
      await stop();
      crashTimes = [];
      wasReady = false;
      start();
    },
  };
}
