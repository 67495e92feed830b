import { z } from 'zod';
import { countrySchema, currencySchema, idSchema, instantSchema, minorSchema, verSchema } from '../values.ts';

export const applicationStatusSchema = z.enum([
  'draft',
  'submitted',
  'processing',
  'approved',
  'refused',
  'cancelled',
]);
export type ApplicationStatus = z.infer<typeof applicationStatusSchema>;

/** A visa application. `applicantDoc` is a keyed hash of the travel document, never its number. */
export const applicationSchema = z.strictObject({
  id: idSchema,
  applicationNo: z.string(),
  customerId: idSchema.nullable(),
  applicantName: z.string().nullable(),
  applicantDoc: z.string().nullable(),
  nationality: countrySchema.nullable(),
  destination: countrySchema.nullable(),
  visaType: z.string().nullable(),
  status: applicationStatusSchema.nullable(),
  groupRef: z.string().nullable(),
  createdAt: instantSchema,
  ver: verSchema,
});
export type Application = z.infer<typeof applicationSchema>;

/** One part of a fee; each part has its own refundability. */
export const feeComponentSchema = z.strictObject({
  id: idSchema,
  applicationId: idSchema,
  kind: z.enum(['government', 'service', 'surcharge', 'deposit']),
  amountMinor: minorSchema,
  currency: currencySchema,
  refundable: z.boolean(),
  ver: verSchema,
});
export type FeeComponent = z.infer<typeof feeComponentSchema>;
