import { z } from 'zod';
import { countrySchema, idSchema, instantSchema, verSchema } from '../values.ts';

/** `pending`: waiting on the customer. `closed` tickets stay as they are; a new message makes a new ticket. */
export const ticketStatusSchema = z.enum(['open', 'pending', 'solved', 'closed']);
export type TicketStatus = z.infer<typeof ticketStatusSchema>;

export const channelSchema = z.enum(['email', 'chat', 'phone', 'form']);
export type Channel = z.infer<typeof channelSchema>;

export const prioritySchema = z.enum(['low', 'normal', 'high', 'urgent']);
export type Priority = z.infer<typeof prioritySchema>;

/** Lower case, no spaces at the ends; the team shares one set by using it. */
export const tagSchema = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[^\s,](?:[^,\n]*[^\s,])?$/u);

/** A conversation with a customer. Visible to its team (and to admins). */
export const ticketSchema = z.strictObject({
  id: idSchema,
  /** The number that people quote. 0 = made here and not answered by the team database yet. */
  number: z.int(),
  customerId: idSchema.nullable(),
  paymentId: idSchema.nullable(),
  team: z.int(),
  subject: z.string(),
  status: ticketStatusSchema,
  channel: channelSchema,
  /** BCP 47, the language the customer writes in. */
  language: z.string().nullable(),
  /** The customer's country and the payment's gateway, kept here so that queues filter by them without a join. */
  country: countrySchema.nullable(),
  gateway: z.string().nullable(),
  /** Login, null = nobody's. */
  assignee: z.string().nullable(),
  priority: prioritySchema,
  tags: z.array(tagSchema),
  /** Out of the queues until then, or until the customer writes. */
  snoozedUntil: instantSchema.nullable(),
  /** The newest message that is no internal note. */
  lastMessageAt: instantSchema.nullable(),
  lastDirection: z.enum(['in', 'out']).nullable(),
  /** Its beginning on one line, at most 200 characters. */
  lastPreview: z.string(),
  /** Since when the customer waits for an answer: the oldest unanswered message; null = nobody waits. */
  waitingSince: instantSchema.nullable(),
  /** When that answer is due (deadline.ts); null = nobody waits. */
  dueAt: instantSchema.nullable(),
  attachmentCount: z.int().min(0),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  ver: verSchema,
});
export type Ticket = z.infer<typeof ticketSchema>;

/** One message, internal note or call of a ticket. Append only, but for `delivery`. */
export const messageSchema = z.strictObject({
  id: idSchema,
  ticketId: idSchema,
  team: z.int(),
  at: instantSchema,
  /** `in`: the customer. `out`: to the customer. `note`: for the team only. */
  direction: z.enum(['in', 'out', 'note']),
  kind: z.enum(['message', 'call']),
  /** A staff login for `out` and `note`; otherwise the name or address that the customer wrote under. */
  author: z.string(),
  body: z.string(),
  /** BCP 47, null = not known. */
  language: z.string().nullable(),
  /** Length of a call. */
  callSeconds: z.int().min(0).nullable(),
  /** `none`: nothing to deliver (incoming, notes, calls). */
  delivery: z.enum(['none', 'queued', 'sent', 'failed']),
  /** Why it failed, a code; null otherwise. */
  deliveryReason: z.string().nullable(),
  ver: verSchema,
});
export type Message = z.infer<typeof messageSchema>;

/** What a message carries. The bytes are fetched when somebody looks. */
export const attachmentSchema = z.strictObject({
  id: idSchema,
  messageId: idSchema,
  ticketId: idSchema,
  team: z.int(),
  /** As the sender named it, without folders and control characters. */
  name: z.string().min(1).max(200),
  /** MIME type as found in the bytes, not as claimed. */
  type: z.string(),
  /** Bytes. */
  size: z.int().min(0),
  /** SHA-256 of the bytes, hexadecimal: the name of the local file. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  ver: verSchema,
});
export type Attachment = z.infer<typeof attachmentSchema>;
