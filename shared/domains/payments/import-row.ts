import { z } from 'zod';
import { applicationStatusSchema } from '../applications/entity.ts';
import { currencySchema, minorSchema } from '../values.ts';
import { disputeSchema, feeTypeSchema, paymentStatusSchema } from './entity.ts';
import { identifierKinds } from './identifier-kinds.ts';

/** Longest identifier and longest free text that a row may carry, in UTF-16 units. */
export const maxIdentifierLength = 200;
export const maxTextLength = 1000;

const identifier = z.string().min(1).max(maxIdentifierLength);
const identifierOrNone = identifier.nullable();
const textOrNone = z.string().min(1).max(maxTextLength).nullable();
const countryOrNone = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .nullable();
const instant = z.iso.datetime();

/** What can be looked up besides the columns: those that name something are looked up anyway. */
const importIdentifierSchema = z.strictObject({ kind: z.enum(identifierKinds), value: identifier });
export type ImportIdentifier = z.infer<typeof importIdentifierSchema>;

/**
 * One payment of an import, whatever file it came from: the columns of the neutral exchange format (docs/formats.md)
 * by their names. Amounts are minor units, times ISO 8601 in UTC, empty is null. Free text holds no card number.
 */
export const importRowSchema = z.strictObject({
  payment_id: identifier,
  gateway: identifierOrNone,
  gateway_ref: identifierOrNone,
  order_ref: identifierOrNone,
  application_no: identifierOrNone,
  applicant_name: textOrNone,
  applicant_doc: identifierOrNone,
  nationality: countryOrNone,
  destination: countryOrNone,
  visa_type: textOrNone,
  application_status: applicationStatusSchema.nullable(),
  fee_type: feeTypeSchema.nullable(),
  customer_id: identifierOrNone,
  email: identifierOrNone,
  payer_id: identifierOrNone,
  card_fingerprint: identifierOrNone,
  card_brand: textOrNone,
  card_last4: z
    .string()
    .regex(/^\d{4}$/)
    .nullable(),
  issuer_country: countryOrNone,
  method: textOrNone,
  device_id: identifierOrNone,
  ip_country: countryOrNone,
  region: textOrNone,
  amount_minor: minorSchema.min(0),
  currency: currencySchema,
  status: paymentStatusSchema,
  raw_code: textOrNone,
  created_at: instant,
  captured_at: instant.nullable(),
  refunded_minor: minorSchema.min(0).nullable(),
  dispute: disputeSchema.nullable(),
  group_ref: identifierOrNone,
  idempotency_key: identifierOrNone,
  identifiers: z.array(importIdentifierSchema),
  description: textOrNone,
  customer_name: textOrNone,
});
export type ImportRow = z.infer<typeof importRowSchema>;

/** Why a row of a file was left out. */
export type ImportProblem =
  | 'missing-value'
  | 'bad-amount'
  | 'bad-currency'
  | 'bad-time'
  | 'bad-status'
  | 'bad-value'
  | 'too-long'
  | 'card-number';

/** A row, or a machine code and an English reason that never quotes a card number. */
export type ImportRowResult =
  | { readonly ok: true; readonly row: ImportRow }
  | { readonly ok: false; readonly code: ImportProblem; readonly reason: string };
