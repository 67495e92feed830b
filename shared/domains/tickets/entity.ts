import { z } from 'zod';
import { idSchema, instantSchema, verSchema } from '../values.ts';

/** A conversation with a customer. Visible to its team (and to admins). */
export const ticketSchema = z.strictObject({
  id: idSchema,
  number: z.int(),
  customerId: idSchema.nullable(),
  paymentId: idSchema.nullable(),
  team: z.int(),
  subject: z.string(),
  status: z.enum(['open', 'pending', 'solved', 'closed']),
  channel: z.enum(['email', 'chat', 'phone', 'form']),
  language: z.string().nullable(),
  assignee: z.string().nullable(),
  priority: z.enum(['low', 'normal', 'high', 'urgent']),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  ver: verSchema,
});
export type Ticket = z.infer<typeof ticketSchema>;

/** One message or note of a ticket. Append only. */
export const messageSchema = z.strictObject({
  id: idSchema,
  ticketId: idSchema,
  team: z.int(),
  at: instantSchema,
  direction: z.enum(['in', 'out', 'note']),
  author: z.string(),
  body: z.string(),
  language: z.string().nullable(),
  ver: verSchema,
});
export type Message = z.infer<typeof messageSchema>;
