import { z } from 'zod';
import { query } from '../../ipc/define.ts';
import { applicationSchema, feeComponentSchema } from '../applications/entity.ts';
import { paymentSchema } from '../payments/entity.ts';
import { refundViewSchema } from '../refunds/contract.ts';
import { refundSchema } from '../refunds/entity.ts';
import { messageSchema, ticketSchema } from '../tickets/entity.ts';
import { idSchema, instantSchema } from '../values.ts';
import { customerSchema } from './entity.ts';

/** The dossier of a customer. Lists hold the newest 50; `counts` say how many there are. */
export const customerPageSchema = z.strictObject({
  customer: customerSchema,
  applications: z.array(
    z.strictObject({ application: applicationSchema, feeComponents: z.array(feeComponentSchema) }),
  ),
  payments: z.array(paymentSchema),
  refunds: z.array(refundViewSchema),
  tickets: z.array(ticketSchema),
  counts: z.strictObject({
    applications: z.int(),
    payments: z.int(),
    failedPayments: z.int(),
    refunds: z.int(),
    tickets: z.int(),
    /** Open or waiting on the customer. */
    openTickets: z.int(),
  }),
});
export type CustomerPage = z.infer<typeof customerPageSchema>;

export const timelineKindSchema = z.enum([
  'message',
  'call',
  'note',
  'payment',
  'refund',
  'application',
  'ticket',
]);
export type TimelineKind = z.infer<typeof timelineKindSchema>;

/** The ticket that an entry belongs to. */
const entryTicketSchema = ticketSchema.pick({ id: true, number: true, subject: true, channel: true });

/** One thing that happened; `at` and `id` together are its place in the list. */
const entrySchema = z.strictObject({ id: idSchema, at: instantSchema });

export const timelineEntrySchema = z.discriminatedUnion('kind', [
  entrySchema.extend({
    kind: z.enum(['message', 'call', 'note']),
    ticket: entryTicketSchema,
    direction: messageSchema.shape.direction,
    authorName: z.string(),
    language: messageSchema.shape.language,
    callSeconds: messageSchema.shape.callSeconds,
    delivery: messageSchema.shape.delivery,
    /** Its beginning, at most 1,000 characters. */
    text: z.string(),
    isCut: z.boolean(),
  }),
  entrySchema.extend({
    kind: z.literal('payment'),
    /** `failed`: an attempt, or a payment without any that failed. */
    event: z.enum(['captured', 'failed']),
    payment: paymentSchema,
    /** The gateway's code of a failure as received. */
    rawCode: z.string().nullable(),
  }),
  entrySchema.extend({
    kind: z.literal('refund'),
    refund: refundSchema.pick({ id: true, paymentId: true, amountMinor: true, currency: true, reason: true }),
    fromState: refundSchema.shape.state.nullable(),
    toState: refundSchema.shape.state,
    actorName: z.string(),
  }),
  entrySchema.extend({ kind: z.literal('application'), application: applicationSchema }),
  entrySchema.extend({
    kind: z.literal('ticket'),
    ticket: entryTicketSchema,
    status: ticketSchema.shape.status,
  }),
]);
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** A place in the timeline: entries older than this one follow. */
export const timelineCursorSchema = z.strictObject({ at: instantSchema, id: idSchema });
export type TimelineCursor = z.infer<typeof timelineCursorSchema>;

export const customersContract = {
  /** `not-found` when the cache does not have the customer. */
  'customers.page': query({
    owner: 'data',
    audience: 'both',
    reads: [
      'customer',
      'application',
      'fee_component',
      'payment',
      'refund',
      'refund_event',
      'ticket',
      'outbox',
      'staff',
    ],
    input: z.strictObject({ id: idSchema }),
    output: customerPageSchema,
  }),
  /** Everything that ever happened to a customer, newest first, in pages. */
  'customers.timeline': query({
    owner: 'data',
    audience: 'both',
    reads: [
      'message',
      'payment',
      'payment_attempt',
      'refund',
      'refund_event',
      'application',
      'ticket',
      'staff',
    ],
    input: z.strictObject({
      id: idSchema,
      /** Only these; all without it. */
      kinds: z.array(timelineKindSchema).min(1).optional(),
      /** Only entries that hold all of these words, in any order and without regard to case and accents. */
      text: z.string().max(200).default(''),
      before: timelineCursorSchema.nullable().default(null),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({
      entries: z.array(timelineEntrySchema),
      /** Where the next page begins; null at the end. */
      next: timelineCursorSchema.nullable(),
    }),
  }),
} as const;
