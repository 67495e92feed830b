import { z } from 'zod';

/** How to reach a team database. The password is kept apart from the rest, by whoever reads the configuration. */
export const teamConnectionSchema = z.strictObject({
  /** Name or address; one that starts with `/` is the folder of a local socket. */
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(5432),
  database: z.string().min(1),
  /** The person's own PostgreSQL login. */
  login: z.string().min(1),
  password: z.string().nullable(),
  /** `off` is refused for anything but this computer. */
  tls: z.enum(['verify-full', 'off']).default('verify-full'),
  /** PEM of the authority that signed the server's certificate; `null` = those the system trusts. */
  ca: z.string().nullable().default(null),
});
export type TeamConnection = z.infer<typeof teamConnectionSchema>;

/** Whether traffic to this host stays on this computer. */
export function isLoopback(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
