import { z } from 'zod';
import { countrySchema, currencySchema, idSchema, instantSchema, minorSchema, verSchema } from '../values.ts';

export const paymentStatusSchema = z.enum([
  'created',
  'requires_action',
  'processing',
  'unknown',
  'authorised',
  'captured',
  'failed',
  'cancelled',
  'expired',
]);
export type PaymentStatus = z.infer<typeof paymentStatusSchema>;

export const feeTypeSchema = z.enum(['base', 'expedite', 'amend', 'reapply', 'service']);
export const disputeSchema = z.enum(['none', 'inquiry', 'open', 'won', 'lost']);

/** One charge at a gateway (`gateway` + `gatewayRef` is unique). Visible to the whole organisation. */
export const paymentSchema = z.strictObject({
  id: idSchema,
  /** `payment_id` of an import, if it had one. */
  externalId: z.string().nullable(),
  gateway: z.string(),
  gatewayRef: z.string(),
  orderRef: z.string().nullable(),
  applicationId: idSchema.nullable(),
  customerId: idSchema.nullable(),
  email: z.string().nullable(),
  feeType: feeTypeSchema.nullable(),
  payerId: z.string().nullable(),
  method: z.string().nullable(),
  cardFingerprint: z.string().nullable(),
  cardBrand: z.string().nullable(),
  cardLast4: z.string().nullable(),
  issuerCountry: countrySchema.nullable(),
  deviceId: z.string().nullable(),
  ipCountry: countrySchema.nullable(),
  region: z.string().nullable(),
  /** Attempted amount. */
  amountMinor: minorSchema,
  currency: currencySchema,
  /** 0 until captured. */
  capturedMinor: minorSchema,
  /** Refunded outside VisaDesk, as the gateway's export says, less what our own refunds explain. */
  externalRefundedMinor: minorSchema,
  /** Sum of our refunds that are not rejected, withdrawn, expired, voided or failed: reserved from submission on. */
  refundedMinor: minorSchema,
  status: paymentStatusSchema,
  /** The gateway's decline or error code as received. */
  rawCode: z.string().nullable(),
  dispute: disputeSchema,
  groupRef: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
  description: z.string().nullable(),
  createdAt: instantSchema,
  capturedAt: instantSchema.nullable(),
  ver: verSchema,
});
export type Payment = z.infer<typeof paymentSchema>;

/** One try at the gateway. */
export const paymentAttemptSchema = z.strictObject({
  id: idSchema,
  paymentId: idSchema,
  /** 1, 2, 3 … in the order of `at`. */
  n: z.int(),
  at: instantSchema,
  outcome: z.enum(['succeeded', 'authorised', 'failed', 'requires_action', 'unknown', 'cancelled']),
  rawCode: z.string().nullable(),
  ver: verSchema,
});
export type PaymentAttempt = z.infer<typeof paymentAttemptSchema>;

/** Something that happened to a payment, as told by the gateway or an import. */
export const paymentEventSchema = z.strictObject({
  id: idSchema,
  paymentId: idSchema,
  at: instantSchema,
  kind: z.enum([
    'created',
    'authorised',
    'captured',
    'failed',
    'cancelled',
    'refunded',
    'disputed',
    'imported',
    'updated',
  ]),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  ver: verSchema,
});
export type PaymentEvent = z.infer<typeof paymentEventSchema>;

/** A thing a customer may quote. `folded` is `foldConfusable(value)`. */
export const identifierSchema = z.strictObject({
  id: idSchema,
  paymentId: idSchema,
  kind: z.string(),
  value: z.string(),
  folded: z.string(),
  ver: verSchema,
});
export type Identifier = z.infer<typeof identifierSchema>;
