import type { Log } from '../../lib/log.ts';
import { type SubmitResult, TeamError } from '../../lib/team/team-client.ts';
import type { Clock } from '../clock.ts';
import { knownErrorCode } from '../error-code.ts';
import type { OutboxRow } from '../outbox/command.ts';
import { blocks, dueAt, retryDelay } from '../outbox/rules.ts';
import type { OutboxStore } from '../outbox/store.ts';
import type { InTime } from './deadline.ts';

/** Commands on the way at the same time; within a lane there is only one. */
const MOST_IN_FLIGHT = 4;
/** How long a stop waits for answers; what has none by then counts as unknown at the next start. */
const STOP_WAIT_MS = 2_000;

export type PushParts = {
  readonly team: InTime;
  readonly outbox: OutboxStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly login: string;
  /**
   * Whether commands may leave. Only after a pull has just shown that this is still the same team database: one that
   * was restored from a backup might do again what was done before.
   */
  readonly isOpen: () => boolean;
  /** A command changed its state. */
  readonly onChange: (row: OutboxRow) => void;
  /** Answered: its rows can be pulled. */
  readonly onAnswer: () => void;
  /** No answer: the connection has to prove itself. */
  readonly onSuspect: () => void;
};

/** Sends the outbox: in order within a lane, lanes side by side. */
export type Pusher = {
  /** Sends what may be sent now. */
  pump(): void;
  stop(): Promise<void>;
};

export function createPusher(parts: PushParts): Pusher {
  const { outbox, clock, team } = parts;
  const inFlight = new Map<string, Promise<void>>();
  let cancelTimer = (): void => undefined;
  let stopped = false;

  const answered = (row: OutboxRow, result: SubmitResult): void => {
    const now = clock.now();
    if (result.outcome === 'applied') outbox.markApplied(row.id, [...result.versions], now);
    else outbox.markRefused(row.id, knownErrorCode(result.reason, 'invalid'), now);
    parts.onChange(row);
    parts.onAnswer();
  };
  const failed = (row: OutboxRow, error: unknown): void => {
    const { errorClass, code, sqlState } =
      error instanceof TeamError ? error : { errorClass: 'retry', code: 'internal', sqlState: null };
    if (!(error instanceof TeamError)) parts.log.error('A command could not be sent', error);
    const reason = knownErrorCode(code, 'internal');
    if (errorClass === 'retry') {
      // Whether it arrived is not known: the same id goes again, and it can't be cancelled any more.
      outbox.markUnknown(row.id, reason, clock.now() + retryDelay(row.attempts + 1, parts.random()));
    } else {
      // Not the server's word but our own trouble with its answer: what it answered may have been a yes.
      const isUncertain = code === 'internal' && sqlState === null;
      outbox.markHeld(row.id, errorClass === 'alert' ? 'idempotency-mismatch' : reason, isUncertain);
    }
    parts.onChange(row);
    parts.onSuspect();
  };
  const send = async (row: OutboxRow): Promise<void> => {
    try {
      const { id, device, kind, v } = row;
      const payload: unknown = JSON.parse(row.payload);
      // On disk before the first byte leaves.
      if (!outbox.markSending(id)) return;
      parts.onChange(row);
      const outcome = await team((client) => client.submit({ id, device, kind, v, payload })).then(
        (result) => () => answered(row, result),
        (error: unknown) => () => failed(row, error),
      );
      if (!stopped) outcome();
    } catch (error) {
      // The disk is full or worse: the state on disk still says "sending", which the next start reads as "unknown".
      parts.log.error('The outbox could not be written', error);
    }
  };
  const begin = (row: OutboxRow): void => {
    const sending = send(row)
      .then(() => {
        inFlight.delete(row.lane);
        pump();
        if (inFlight.size === 0 && !stopped) outbox.checkpoint();
      })
      .catch((error: unknown) => parts.log.error('The outbox could not be read', error));
    inFlight.set(row.lane, sending);
  };
  /** What may be sent now and what is somebody else's, at most as many as there is room for; and when the next may. */
  const look = (now: number) => {
    const lanes = new Set<string>();
    const ready: OutboxRow[] = [];
    const foreign: OutboxRow[] = [];
    let next = Number.POSITIVE_INFINITY;
    outbox.walkOpen((row) => {
      if (!blocks(row) || lanes.has(row.lane)) return true;
      lanes.add(row.lane);
      const due = dueAt(row);
      if (due === null || inFlight.has(row.lane)) return true;
      if (row.actor !== parts.login) foreign.push(row);
      else if (due > now) next = Math.min(next, due);
      else ready.push(row);
      return inFlight.size + ready.length < MOST_IN_FLIGHT;
    });
    return { ready, foreign, next };
  };
  const pump = (): void => {
    cancelTimer();
    // With everything on the way, the next answer pumps again.
    if (stopped || !parts.isOpen() || inFlight.size >= MOST_IN_FLIGHT) return;
    const now = clock.now();
    const { ready, foreign, next } = look(now);
    for (const row of foreign) {
      // What one person queued is never sent as another.
      outbox.markForReview([row.id], 'forbidden');
      parts.onChange(row);
    }
    for (const row of ready) begin(row);
    if (Number.isFinite(next)) cancelTimer = clock.after(next - now, pump);
  };
  return {
    pump,
    async stop() {
      stopped = true;
      cancelTimer();
      const answers = Promise.allSettled(inFlight.values());
      await Promise.race([answers, new Promise<void>((resolve) => clock.after(STOP_WAIT_MS, resolve))]);
    },
  };
}
