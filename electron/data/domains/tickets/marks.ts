import type Database from 'better-sqlite3';
import type { OutboxState } from '../../../../shared/domains/outbox/contract.ts';
import { ticketDraftKey } from '../../../../shared/domains/tickets/drafts.ts';
import type { Ticket } from '../../../../shared/domains/tickets/entity.ts';
import { storageError } from '../../db/sqlite-errors.ts';
import type { OutboxStore } from '../../outbox/store.ts';

/** What this computer alone knows of tickets. */
export type TicketMarks = {
  /** Something half-written lies there. */
  hasDraft(ticketId: string): boolean;
  /** State of each ticket's newest unanswered or refused command. */
  pending(): ReadonlyMap<string, OutboxState>;
  /** Up to when this person has seen the ticket. */
  seenAt(ticketId: string): number;
  setSeen(ticketId: string, at: number): void;
};

/** @param now when this computer is used now: what is older than the first time counts as seen */
export function createTicketMarks(
  database: Database.Database,
  outbox: OutboxStore,
  now: number,
): TicketMarks {
  database.prepare("INSERT OR IGNORE INTO setting(name, value) VALUES ('seen-since', ?)").run(String(now));
  const since = Number(
    database.prepare<[], string>("SELECT value FROM setting WHERE name = 'seen-since'").pluck().get(),
  );
  const draft = database
    .prepare<[string, string], 1>('SELECT 1 FROM draft WHERE key IN (?, ?) LIMIT 1')
    .pluck();
  const seen = database.prepare<[string], number>('SELECT at FROM seen WHERE ticket_id = ?').pluck();
  const setSeen = database.prepare(
    'INSERT INTO seen(ticket_id, at) VALUES (?, ?) ON CONFLICT(ticket_id) DO UPDATE SET at = max(at, excluded.at)',
  );
  return {
    hasDraft: (id) => draft.get(ticketDraftKey(id, 'reply'), ticketDraftKey(id, 'note')) === 1,
    pending: () => outbox.openStates('ticket'),
    seenAt: (id) => Math.max(since, seen.get(id) ?? since),
    setSeen(id, at) {
      try {
        setSeen.run(id, at);
      } catch (error) {
        throw storageError(error, database.name);
      }
    },
  };
}

/** Whether the customer has written since; `hasWritten` is asked only if the newest message does not tell. */
export function isUnread(ticket: Ticket, seenAt: number, hasWritten: () => boolean): boolean {
  if (ticket.lastMessageAt === null || ticket.lastMessageAt <= seenAt) return false;
  return ticket.lastDirection === 'in' || hasWritten();
}
