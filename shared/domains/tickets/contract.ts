import { z } from 'zod';
import { ERROR_CODES } from '../../errors.ts';
import { command, query } from '../../ipc/define.ts';
import { customerSchema } from '../customers/entity.ts';
import { outboxStateSchema } from '../outbox/contract.ts';
import {
  countrySchema,
  currencySchema,
  doneSchema,
  idSchema,
  instantSchema,
  minorSchema,
} from '../values.ts';
import { ticketCommandSchemas } from './commands.ts';
import { attachmentSchema, channelSchema, messageSchema, ticketSchema } from './entity.ts';

/**
 * What a queue holds. `mine`: open and assigned to me. `unassigned`: open and nobody's. `waiting`: pending, the
 * customer has to answer. `overdue`: open and past its deadline. `snoozed`: not before a time. `open`: every open one.
 */
export const queueViewSchema = z.enum([
  'mine',
  'unassigned',
  'waiting',
  'overdue',
  'snoozed',
  'open',
  'solved',
  'all',
]);
export type QueueView = z.infer<typeof queueViewSchema>;

/** Several values of one filter are alternatives; several filters must all fit. */
export const queueFilterSchema = z.strictObject({
  channels: z.array(channelSchema).max(4).default([]),
  languages: z.array(z.string().max(35)).max(50).default([]),
  tags: z.array(z.string().max(40)).max(20).default([]),
  countries: z.array(countrySchema).max(50).default([]),
  gateways: z.array(z.string().max(40)).max(10).default([]),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

/** `deadline`: next deadline first, then those without one. `waiting`: longest waiting first. `newest`: last word. */
export const queueSortSchema = z.enum(['deadline', 'waiting', 'newest']);
export type QueueSort = z.infer<typeof queueSortSchema>;

const queueSchema = z.strictObject({
  view: queueViewSchema,
  filter: queueFilterSchema.prefault({}),
  sort: queueSortSchema.default('deadline'),
});

export const queueRowSchema = z.strictObject({
  ticket: ticketSchema,
  customerName: z.string().nullable(),
  assigneeName: z.string().nullable(),
  /** The payment in question, for "amount at stake". */
  amountMinor: minorSchema.nullable(),
  currency: currencySchema.nullable(),
  /** The customer has written since this person last looked. */
  unread: z.boolean(),
  /** Something half-written lies here. */
  draft: z.boolean(),
  /** The newest unanswered or refused command on it. */
  pending: outboxStateSchema.nullable(),
});
export type QueueRow = z.infer<typeof queueRowSchema>;

const threadEntrySchema = z.strictObject({
  message: messageSchema,
  authorName: z.string(),
  attachments: z.array(attachmentSchema),
  /** The command that adds it, while the team database has not answered or has refused it. */
  command: z
    .strictObject({
      id: idSchema,
      state: outboxStateSchema,
      /** Until then it can be taken back; null = it leaves now. */
      leavesAt: instantSchema.nullable(),
      /** Why it was refused or is held back; null while nothing is wrong. */
      reason: z.enum(ERROR_CODES).nullable(),
      /** A reply: the newest message that was on the screen, so that a refusal can show what came in between. */
      seenMessageId: idSchema.nullable(),
    })
    .nullable(),
});
export type ThreadEntry = z.infer<typeof threadEntrySchema>;

export const messageHitSchema = z.strictObject({
  ticket: ticketSchema,
  customerName: z.string().nullable(),
  messageId: idSchema,
  at: instantSchema,
  direction: messageSchema.shape.direction,
  kind: messageSchema.shape.kind,
  /** The words around the first hit, on one line, in order; `hit` = what was looked for. */
  snippet: z.array(z.strictObject({ text: z.string(), hit: z.boolean() })),
});
export type MessageHit = z.infer<typeof messageHitSchema>;

const queuedSchema = z.strictObject({ commandId: idSchema, savedAt: instantSchema });
const commandIdSchema = z.strictObject({ commandId: idSchema });

export const ticketsContract = {
  'tickets.queue': query({
    owner: 'data',
    audience: 'both',
    reads: ['ticket', 'message', 'customer', 'payment', 'staff', 'outbox', 'draft', 'seen'],
    input: queueSchema.extend({
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ rows: z.array(queueRowSchema), total: z.int() }),
  }),
  /** How many there are in each view, without filters, and what the filters can choose from. */
  'tickets.overview': query({
    owner: 'data',
    reads: ['ticket'],
    input: z.strictObject({}),
    output: z.strictObject({
      counts: z.record(queueViewSchema, z.int()),
      languages: z.array(z.string()),
      tags: z.array(z.string()),
      countries: z.array(countrySchema),
      gateways: z.array(z.string()),
    }),
  }),
  /** A page of a conversation, oldest first; the newest page without `before`. `not-found` if it is not here. */
  'tickets.thread': query({
    owner: 'data',
    audience: 'both',
    reads: ['ticket', 'message', 'attachment', 'customer', 'staff', 'outbox', 'seen'],
    input: z.strictObject({
      id: idSchema,
      /** Messages older than this one. */
      before: idSchema.nullable().default(null),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({
      ticket: ticketSchema,
      customer: customerSchema.nullable(),
      assigneeName: z.string().nullable(),
      entries: z.array(threadEntrySchema),
      hasEarlier: z.boolean(),
      /** Until when this person has seen it, for the line above what is new; null = never. */
      seenAt: instantSchema.nullable(),
      /** Staff of the ticket's team, for the assignee menu. */
      colleagues: z.array(z.strictObject({ login: z.string(), name: z.string() })),
    }),
  }),
  /** Messages, notes and calls that hold all of the words, newest first. The last word may be a beginning. */
  'tickets.search': query({
    owner: 'data',
    audience: 'both',
    reads: ['message', 'ticket', 'customer'],
    input: z.strictObject({ text: z.string().max(2000), limit: z.int().min(1).max(50).default(20) }),
    output: z.strictObject({
      hits: z.array(messageHitSchema),
      /** There are older ones. */
      hasMore: z.boolean(),
      /** False while the words of older messages are still being indexed: not everything is found yet. */
      complete: z.boolean(),
    }),
  }),
  'tickets.reply': command({
    owner: 'data',
    input: commandIdSchema.extend(ticketCommandSchemas['ticket.reply'].shape),
    output: queuedSchema.extend({ leavesAt: instantSchema }),
  }),
  /**
   * Sends a refused answer once more, now that the person has seen what came in between: a new command with the same
   * text takes the place of `refusedId`. `bad-state` unless that one was refused and still lies here.
   */
  'tickets.retry': command({
    owner: 'data',
    input: commandIdSchema.extend({ refusedId: idSchema, seenMessageId: idSchema.nullable() }),
    output: queuedSchema.extend({ leavesAt: instantSchema }),
  }),
  /**
   * Takes back an answer or a note that has not left or was refused: its text lies in the draft again (drafts.ts),
   * above what may be half-written there, and the command is gone. `bad-state` once it may have left.
   */
  'tickets.take-back': command({
    owner: 'data',
    input: z.strictObject({ id: idSchema }),
    output: z.strictObject({ draftKey: z.string() }),
  }),
  'tickets.note': command({
    owner: 'data',
    input: commandIdSchema.extend(ticketCommandSchemas['ticket.note'].shape),
    output: queuedSchema,
  }),
  'tickets.call': command({
    owner: 'data',
    input: commandIdSchema.extend(ticketCommandSchemas['ticket.call'].shape),
    output: queuedSchema,
  }),
  'tickets.update': command({
    owner: 'data',
    input: commandIdSchema.extend(ticketCommandSchemas['ticket.update'].shape),
    output: queuedSchema,
  }),
  'tickets.create': command({
    owner: 'data',
    input: commandIdSchema.extend(ticketCommandSchemas['ticket.create'].omit({ team: true }).shape),
    output: queuedSchema,
  }),
  /** This person has seen everything up to now. Kept on this computer. */
  'tickets.seen': command({
    owner: 'data',
    input: z.strictObject({ id: idSchema, at: instantSchema }),
    output: doneSchema,
  }),
} as const;
