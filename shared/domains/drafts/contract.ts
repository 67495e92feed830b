import { z } from 'zod';
import { command, query } from '../../ipc/define.ts';
import { doneSchema, instantSchema } from '../values.ts';

const keySchema = z.string().min(1).max(120);

export const draftsContract = {
  /** A half-filled form, for example `refund:<paymentId>`. Kept in outbox.db until it is sent or cleared. */
  'drafts.get': query({
    owner: 'data',
    reads: ['draft'],
    input: z.strictObject({ key: keySchema }),
    output: z.strictObject({
      draft: z.strictObject({ body: z.string(), savedAt: instantSchema }).nullable(),
    }),
  }),
  'drafts.save': command({
    owner: 'data',
    input: z.strictObject({ key: keySchema, body: z.string().max(200_000) }),
    output: doneSchema,
  }),
  'drafts.clear': command({ owner: 'data', input: z.strictObject({ key: keySchema }), output: doneSchema }),
} as const;
