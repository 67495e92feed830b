import { z } from 'zod';
import { command, query } from '../../ipc/define.ts';
import { staffSchema } from '../staff/entity.ts';
import { doneSchema, nothingSchema } from '../values.ts';

export const sessionContract = {
  /** Who works here, in which workspace. */
  'session.current': query({
    owner: 'data',
    audience: 'both',
    reads: ['session', 'staff'],
    input: nothingSchema,
    output: z.strictObject({
      staff: staffSchema,
      workspace: z.string(),
      embedded: z.boolean(),
      /** The logins one may switch to: the embedded workspace's staff; elsewhere only oneself. */
      choices: z.array(staffSchema),
    }),
  }),
  /** Embedded workspace only. Closes this person's files and opens the other's; what is queued stays queued. */
  'session.switch': command({
    owner: 'data',
    audience: 'both',
    timeoutMs: 30_000,
    input: z.strictObject({ login: z.string() }),
    output: doneSchema,
  }),
} as const;
