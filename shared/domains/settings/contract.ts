import { z } from 'zod';
import { command, query } from '../../ipc/define.ts';
import { doneSchema, nothingSchema } from '../values.ts';

/** A person's choices on this computer, kept in outbox.db. `system` follows the operating system. */
export const settingsSchema = z.strictObject({
  language: z.enum(['system', 'en', 'zh-Hans', 'ar']),
  theme: z.enum(['system', 'light', 'dark']),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsContract = {
  'settings.get': query({ owner: 'data', reads: ['setting'], input: nothingSchema, output: settingsSchema }),
  'settings.set': command({ owner: 'data', input: settingsSchema.partial(), output: doneSchema }),
} as const;
