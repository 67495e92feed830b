import { z } from 'zod';
import {
  countrySchema,
  currencySchema,
  dateSchema,
  idSchema,
  instantSchema,
  minorSchema,
  verSchema,
} from '../values.ts';

export const refundStateSchema = z.enum([
  'draft',
  'submitted',
  'in_review',
  'needs_info',
  'blocked',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
  'sending',
  'send_unknown',
  'manual_check',
  'gateway_pending',
  'gateway_refused',
  'refunded',
  'refund_failed',
  'voided',
  'traceable',
  'trace_open',
  'manual_payout',
  'closed',
]);
export type RefundState = z.infer<typeof refundStateSchema>;

export const refundReasonSchema = z.enum([
  'duplicate',
  'trip_cancelled',
  'name_error',
  'not_processed',
  'overcharged',
  'goodwill',
  'other',
]);
export type RefundReason = z.infer<typeof refundReasonSchema>;

/** What a refund rests on; which parts are needed depends on the reason (guard G6). */
export const refundEvidenceSchema = z.strictObject({
  /** The payment that stays, for reason `duplicate`. */
  duplicateOf: idSchema.nullable().default(null),
  /** Verdict shown when the form was filed. */
  verdict: z.string().max(64).nullable().default(null),
  /** New application number, for reason `name_error`. */
  newApplicationNo: z.string().max(64).nullable().default(null),
  /** What the customer sent (a document's name or reference), for reason `trip_cancelled`. */
  document: z.string().max(200).nullable().default(null),
});

/** A refund of one charge, from the form to the customer's account. Visible to its team and to admins. */
export const refundSchema = z.strictObject({
  id: idSchema,
  paymentId: idSchema,
  team: z.int(),
  amountMinor: minorSchema,
  currency: currencySchema,
  reason: refundReasonSchema,
  note: z.string(),
  evidence: refundEvidenceSchema,
  state: refundStateSchema,
  /** Login and person that filed it; the person may never decide on it. */
  requestedBy: z.string(),
  requestedPerson: idSchema,
  requestedAt: instantSchema,
  /** 24 wall-clock hours after `requestedAt`. */
  reviewDueAt: instantSchema,
  decidedBy: z.string().nullable(),
  decidedPerson: idSchema.nullable(),
  decidedAt: instantSchema.nullable(),
  decisionReason: z.string().nullable(),
  /** Rises only after a definite failure; the gateway's idempotency key is `refundId:sendNo`. */
  sendNo: z.int(),
  gatewayRefundRef: z.string().nullable(),
  /** When the gateway accepted it: the arrival window counts from here. */
  acceptedAt: instantSchema.nullable(),
  /** Window in business days of the issuing country, fixed at acceptance; never recomputed silently. */
  arrivalEarliest: dateSchema.nullable(),
  arrivalLatest: dateSchema.nullable(),
  arrivalCountry: countrySchema.nullable(),
  arrivalEstimate: z.boolean().nullable(),
  arrivalRule: z.string().nullable(),
  failureReason: z.string().nullable(),
  arn: z.string().nullable(),
  updatedAt: instantSchema,
  ver: verSchema,
});
export type Refund = z.infer<typeof refundSchema>;

/** One transition of a refund, or what was learnt while it stayed where it was (`fromState` = `toState`). */
export const refundEventSchema = z.strictObject({
  id: idSchema,
  refundId: idSchema,
  team: z.int(),
  at: instantSchema,
  /** Login, or the hub's. */
  actor: z.string(),
  fromState: refundStateSchema.nullable(),
  toState: refundStateSchema,
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  ver: verSchema,
});
export type RefundEvent = z.infer<typeof refundEventSchema>;
