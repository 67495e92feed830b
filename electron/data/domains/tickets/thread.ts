import type Database from 'better-sqlite3';
import type { ThreadEntry, ticketsContract } from '../../../../shared/domains/tickets/contract.ts';
import type { Message, Ticket } from '../../../../shared/domains/tickets/entity.ts';
import { DeskError } from '../../../../shared/errors.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import type { OutboxRow } from '../../outbox/command.ts';
import type { OutboxStore } from '../../outbox/store.ts';
import { syncedCustomers } from '../customers/remote.ts';
import { createStaffNames } from '../staff/names.ts';
import { syncedStaff } from '../staff/remote.ts';
import type { TicketMarks } from './marks.ts';
import { queuedMessage, readTicketCommand } from './overlay.ts';
import { syncedAttachments, syncedMessages, syncedTickets } from './remote.ts';

type ThreadHandlers = Pick<HandlersFor<typeof ticketsContract>, 'tickets.thread'>;
type Command = NonNullable<ThreadEntry['command']>;

/** Above every id: the page before it is the newest one. */
const NEWEST = { at: Number.MAX_SAFE_INTEGER, id: 'g' };

/** Conversations. */
export function createThreadQueries(
  cache: Database.Database,
  parts: { readonly outbox: OutboxStore; readonly marks: TicketMarks; readonly now: () => number },
): ThreadHandlers {
  const ticketById = cache.prepare(`SELECT ${syncedTickets.selectList('t')} FROM ticket t WHERE t.id = ?`);
  const customerById = cache.prepare(
    `SELECT ${syncedCustomers.selectList('c')} FROM customer c WHERE c.id = ?`,
  );
  const placeOf = cache.prepare<[string], typeof NEWEST>('SELECT m.at, m.id FROM message m WHERE m.id = ?');
  const page = cache.prepare<[string, number, string, number]>(
    `SELECT ${syncedMessages.selectList('m')} FROM message m
     WHERE m.ticket_id = ? AND (m.at, m.id) < (?, ?) ORDER BY m.at DESC, m.id DESC LIMIT ?`,
  );
  const attachments = cache.prepare<[string]>(
    `SELECT ${syncedAttachments.selectList('a')} FROM attachment a WHERE a.message_id = ? ORDER BY a.id`,
  );
  const everybody = cache.prepare<[]>(
    `SELECT ${syncedStaff.selectList('s')} FROM staff s WHERE s.active = 1 ORDER BY s.name`,
  );
  const nameOf = createStaffNames(cache);

  const entryOf = (message: Message, command: Command | null): ThreadEntry => ({
    message,
    // The customer's name may by chance be somebody's login.
    authorName:
      message.direction === 'in' && message.kind === 'message' ? message.author : nameOf(message.author),
    attachments: attachments.all(message.id).map((row) => syncedAttachments.decode(row)),
    command,
  });
  /** Messages that open commands add, by id: also the refused ones, which the cache does not show. */
  const queuedOn = (ticket: Ticket): ReadonlyMap<string, { message: Message; command: Command }> => {
    const now = parts.now();
    const rows = parts.outbox
      .open()
      .filter((row) => row.entityType === 'ticket' && row.entityId === ticket.id);
    return new Map(
      rows.flatMap((row) => {
        const message = queuedMessage({ ...row, login: row.actor, at: row.createdAt }, ticket);
        return message === null ? [] : [[message.id, { message, command: commandOf(row, now) }] as const];
      }),
    );
  };
  return {
    'tickets.thread': cache.transaction(({ id, before, limit }) => {
      const row = ticketById.get(id);
      if (row === undefined) throw new DeskError('not-found', 'This ticket is not in the cache.');
      const ticket = syncedTickets.decode(row);
      const queued = queuedOn(ticket);
      const from = before === null ? NEWEST : placeOf.get(before);
      // A message that this page would begin at is no longer here: nothing older can be told apart.
      const found = from ? page.all(id, from.at, from.id, limit + 1) : [];
      const messages = found
        .slice(0, limit)
        .map((one) => syncedMessages.decode(one))
        .reverse();
      const shown = new Set(messages.map((message) => message.id));
      const entries = messages.map((message) => entryOf(message, queued.get(message.id)?.command ?? null));
      if (before === null) {
        for (const { message, command } of queued.values()) {
          if (!shown.has(message.id) && placeOf.get(message.id) === undefined) {
            entries.push(entryOf(message, command));
          }
        }
      }
      const customer = ticket.customerId === null ? undefined : customerById.get(ticket.customerId);
      return {
        ticket,
        customer: customer === undefined ? null : syncedCustomers.decode(customer),
        assigneeName: ticket.assignee === null ? null : nameOf(ticket.assignee),
        entries,
        hasEarlier: found.length > limit,
        seenAt: parts.marks.seenAt(id),
        colleagues: everybody
          .all()
          .map((one) => syncedStaff.decode(one))
          .filter(({ role, teams }) => role !== 'hub' && teams.includes(ticket.team))
          .map(({ login, name }) => ({ login, name })),
      };
    }),
  };
}

function commandOf(row: OutboxRow, now: number): Command {
  const { id, state, reason, notBefore } = row;
  const isHeldBack = state === 'queued' && notBefore !== null && notBefore > now;
  const command = readTicketCommand(row);
  const seenMessageId = command?.kind === 'ticket.reply' ? command.args.seenMessageId : null;
  return { id, state, reason, leavesAt: isHeldBack ? notBefore : null, seenMessageId };
}
