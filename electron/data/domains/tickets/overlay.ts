import {
  applyToTicket,
  messageOf,
  type TicketCommand,
  type TicketCommandKind,
  ticketCommandSchemas,
} from '../../../../shared/domains/tickets/commands.ts';
import type { Message, Ticket } from '../../../../shared/domains/tickets/entity.ts';
import type { OverlayCommand, OverlayDomain } from '../../outbox/overlay.ts';

/** What of a stored command says what it is, and what its effect follows from. */
type StoredArguments = Pick<OverlayCommand, 'kind' | 'v' | 'payload'>;
type StoredCommand = StoredArguments & Pick<OverlayCommand, 'login' | 'at'>;

/** A ticket command changes the ticket's row, and an answer, note or call adds its message. */
export const ticketOverlay: OverlayDomain = {
  entityType: 'ticket',
  rowsOf(ticketId, stored) {
    const messageId = messageIdOf(readTicketCommand(stored));
    const ticket = { table: 'ticket', id: ticketId } as const;
    return messageId === null ? [ticket] : [ticket, { table: 'message', id: messageId }];
  },
  // The mappings of these two tables store tickets and messages.
  replay(name, server, commands, shown) {
    if (name.table === 'ticket') return commands.reduce(applyOne, server as Ticket | null);
    // Append only: what the team database has is how it stays.
    if (server !== null) return server;
    for (const stored of commands) {
      const command = readTicketCommand(stored);
      if (command === null || messageIdOf(command) !== name.id) continue;
      const ticket = shown({ table: 'ticket', id: command.args.ticketId }) as Ticket | null;
      return ticket === null ? null : messageOf(command, stored, ticket);
    }
    return null;
  },
};

function applyOne(row: Ticket | null, stored: OverlayCommand): Ticket | null {
  const command = readTicketCommand(stored);
  return command === null ? row : applyToTicket(command, stored, row);
}

/** A stored command with its arguments; null for what this program does not know: the team database judges it. */
export function readTicketCommand({ kind, v, payload }: StoredArguments): TicketCommand | null {
  if (!isTicketCommand(kind) || v !== 1) return null;
  const args = ticketCommandSchemas[kind].safeParse(JSON.parse(payload));
  // The schema of this very kind has just checked the arguments.
  return args.success ? ({ kind, args: args.data } as TicketCommand) : null;
}

/** The message that a command adds; null if it adds none. */
export function queuedMessage(stored: StoredCommand, ticket: Ticket): Message | null {
  const command = readTicketCommand(stored);
  return command === null ? null : messageOf(command, stored, ticket);
}

function messageIdOf(command: TicketCommand | null): string | null {
  return command !== null && 'messageId' in command.args ? command.args.messageId : null;
}

function isTicketCommand(kind: string): kind is TicketCommandKind {
  return Object.hasOwn(ticketCommandSchemas, kind);
}
