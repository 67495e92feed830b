import type { ConnectionStatus } from '../../../shared/domains/connection/contract.ts';
import { DeskError, type ErrorCode } from '../../../shared/errors.ts';
import type { Log } from '../../lib/log.ts';
import { type TeamClient, TeamError } from '../../lib/team/team-client.ts';
import { deskErrorOf } from '../../lib/team-errors.ts';
import type { Clock } from '../clock.ts';
import { retryDelay } from '../outbox/rules.ts';
import type { Puller } from './pull.ts';

const ACTIVE_POLL_MS = 5_000;
const HIDDEN_POLL_MS = 30_000;
/** Polls of many desktops must not fall together. */
const JITTER = 0.2;
/** So many failures in a row are "offline"; fewer are a hiccup. */
const OFFLINE_AFTER = 3;
/** A refused login or an old program is not asked again every few seconds. */
const REFUSED_POLL_MS = 60_000;
const TICK_MS = 5_000;
/** Anybody with a login can hint, by the thousand: one pull in this time is enough for all of them. */
const HINT_PAUSE_MS = 250;
/** A tick this much late means that the computer slept: the connection looks alive and is not. */
const SLEPT_MS = 10_000;

type State = ConnectionStatus['state'];

export type LoopParts = {
  readonly team: TeamClient;
  readonly puller: Puller;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** False: pulls only when told to. */
  readonly polling: boolean;
  /** The state, its reason or the age of the data changed. */
  readonly onStatus: () => void;
  /** The cache is confirmed to be up to date and the outbox may be sent; `recovered` = it was not so before. */
  readonly onLive: (recovered: boolean) => void;
  /** The cache is damaged: makes a new one. */
  readonly rebuildCache: () => Promise<void>;
};

/** Decides when to pull and what the connection pill says. */
export type SyncLoop = {
  start(): void;
  /** Ends polling and waits for the pull in hand. */
  stop(): Promise<void>;
  /** Pulls at once and waits for it. @throws DeskError why it failed */
  syncNow(): Promise<void>;
  /** Pulls soon. */
  request(): void;
  /** Something failed elsewhere: not live until a pull has succeeded. */
  suspect(): void;
  /** The cache turned out to be damaged: a new one is made before the next pull. */
  repairCache(): void;
  setActive(active: boolean): void;
  setOffline(offline: boolean): void;
  isLive(): boolean;
  status(): { readonly state: State; readonly reason: ErrorCode | null; readonly clockSkewMs: number | null };
};

