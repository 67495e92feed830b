import type Database from 'better-sqlite3';
import {
  type TicketCommandArguments,
  type TicketCommandKind,
  ticketCommandSchemas,
  UNDO_SEND_MS,
} from '../../../../shared/domains/tickets/commands.ts';
import type { ticketsContract } from '../../../../shared/domains/tickets/contract.ts';
import type { Ticket } from '../../../../shared/domains/tickets/entity.ts';
import { DeskError } from '../../../../shared/errors.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import type { CommandContext, NewCommand, SavedCommand } from '../../outbox/new-command.ts';
import type { OutboxStore } from '../../outbox/store.ts';
import { syncedStaff } from '../staff/remote.ts';
import { teamOf } from '../staff/teams.ts';
import { readTicketCommand } from './overlay.ts';
import { syncedTickets } from './remote.ts';

type TicketCommands = Pick<
  HandlersFor<typeof ticketsContract>,
  'tickets.reply' | 'tickets.retry' | 'tickets.note' | 'tickets.call' | 'tickets.update' | 'tickets.create'
>;

/** A message's place in its conversation. */
type Place = { readonly at: number; readonly id: string };
const BEFORE_ALL: Place = { at: Number.MIN_SAFE_INTEGER, id: '' };

/**
 * Ticket commands: what is plainly impossible is refused at once from what the cache knows, everything else is saved
 * and judged by the team database.
 */
export function createTicketCommands(
  cache: Database.Database,
  context: CommandContext & { readonly outbox: OutboxStore },
): TicketCommands {
  const ticketById = cache.prepare(`SELECT ${syncedTickets.selectList('t')} FROM ticket t WHERE t.id = ?`);
  const staffByLogin = cache.prepare(`SELECT ${syncedStaff.selectList('s')} FROM staff s WHERE s.login = ?`);
  const placeOf = cache.prepare<[string], Place>('SELECT m.at, m.id FROM message m WHERE m.id = ?');
  const writtenSince = cache
    .prepare<Place & { readonly ticketId: string; readonly login: string }, 1>(
      `SELECT 1 FROM message m WHERE m.ticket_id = @ticketId AND (m.at, m.id) > (@at, @id)
         AND m.direction <> 'note' AND NOT (m.author = @login AND (m.direction = 'out' OR m.kind = 'call')) LIMIT 1`,
    )
    .pluck();

  /** A ticket that this person may change. */
  const ticketOf = (id: string): Ticket => {
    const row = ticketById.get(id);
    if (row === undefined) throw new DeskError('not-found', 'This ticket is not in the cache.');
    const ticket = syncedTickets.decode(row);
    if (!context.staff().teams.includes(ticket.team)) {
      throw new DeskError('forbidden', "Only a ticket's team works on it.");
    }
    if (ticket.status === 'closed') throw new DeskError('bad-state', 'The ticket is closed.');
    return ticket;
  };
  /** Commands on one ticket are sent in the order of the clicks. */
  const command = <Kind extends TicketCommandKind>(
    id: string,
    kind: Kind,
    args: TicketCommandArguments[Kind],
  ): NewCommand => ({
    id,
    lane: `ticket:${args.ticketId}`,
    entityType: 'ticket',
    entityId: args.ticketId,
    kind,
    v: 1,
    args,
  });
  /** The second click on the same button is no second command, whatever the first one has changed. */
  const saveNew = async (wanted: NewCommand, check: () => void): Promise<SavedCommand> => {
    const before = context.savedBefore(wanted);
    if (before) return before;
    check();
    return context.save(wanted);
  };
  const undoable = (saved: SavedCommand) => ({ ...saved, leavesAt: saved.savedAt + UNDO_SEND_MS });
  const reply = (id: string, args: TicketCommandArguments['ticket.reply']): NewCommand => ({
    ...command(id, 'ticket.reply', args),
    delayMs: UNDO_SEND_MS,
  });
  const inTeam = (login: string, team: number): boolean => {
    const row = staffByLogin.get(login);
    if (row === undefined) return false;
    const { active, teams } = syncedStaff.decode(row);
    return active && teams.includes(team);
  };
  return {
    'tickets.reply': async ({ commandId, ...args }) =>
      undoable(
        await saveNew(reply(commandId, args), () => {
          const { id } = ticketOf(args.ticketId);
          // Of a message that is not here nobody can say what came after it; the team database can.
          const seen = args.seenMessageId === null ? BEFORE_ALL : placeOf.get(args.seenMessageId);
          const { login } = context.staff();
          if (seen && writtenSince.get({ ...seen, ticketId: id, login }) === 1) {
            throw new DeskError('stale', 'Somebody has written since this was on the screen.');
          }
        }),
      ),
    'tickets.retry': async ({ commandId, refusedId, seenMessageId }) => {
      const row = context.outbox.find(refusedId);
      const refused = row && readTicketCommand(row);
      if (refused?.kind !== 'ticket.reply') throw new DeskError('not-found', 'No such answer.');
      const wanted = reply(commandId, { ...refused.args, seenMessageId });
      return undoable(context.savedBefore(wanted) ?? (await context.replace(refusedId, wanted)));
    },
    'tickets.note': ({ commandId, ...args }) =>
      saveNew(command(commandId, 'ticket.note', args), () => void ticketOf(args.ticketId)),
    'tickets.call': ({ commandId, ...args }) =>
      saveNew(command(commandId, 'ticket.call', args), () => void ticketOf(args.ticketId)),
    'tickets.update': ({ commandId, ...args }) =>
      saveNew(command(commandId, 'ticket.update', args), () => {
        const ticket = ticketOf(args.ticketId);
        requireCurrent(ticket, args);
        const assignee = args.assignee?.to ?? null;
        if (assignee !== null && !inTeam(assignee, ticket.team)) {
          throw new DeskError('invalid', 'Only somebody of the team can be assigned.');
        }
      }),
    'tickets.create': ({ commandId, ...input }) => {
      const args = ticketCommandSchemas['ticket.create'].parse({ ...input, team: teamOf(context.staff()) });
      return saveNew(command(commandId, 'ticket.create', args), () => undefined);
    },
  };
}

/** What the person saw must be what is there, or another's change would be undone without a word. */
function requireCurrent(ticket: Ticket, args: TicketCommandArguments['ticket.update']): void {
  const { ticketId: _, addTags, removeTags, ...changes } = args;
  const changed = Object.entries(changes).filter(([, pair]) => pair !== undefined);
  if (changed.length + addTags.length + removeTags.length === 0) {
    throw new DeskError('invalid', 'Nothing changes.');
  }
  const values: Readonly<Record<string, unknown>> = ticket;
  const stale = changed.find(([field, pair]) => pair && values[field] !== pair.from);
  if (stale) throw new DeskError('stale', 'It is not what was on the screen any more.', { field: stale[0] });
}
