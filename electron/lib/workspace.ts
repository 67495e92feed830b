import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DeskError } from '../../shared/errors.ts';

/** Folders of the data directory that belong to something else: no team's files may be taken for the demo's. */
const TAKEN_NAMES = ['embedded', 'logs', 'window'];

const workspaceSchema = z.discriminatedUnion('kind', [
  /** PGlite inside the hub process on this machine: the demo. */
  z.strictObject({ kind: z.literal('embedded') }),
  /** A PostgreSQL server; the password never lies here. */
  z.strictObject({
    kind: z.literal('team'),
    name: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .refine((name) => !TAKEN_NAMES.includes(name)),
    host: z.string(),
    port: z.int().min(1).max(65_535),
    database: z.string(),
    login: z.string(),
    /** `off` is accepted only for this machine's own addresses. */
    tls: z.enum(['verify-full', 'off']),
    /** Certificate authority of the server, a PEM file; null = the system's authorities. */
    caFile: z.string().nullable().default(null),
  }),
]);

/** Which team database a data directory works with. */
export type Workspace = z.infer<typeof workspaceSchema>;

/**
 * Reads `workspace.json` of a data directory; without one it is the embedded workspace.
 * @throws DeskError `file-unreadable` when the file is there and does not make sense
 */
export function readWorkspace(dataDirectory: string): Workspace {
  const file = join(dataDirectory, 'workspace.json');
  if (!existsSync(file)) return { kind: 'embedded' };
  try {
    return workspaceSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new DeskError('file-unreadable', `${file} does not describe a workspace`);
  }
}
