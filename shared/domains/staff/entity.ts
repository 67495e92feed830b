import { z } from 'zod';
import { idSchema, minorSchema, verSchema } from '../values.ts';

/** `hub` is the back office; it never signs in at a desktop. */
export const roleSchema = z.enum(['agent', 'supervisor', 'admin', 'hub']);

/** A login of the team. Four eyes compare `personId`: one person may own two logins. */
export const staffSchema = z.strictObject({
  id: idSchema,
  login: z.string(),
  personId: idSchema,
  name: z.string(),
  role: roleSchema,
  teams: z.array(z.int()),
  /** Most that this supervisor may approve in one refund, minor units by currency; a missing currency means 0. */
  approveLimits: z.record(z.string(), minorSchema),
  active: z.boolean(),
  ver: verSchema,
});
export type Staff = z.infer<typeof staffSchema>;
