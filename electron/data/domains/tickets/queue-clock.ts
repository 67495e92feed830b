import type Database from 'better-sqlite3';
import type { Log } from '../../../lib/log.ts';
import type { Clock } from '../../clock.ts';

const LOOK_EVERY_MS = 15_000;

/**
 * Whether between two instants (milliseconds UTC) a deadline has passed or a snooze has ended: the queues are others
 * then although no row has changed.
 */
export function createQueueMoments(cache: Database.Database): (from: number, to: number) => boolean {
  const moved = cache
    .prepare<[number, number, number, number], 0 | 1>(
      `SELECT EXISTS (SELECT 1 FROM ticket t WHERE t.due_at >= ? AND t.due_at < ?)
         OR EXISTS (SELECT 1 FROM ticket t WHERE t.snoozed_until > ? AND t.snoozed_until <= ?)`,
    )
    .pluck();
  return (from, to) => moved.get(from, to, from, to) === 1;
}

/** Looks now and then whether time alone has moved tickets between the queues. */
export function createQueueClock(parts: {
  readonly clock: Clock;
  readonly log: Log;
  readonly hasMoved: (from: number, to: number) => boolean;
  readonly onMoved: () => void;
}): { start(): void; stop(): void } {
  const { clock } = parts;
  let cancel = (): void => undefined;

  const wait = (): void => {
    const from = clock.now();
    cancel = clock.after(LOOK_EVERY_MS, () => {
      try {
        if (parts.hasMoved(from, clock.now())) parts.onMoved();
      } catch (error) {
        // A damaged cache: whoever asks it next starts the repair.
        parts.log.error('The queues could not be looked at', error);
      }
      wait();
    });
  };
  return { start: wait, stop: () => cancel() };
}
