import { createHash, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { HubClient } from '../../electron/lib/team/hub-client.ts';
import type { SubmitResult, TeamClient } from '../../electron/lib/team/team-client.ts';
import type { TeamSession } from '../../electron/lib/team/team-session.ts';
import type { TicketCommandArguments, TicketCommandKind } from '../../shared/domains/tickets/commands.ts';
import {
  type Message,
  messageSchema,
  type Ticket,
  ticketSchema,
} from '../../shared/domains/tickets/entity.ts';
import type {
  AttachmentImportRow,
  MessageImportRow,
  TicketImportRow,
} from '../../shared/domains/tickets/import-row.ts';
import { teamCommand, wireRow } from './team-rows.ts';

/** An open, unassigned e-mail ticket of team 1 without messages; each call makes another one. */
export function ticketImportRow(changes: Partial<TicketImportRow> = {}): TicketImportRow {
  return {
    external_id: randomUUID(),
    customer_email: null,
    customer_ref: null,
    gateway: null,
    gateway_ref: null,
    team: 1,
    subject: 'Where is my visa?',
    status: 'open',
    channel: 'email',
    language: 'en',
    country: null,
    assignee: null,
    priority: 'normal',
    tags: [],
    snoozed_until: null,
    created_at: '2026-11-01T10:00:00Z',
    messages: [],
    ...changes,
  };
}

/** A customer's message; each call makes another one. */
export function messageImportRow(changes: Partial<MessageImportRow> = {}): MessageImportRow {
  return {
    external_id: randomUUID(),
    at: '2026-11-01T10:00:00Z',
    direction: 'in',
    kind: 'message',
    author: 'Linh Example',
    body: 'I paid twice.',
    language: 'en',
    call_seconds: null,
    delivery: 'none',
    attachments: [],
    ...changes,
  };
}

/** An attachment with these bytes. */
export function attachmentImportRow(
  bytes: Uint8Array,
  changes: Partial<AttachmentImportRow> = {},
): AttachmentImportRow {
  return {
    external_id: randomUUID(),
    name: 'receipt.pdf',
    type: 'application/pdf',
    size: bytes.length,
    hash: createHash('sha256').update(bytes).digest('hex'),
    data_base64: Buffer.from(bytes).toString('base64'),
    ...changes,
  };
}

/** A row of the team database as the entity that desktops make of it. */
function entityOf(row: object): unknown {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

/** A ticket as desktops get it. */
export async function ticketOf(owner: TeamSession, id: string): Promise<Ticket> {
  return ticketSchema.parse(entityOf(await wireRow(owner, 'ticket', 'id', id)));
}

/** A ticket's messages as desktops get them, oldest first. */
export async function messagesOf(owner: TeamSession, ticketId: string): Promise<readonly Message[]> {
  const { rows } = await owner.query(
    'SELECT to_jsonb(w) FROM wire.message w WHERE w.ticket_id = $1 ORDER BY w.at, w.id',
    [ticketId],
  );
  return rows.map((row) => messageSchema.parse(entityOf(row[0] as object)));
}

/** The id of an imported ticket. */
export async function importedId(owner: TeamSession, source: string, row: TicketImportRow): Promise<string> {
  const { rows } = await owner.query('SELECT id FROM crm.ticket WHERE source = $1 AND external_id = $2', [
    source,
    row.external_id,
  ]);
  return String(rows[0]?.[0]);
}

/** Imports one ticket, by default with one message of the customer, and returns its id. */
export async function importTicket(
  client: Pick<TeamClient | HubClient, 'importTickets'>,
  owner: TeamSession,
  changes: Partial<TicketImportRow> = {},
): Promise<string> {
  const row = ticketImportRow({ messages: [messageImportRow()], ...changes });
  const { bad } = await client.importTickets('test', [row]);
  if (bad.length > 0) throw new Error(`not imported: ${bad[0]?.reason}`);
  return importedId(owner, 'test', row);
}

/** Sends one ticket command under an id of its own. */
export function submitTicket<Kind extends TicketCommandKind>(
  client: TeamClient,
  kind: Kind,
  args: TicketCommandArguments[Kind],
): Promise<SubmitResult> {
  return client.submit(teamCommand(kind, args));
}

/** An answer that leaves the ticket pending. */
export function replyTo(
  ticketId: string,
  seenMessageId: string | null,
  changes: Partial<TicketCommandArguments['ticket.reply']> = {},
): TicketCommandArguments['ticket.reply'] {
  return {
    ticketId,
    messageId: v7(),
    body: 'We have found your payment.',
    language: 'en',
    status: 'pending',
    seenMessageId,
    ...changes,
  };
}

/** Changes of nothing yet. */
export function updateOf(
  ticketId: string,
  changes: Partial<TicketCommandArguments['ticket.update']>,
): TicketCommandArguments['ticket.update'] {
  return { ticketId, addTags: [], removeTags: [], ...changes };
}
