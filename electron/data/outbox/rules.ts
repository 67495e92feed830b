import type { OutboxRow } from './command.ts';

/** States of a command that is on its way. */
const UNDER_WAY: Readonly<Record<string, true>> = { queued: true, sending: true, unknown: true };

/** Not answered yet and nothing wrong with it. */
export function isWaiting(row: Pick<OutboxRow, 'state'>): boolean {
  return UNDER_WAY[row.state] === true;
}

/** Refused, held or in need of review, and nobody has put it away. */
export function needsAttention(row: Pick<OutboxRow, 'state' | 'dismissedAt'>): boolean {
  return row.dismissedAt === null && row.state !== 'acked' && !isWaiting(row);
}

/** Only what surely never left this computer. */
export function canCancel(row: OutboxRow): boolean {
  return row.state === 'queued' && row.uncertain === 0;
}

/** Whether a person may put it away: only what will never be sent (again). */
export function canDismiss(row: OutboxRow): boolean {
  const isOver = row.state === 'rejected' || row.state === 'needs_review';
  return isOver || (row.state === 'held' && row.reason === 'idempotency-mismatch');
}

/** Whether later commands of its lane have to wait for it. */
export function blocks(row: OutboxRow): boolean {
  return (
    row.state !== 'acked' && row.dismissedAt === null && !(row.state === 'rejected' && row.unblocked === 1)
  );
}

/**
 * The first command of each lane that others wait for. `rows` are the open ones, oldest first: order within a lane is
 * the order of the clicks.
 */
export function laneHeads(rows: readonly OutboxRow[]): ReadonlyMap<string, OutboxRow> {
  const heads = new Map<string, OutboxRow>();
  for (const row of rows) {
    if (blocks(row) && !heads.has(row.lane)) heads.set(row.lane, row);
  }
  return heads;
}

/** When a command may be sent, milliseconds UTC; null = not without a person or an answer. */
export function dueAt(row: OutboxRow): number | null {
  if (row.state !== 'queued' && row.state !== 'unknown') return null;
  return Math.max(row.notBefore ?? 0, row.nextAttemptAt ?? 0);
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/** Full jitter: a random time up to 1 s * 2^n, at most 60 s, so that many desktops do not return at once. */
export function retryDelay(attempts: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, attempts - 1)));
}

/**
 * Whether "try again" makes sense: for what is held or unanswered, and for a refused command that others wait behind
 * (they may go then; itself it would only be refused again).
 */
export function canRetry(row: OutboxRow, all: readonly OutboxRow[]): boolean {
  if (row.state === 'unknown') return true;
  if (row.state === 'held') return row.reason !== 'idempotency-mismatch';
  if (row.state !== 'rejected' || row.unblocked === 1) return false;
  return all.some((other) => other.lane === row.lane && other.seq > row.seq && isWaiting(other));
}

/** Whether screens show what the command does although the team database's row does not (yet). */
export function isShownAhead(row: OutboxRow): boolean {
  return row.settled === 0 && row.state !== 'rejected' && row.state !== 'needs_review';
}
