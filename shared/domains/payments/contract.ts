import { z } from 'zod';
import { query } from '../../ipc/define.ts';
import { applicationSchema, feeComponentSchema } from '../applications/entity.ts';
import { customerSchema } from '../customers/entity.ts';
import { duplicatePairSchema } from '../duplicates/contract.ts';
import { refundViewSchema } from '../refunds/contract.ts';
import { ticketSchema } from '../tickets/entity.ts';
import { idSchema, minorSchema } from '../values.ts';
import { identifierSchema, paymentAttemptSchema, paymentEventSchema, paymentSchema } from './entity.ts';

/** Everything one screen needs about a payment. */
export const paymentPageSchema = z.strictObject({
  payment: paymentSchema,
  attempts: z.array(paymentAttemptSchema),
  events: z.array(paymentEventSchema),
  identifiers: z.array(identifierSchema),
  customer: customerSchema.nullable(),
  application: applicationSchema.nullable(),
  feeComponents: z.array(feeComponentSchema),
  refunds: z.array(refundViewSchema),
  /** Captured less everything refunded or under way, never below 0. */
  refundableMinor: minorSchema,
  /** Judged pairs with this payment, strongest first; the other payment beside each. */
  duplicates: z.array(z.strictObject({ pair: duplicatePairSchema, other: paymentSchema })),
  /** The customer's other payments, newest first, at most 50. */
  otherPayments: z.array(paymentSchema),
  tickets: z.array(ticketSchema),
});
export type PaymentPage = z.infer<typeof paymentPageSchema>;

const pageReads = [
  'payment',
  'payment_attempt',
  'payment_event',
  'identifier',
  'customer',
  'application',
  'fee_component',
  'refund',
  'refund_event',
  'duplicate_pair',
  'ticket',
  'outbox',
  'staff',
] as const;

export const paymentsContract = {
  /** `not-found` when the cache does not have it. */
  'payments.page': query({
    owner: 'data',
    audience: 'both',
    reads: pageReads,
    input: z.strictObject({ id: idSchema }),
    output: paymentPageSchema,
  }),
  /** Newest payments first, for the start screen. */
  'payments.recent': query({
    owner: 'data',
    reads: ['payment', 'customer', 'duplicate_pair'],
    input: z.strictObject({ limit: z.int().min(1).max(100).default(50) }),
    output: z.strictObject({
      payments: z.array(
        z.strictObject({
          payment: paymentSchema,
          customerName: z.string().nullable(),
          duplicate: z.boolean(),
        }),
      ),
      total: z.int(),
    }),
  }),
} as const;
