import { z } from 'zod';
import { command, query } from '../../ipc/define.ts';
import { doneSchema, nothingSchema } from '../values.ts';

export const checkSchema = z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string() });
export type Check = z.infer<typeof checkSchema>;

export const healthContract = {
  /** Opens and checks both files: settings read back, versions, integrity, feed position, outbox states. */
  'health.check': query({
    owner: 'data',
    audience: 'both',
    reads: [],
    timeoutMs: 60_000,
    input: nothingSchema,
    output: z.strictObject({ ok: z.boolean(), checks: z.array(checkSchema) }),
  }),
  /** Facts of the running program for the about line, the start screen and headless commands. */
  'app.info': query({
    owner: 'main',
    audience: 'both',
    reads: [],
    input: nothingSchema,
    output: z.strictObject({
      version: z.string(),
      electron: z.string(),
      platform: z.string(),
      dataDirectory: z.string(),
      /** What was asked on the command line; null = nothing. */
      startScreen: z.string().nullable(),
      startLanguage: z.string().nullable(),
      startTheme: z.enum(['light', 'dark']).nullable(),
      processIds: z.strictObject({ main: z.int(), data: z.int().nullable(), hub: z.int().nullable() }),
    }),
  }),
  /** What stands in the way of starting, or null: the window shows a screen with its choices. */
  'app.startup': query({
    owner: 'main',
    reads: ['session'],
    input: nothingSchema,
    output: z.strictObject({
      phase: z.enum(['starting', 'ready', 'failed', 'recovering']),
      /** Step for the progress screen, such as `team-database`, `demo-data`, `first-sync`. */
      step: z.string().nullable(),
      problem: z
        .strictObject({
          process: z.enum(['data', 'hub']),
          code: z.string(),
          /** Choices offered; a newer or damaged outbox never offers a reset. */
          choices: z.array(z.enum(['retry', 'show-log', 'quit'])),
          logTail: z.string(),
        })
        .nullable(),
    }),
  }),
  'app.recover': command({
    owner: 'main',
    input: z.strictObject({ choice: z.enum(['retry', 'show-log', 'quit']) }),
    output: doneSchema,
  }),
  /** The window has painted a screen with its data; used by screenshots and the smoke test. */
  'app.screen-ready': command({
    owner: 'main',
    input: z.strictObject({ screen: z.string() }),
    output: doneSchema,
  }),
} as const;
