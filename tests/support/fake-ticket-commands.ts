import type { SubmitResult, SyncTable, TeamCommand } from '../../electron/lib/team/team-client.ts';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import {
  applyToTicket,
  messageOf,
  type TicketCommand,
  ticketCommandSchemas,
} from '../../shared/domains/tickets/commands.ts';
import type { Message, Ticket } from '../../shared/domains/tickets/entity.ts';

/** The rows of a fake team database. */
export type FakeRows = {
  get<Row>(table: SyncTable, id: string): Row | null;
  put(table: SyncTable, entity: { readonly id: string; readonly ver: number }): void;
  all(table: SyncTable): readonly object[];
};

type Outcome = { readonly refused: string } | { readonly versions: SubmitResult['versions'] };

/** Judges a ticket command as the team database does; null = it is none. */
export function executeTicketCommand(
  { kind, payload }: TeamCommand,
  who: Staff | undefined,
  now: number,
  rows: FakeRows,
): Outcome | null {
  if (!Object.hasOwn(ticketCommandSchemas, kind)) return null;
  const parsed = ticketCommandSchemas[kind as TicketCommand['kind']].safeParse(payload);
  if (!parsed.success) return { refused: 'invalid' };
  // The schema of this very kind has just checked the arguments.
  const command = { kind, args: parsed.data } as TicketCommand;
  const before = rows.get<Ticket>('ticket', command.args.ticketId);
  const team = command.kind === 'ticket.create' ? command.args.team : before?.team;
  if (team === undefined || !who?.teams.includes(team)) return { refused: 'not-found' };
  const refused = command.kind === 'ticket.create' ? null : refusal(command, before, who.login, rows);
  if (refused) return { refused };
  const context = { login: who.login, at: now };
  const after = applyToTicket(command, context, before);
  if (after === null) return { refused: 'not-found' };
  const isNew = before === null;
  const number = isNew ? 1_000 + rows.all('ticket').length : after.number;
  const ticket = { ...after, number, ver: (before?.ver ?? 0) + 1 };
  const message = messageOf(command, context, ticket);
  if (command.kind !== 'ticket.note') rows.put('ticket', ticket);
  if (message !== null) rows.put('message', { ...message, ver: 1 });
  return {
    versions: [
      ...(command.kind === 'ticket.note'
        ? []
        : [{ table: 'ticket', id: ticket.id, ver: ticket.ver } as const]),
      ...(message === null ? [] : [{ table: 'message', id: message.id, ver: 1 } as const]),
    ],
  };
}

function refusal(
  command: Exclude<TicketCommand, { kind: 'ticket.create' }>,
  before: Ticket | null,
  login: string,
  rows: FakeRows,
): string | null {
  if (before === null) return 'not-found';
  if (before.status === 'closed') return 'bad-state';
  if (command.kind === 'ticket.reply') {
    const seen = rows.get<Message>('message', command.args.seenMessageId ?? '');
    const others = (rows.all('message') as readonly Message[]).filter(
      (message) => message.ticketId === before.id && message.direction !== 'note' && message.author !== login,
    );
    const isNewer = (message: Message): boolean =>
      seen === null || message.at > seen.at || (message.at === seen.at && message.id > seen.id);
    if (others.some(isNewer)) return 'stale';
  }
  if (command.kind === 'ticket.update') {
    const { ticketId: _, addTags: __, removeTags: ___, ...changes } = command.args;
    const values = before as Readonly<Record<string, unknown>>;
    if (Object.entries(changes).some(([field, pair]) => pair && values[field] !== pair.from)) return 'stale';
  }
  return null;
}
