import { z } from 'zod';
import { query } from '../../ipc/define.ts';
import { idSchema } from '../values.ts';

/** Cases of the demo that somebody new starts with, in the order of the list. */
export const demoCaseKeySchema = z.enum([
  'india-cross-border-block',
  'vietnam-double-click',
  'australia-backup-link',
  'confirmation-in-spam',
  'regional-failure-spike',
  'cancelled-trip-with-proof',
  'misspelt-name',
  'family-of-four',
  'pending-hold',
]);

const demoCaseSchema = z.strictObject({
  key: demoCaseKeySchema,
  /** Null if this person does not see it: it is another team's. */
  ticketId: idSchema.nullable(),
  paymentId: idSchema.nullable(),
});
export type DemoCase = z.infer<typeof demoCaseSchema>;

export const demoContract = {
  /**
   * Where the demo's cases are, in the order of their keys; those that are not there are left out, so an embedded
   * workspace without demo data has none. Only the embedded workspace has a hub to ask: elsewhere `hub-unavailable`.
   */
  'demo.cases': query({
    owner: 'hub',
    // They are there before the first screen and stay.
    reads: ['session'],
    input: z.strictObject({
      /** Who asks: everybody sees what the own teams have. */
      login: z.string(),
    }),
    output: z.array(demoCaseSchema),
  }),
} as const;