export function createSyncLoop(parts: LoopParts): SyncLoop {
  const { clock, puller, team } = parts;
  let state: State = 'starting';
  let reason: ErrorCode | null = null;
  let clockSkewMs: number | null = null;
  let failures = 0;
  let wasLive = false;
  let active = true;
  let stopped = false;
  let running: Promise<void> | null = null;
  let again = false;
  let isCacheDamaged = false;
  let isHintPause = false;
  let wasHinted = false;
  let cancelHintPause = (): void => undefined;
  let cancelNext = (): void => undefined;
  let cancelTick = (): void => undefined;
  let unsubscribe = (): void => undefined;

  const show = (next: State, why: ErrorCode | null): void => {
    state = next;
    reason = why;
    parts.onStatus();
  };
  const succeed = (serverNow: number): void => {
    const recovered = failures > 0 || !wasLive;
    failures = 0;
    wasLive = true;
    clockSkewMs = clock.now() - serverNow;
    show('live', null);
    parts.onLive(recovered);
  };
  const fail = (error: unknown): void => {
    failures += 1;
    if (error instanceof DeskError && error.code === 'cache-rebuilt') isCacheDamaged = true;
    const { code, isRefusal } = classify(error);
    if (code === 'internal') parts.log.error('A pull failed', error);
    if (isRefusal) show('refused', code);
    else if (failures >= OFFLINE_AFTER) show('offline', code);
    else show(wasLive ? 'reconnecting' : 'starting', code);
  };
  const delay = (): number => {
    if (state === 'refused') return REFUSED_POLL_MS;
    if (failures > 0) return retryDelay(failures, parts.random());
    const interval = active ? ACTIVE_POLL_MS : HIDDEN_POLL_MS;
    return interval * (1 - JITTER + 2 * JITTER * parts.random());
  };
  const schedule = (): void => {
    cancelNext();
    if (stopped || !parts.polling || state === 'working_offline') return;
    cancelNext = clock.after(delay(), () => void run());
  };
  const repair = async (): Promise<void> => {
    if (!isCacheDamaged) return;
    await parts.rebuildCache();
    isCacheDamaged = false;
  };
  const pullOnce = async (): Promise<void> => {
    do {
      again = false;
      try {
        await repair();
        const head = await puller.pull();
        // What the agent chose in the meantime stands.
        if (state !== 'working_offline' && !stopped) succeed(head.now);
      } catch (error) {
        if (state !== 'working_offline' && !stopped) fail(error);
        throw error;
      }
    } while (again && !stopped);
  };
  /** Never two pulls at once; who comes in the middle gets one more after it. Does not throw. */
  const run = async (): Promise<unknown> => {
    cancelNext();
    if (stopped || state === 'working_offline') return null;
    if (running) {
      again = true;
      return running.catch((error: unknown) => error);
    }
    running = pullOnce();
    const failure = await running.then(
      () => null,
      (error: unknown) => error,
    );
    running = null;
    schedule();
    return failure;
  };
  /** The first hint pulls at once, those that follow closely together a little later. */
  const hinted = (): void => {
    wasHinted = isHintPause;
    if (isHintPause) return;
    isHintPause = true;
    cancelHintPause = clock.after(HINT_PAUSE_MS, () => {
      isHintPause = false;
      if (wasHinted) hinted();
    });
    void run();
  };
  const tick = (): void => {
    const before = clock.now();
    cancelTick = clock.after(TICK_MS, () => {
      if (clock.now() - before > TICK_MS + SLEPT_MS) {
        parts.log.info('The computer slept; the connection is opened anew');
        team.reset();
        void run();
      }
      tick();
    });
  };
  return {
    start() {
      if (!parts.polling) return;
      unsubscribe = team.onHint(hinted);
      tick();
      void run();
    },
    async stop() {
      stopped = true;
      cancelNext();
      cancelTick();
      cancelHintPause();
      unsubscribe();
      await running?.catch(() => undefined);
    },
    async syncNow() {
      if (state === 'working_offline') throw new DeskError('offline', 'Working offline was chosen.');
      const failure = await run();
      if (failure) throw deskErrorOf(failure);
    },
    request: () => void run(),
    suspect() {
      if (state !== 'live') return;
      show('reconnecting', reason);
      void run();
    },
    repairCache() {
      isCacheDamaged = true;
      if (state !== 'working_offline') void run();
      else void repair().catch((error: unknown) => parts.log.error('The cache could not be rebuilt', error));
    },
    setActive(next) {
      const woke = next && !active;
      active = next;
      if (woke && state === 'live') void run();
    },
    setOffline(offline) {
      if (offline) {
        cancelNext();
        show('working_offline', null);
      } else if (state === 'working_offline') {
        show(wasLive ? 'reconnecting' : 'starting', null);
        void run();
      }
    },
    isLive: () => state === 'live' && !stopped,
    status: () => ({ state, reason, clockSkewMs }),
  };
}

function classify(error: unknown): { readonly code: ErrorCode; readonly isRefusal: boolean } {
  const known = deskErrorOf(error);
  const isRefusal =
    error instanceof TeamError && (error.errorClass === 'stop' || error.errorClass === 'hold');
  return { code: known instanceof DeskError ? known.code : 'internal', isRefusal };
}
