import { z } from 'zod';
import { countrySchema, idSchema, instantSchema, verSchema } from '../values.ts';

/** Somebody who paid or asked. Visible to the whole organisation. Passport data is not here. */
export const customerSchema = z.strictObject({
  id: idSchema,
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  country: countrySchema.nullable(),
  /** BCP 47, the language the customer writes in. */
  language: z.string().nullable(),
  createdAt: instantSchema,
  ver: verSchema,
});
export type Customer = z.infer<typeof customerSchema>;
