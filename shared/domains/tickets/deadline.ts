import type { Channel, Priority } from './entity.ts';

const MINUTE_MS = 60_000;

/** How long a customer may wait for an answer, by priority. Round the clock: the desk is staffed 24/7. */
const BY_PRIORITY: Readonly<Record<Priority, number>> = {
  urgent: 30 * MINUTE_MS,
  high: 120 * MINUTE_MS,
  normal: 480 * MINUTE_MS,
  low: 1440 * MINUTE_MS,
};

/** A chat is somebody who looks at the window: ten minutes, whatever the priority. */
const CHAT_MS = 10 * MINUTE_MS;

/** Milliseconds within which a waiting customer is to be answered; the team database has the same table. */
export function responseTarget(priority: Priority, channel: Channel): number {
  return channel === 'chat' ? Math.min(CHAT_MS, BY_PRIORITY[priority]) : BY_PRIORITY[priority];
}

/** When the answer is due; null if nobody waits. */
export function dueAt(waitingSince: number | null, priority: Priority, channel: Channel): number | null {
  return waitingSince === null ? null : waitingSince + responseTarget(priority, channel);
}
