import { z } from 'zod';
import { countrySchema, idSchema, instantSchema } from '../values.ts';
import { dueAt } from './deadline.ts';
import type { Message, Ticket } from './entity.ts';
import { channelSchema, prioritySchema, tagSchema, ticketStatusSchema } from './entity.ts';
import { previewOf } from './preview.ts';

/** An answer waits this long before it leaves, so that it can be taken back. */
export const UNDO_SEND_MS = 5000;

const bodySchema = z.string().min(1).max(100_000);

/** A field with the value that the person saw and the one that shall be: `stale` if it is another by now. */
const change = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ from: value, to: value }).optional();

/** Arguments of the ticket commands, version 1, exactly as `api.submit` receives them (camelCase JSON). */
export const ticketCommandSchemas = {
  /**
   * An answer to the customer. `seenMessageId` is the newest message that was on the screen: if the customer or a
   * colleague has written since, the team database refuses with `stale`, and a person decides again.
   */
  'ticket.reply': z.strictObject({
    ticketId: idSchema,
    messageId: idSchema,
    body: bodySchema,
    language: z.string().max(35).nullable(),
    /** The ticket's status afterwards. */
    status: ticketStatusSchema.exclude(['closed']),
    seenMessageId: idSchema.nullable(),
  }),
  /** For the team only; never conflicts with anything. */
  'ticket.note': z.strictObject({ ticketId: idSchema, messageId: idSchema, body: bodySchema }),
  'ticket.call': z.strictObject({
    ticketId: idSchema,
    messageId: idSchema,
    direction: z.enum(['in', 'out']),
    body: z.string().max(100_000),
    startedAt: instantSchema,
    seconds: z.int().min(0).max(86_400),
  }),
  'ticket.update': z.strictObject({
    ticketId: idSchema,
    status: change(ticketStatusSchema),
    assignee: change(z.string().nullable()),
    priority: change(prioritySchema),
    snoozedUntil: change(instantSchema.nullable()),
    customerId: change(idSchema.nullable()),
    paymentId: change(idSchema.nullable()),
    subject: change(z.string().min(1).max(300)),
    /** Tags of two people merge. */
    addTags: z.array(tagSchema).max(20).default([]),
    removeTags: z.array(tagSchema).max(20).default([]),
  }),
  /** A ticket that a person opens: a caller, somebody at the counter. */
  'ticket.create': z.strictObject({
    ticketId: idSchema,
    team: z.int(),
    customerId: idSchema.nullable(),
    paymentId: idSchema.nullable(),
    subject: z.string().min(1).max(300),
    channel: channelSchema,
    language: z.string().max(35).nullable(),
    country: countrySchema.nullable(),
    priority: prioritySchema,
  }),
} as const;

export type TicketCommandKind = keyof typeof ticketCommandSchemas;
export type TicketCommandArguments = {
  [Kind in TicketCommandKind]: z.output<(typeof ticketCommandSchemas)[Kind]>;
};
/** A command with its arguments, told apart by `kind`. */
export type TicketCommand = {
  [Kind in TicketCommandKind]: { readonly kind: Kind; readonly args: TicketCommandArguments[Kind] };
}[TicketCommandKind];

/** Who acts and when, as stored with the queued command. `at` is the desktop's clock: shown, never ordered by. */
type Context = { readonly login: string; readonly at: number };

/**
 * What a queued command makes of its ticket: pure, replayed over every newer server row until the team database has
 * answered. `null` = there is no such row (yet). What no longer fits changes nothing.
 */
export function applyToTicket(command: TicketCommand, context: Context, row: Ticket | null): Ticket | null {
  if (command.kind === 'ticket.create') return row ?? created(command.args, context);
  if (row === null || row.status === 'closed') return row;
  switch (command.kind) {
    case 'ticket.reply':
      return {
        ...row,
        status: command.args.status,
        assignee: row.assignee ?? context.login,
        snoozedUntil: null,
        ...answered(context.at, command.args.body),
        updatedAt: context.at,
      };
    case 'ticket.call':
      return { ...row, ...called(command.args, row), updatedAt: context.at };
    case 'ticket.update':
      return updated(command.args, context, row);
    default:
      return row;
  }
}

/** The message that a queued command adds; null if it adds none. `ticket` gives the team. */
export function messageOf(command: TicketCommand, context: Context, ticket: Ticket): Message | null {
  const common = {
    ticketId: ticket.id,
    team: ticket.team,
    author: context.login,
    deliveryReason: null,
    ver: 0,
  };
  switch (command.kind) {
    case 'ticket.reply':
      return {
        ...common,
        id: command.args.messageId,
        at: context.at,
        direction: 'out',
        kind: 'message',
        body: command.args.body,
        language: command.args.language,
        callSeconds: null,
        delivery: 'queued',
      };
    case 'ticket.note':
      return {
        ...common,
        id: command.args.messageId,
        at: context.at,
        direction: 'note',
        kind: 'message',
        body: command.args.body,
        language: null,
        callSeconds: null,
        delivery: 'none',
      };
    case 'ticket.call':
      return {
        ...common,
        id: command.args.messageId,
        at: command.args.startedAt,
        direction: command.args.direction,
        kind: 'call',
        body: command.args.body,
        language: null,
        callSeconds: command.args.seconds,
        delivery: 'none',
      };
    default:
      return null;
  }
}

function answered(at: number, body: string): Partial<Ticket> {
  return {
    lastMessageAt: at,
    lastDirection: 'out',
    lastPreview: previewOf(body),
    waitingSince: null,
    dueAt: null,
  };
}

/** A call that began before the last message is not the last word; what it answered only the team database can tell. */
function called(
  { startedAt, body, direction }: TicketCommandArguments['ticket.call'],
  { lastMessageAt }: Ticket,
): Partial<Ticket> {
  if (lastMessageAt !== null && startedAt < lastMessageAt) return {};
  return { ...answered(startedAt, body), lastDirection: direction };
}

function updated(args: TicketCommandArguments['ticket.update'], context: Context, row: Ticket): Ticket {
  const { ticketId: _, addTags, removeTags, ...changes } = args;
  const next = { ...row, updatedAt: context.at };
  for (const [field, pair] of Object.entries(changes)) {
    if (pair) Object.assign(next, { [field]: pair.to });
  }
  // Only in an open ticket somebody waits for us; reopened, the customer's last word still waits.
  if (next.status !== 'open') next.waitingSince = null;
  else if (row.status !== 'open' && row.lastDirection === 'in') next.waitingSince = row.lastMessageAt;
  next.tags = [...new Set([...row.tags, ...addTags])].filter((tag) => !removeTags.includes(tag)).sort();
  next.dueAt = dueAt(next.waitingSince, next.priority, next.channel);
  return next;
}

function created(args: TicketCommandArguments['ticket.create'], context: Context): Ticket {
  return {
    id: args.ticketId,
    number: 0,
    customerId: args.customerId,
    paymentId: args.paymentId,
    team: args.team,
    subject: args.subject,
    status: 'open',
    channel: args.channel,
    language: args.language,
    country: args.country,
    gateway: null,
    assignee: context.login,
    priority: args.priority,
    tags: [],
    snoozedUntil: null,
    lastMessageAt: null,
    lastDirection: null,
    lastPreview: '',
    waitingSince: null,
    dueAt: null,
    attachmentCount: 0,
    createdAt: context.at,
    updatedAt: context.at,
    ver: 0,
  };
}
