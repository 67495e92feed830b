import { responseTarget } from '../../../shared/domains/tickets/deadline.ts';
import type { Ticket } from '../../../shared/domains/tickets/entity.ts';

/** How an answer's deadline stands. `milliseconds`: left, or late by. */
export type DeadlineLook = {
  readonly state: 'overdue' | 'soon' | 'later';
  readonly milliseconds: number;
};

/** The last quarter of the time there was counts as soon. */
const SOON_PART = 0.25;

/** Null if nobody waits for an answer. */
export function deadlineLook(
  ticket: Pick<Ticket, 'dueAt' | 'priority' | 'channel'>,
  now: number,
): DeadlineLook | null {
  if (ticket.dueAt === null) return null;
  const left = ticket.dueAt - now;
  if (left < 0) return { state: 'overdue', milliseconds: -left };
  const soon = responseTarget(ticket.priority, ticket.channel) * SOON_PART;
  return { state: left <= soon ? 'soon' : 'later', milliseconds: left };
}
