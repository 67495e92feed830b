import { z } from 'zod';
import { query } from '../../ipc/define.ts';
import { paymentStatusSchema } from '../payments/entity.ts';
import { currencySchema, idSchema, instantSchema, minorSchema } from '../values.ts';

export const candidateSchema = z.strictObject({
  type: z.enum(['payment', 'customer', 'application', 'ticket', 'refund']),
  id: idSchema,
  /** The stored value that matched. */
  matched: z.string(),
  how: z.enum(['exact', 'prefix', 'folded', 'suffix', 'edit1', 'text']),
  /** One line for the list: name, reference. */
  label: z.string(),
  /** Which identifier matched (`stripe`, `email`, `application`, `name`, …). */
  kind: z.string(),
  /** The payment to open for this hit: itself, or the newest of the customer or application; null if there is none. */
  paymentId: idSchema.nullable(),
  amountMinor: minorSchema.nullable(),
  currency: currencySchema.nullable(),
  status: paymentStatusSchema.nullable(),
  at: instantSchema.nullable(),
});
export type Candidate = z.infer<typeof candidateSchema>;

export const lookupContract = {
  /** Any identifier, e-mail, application number or customer name; best first. Works from the cache alone. */
  'lookup.search': query({
    owner: 'data',
    audience: 'both',
    reads: ['identifier', 'payment', 'customer', 'application', 'ticket', 'message', 'refund'],
    input: z.strictObject({ text: z.string().max(2000), limit: z.int().min(1).max(50).default(20) }),
    output: z.strictObject({
      candidates: z.array(candidateSchema),
      /** Time of the newest confirmed sync, for "nothing in the data from 14:02". */
      dataFrom: instantSchema.nullable(),
    }),
  }),
} as const;
