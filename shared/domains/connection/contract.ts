import { z } from 'zod';
import { ERROR_CODES } from '../../errors.ts';
import { command, query } from '../../ipc/define.ts';
import { doneSchema, instantSchema, nothingSchema } from '../values.ts';

/** What the connection pill shows. `working_offline` is the agent's own choice. */
export const connectionStateSchema = z.enum([
  'starting',
  'live',
  'offline',
  'reconnecting',
  'refused',
  'working_offline',
]);

export const connectionStatusSchema = z.strictObject({
  state: connectionStateSchema,
  /** Why it is refused or offline. */
  reason: z.enum(ERROR_CODES).nullable(),
  /** When the cache was last confirmed equal to the team database up to its horizon. */
  lastSyncAt: instantSchema.nullable(),
  /** First sync progress: rows so far and whether it has finished. */
  firstSync: z.strictObject({ rows: z.int(), done: z.boolean() }),
  /** Commands not answered yet, and commands that need a person. */
  waiting: z.int(),
  attention: z.int(),
  /** Desktop clock minus server clock in milliseconds; shown when beyond two minutes. */
  clockSkewMs: z.int().nullable(),
  /** True for the embedded workspace: "demo, not durable". */
  embedded: z.boolean(),
});
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;

export const connectionContract = {
  'connection.status': query({
    owner: 'data',
    audience: 'both',
    reads: ['connection', 'outbox'],
    input: nothingSchema,
    output: connectionStatusSchema,
  }),
  'connection.set-offline': command({
    owner: 'data',
    audience: 'both',
    input: z.strictObject({ offline: z.boolean() }),
    output: doneSchema,
  }),
  'connection.sync-now': command({
    owner: 'data',
    audience: 'both',
    timeoutMs: 60_000,
    input: nothingSchema,
    output: doneSchema,
  }),
  /** The window tells whether it is in sight: polls every 5 s when active, 30 s when hidden. */
  'connection.set-active': command({
    owner: 'data',
    input: z.strictObject({ active: z.boolean() }),
    output: doneSchema,
  }),
} as const;
