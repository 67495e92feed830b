import { readFileSync } from 'node:fs';
import { DeskError } from '../../shared/errors.ts';
import type { TeamConnection } from './team/connection.ts';
import type { Workspace } from './workspace.ts';

export type TeamWorkspace = Extract<Workspace, { readonly kind: 'team' }>;

/** The password of the workspace's login. It is never kept in a file. */
const PASSWORD_VARIABLE = 'VISADESK_TEAM_PASSWORD';

/**
 * How to reach a team database: the place from workspace.json, the password from the environment.
 * @throws DeskError `file-unreadable` when the certificate file can't be read
 */
export function teamConnectionOf(
  workspace: TeamWorkspace,
  environment: NodeJS.ProcessEnv = process.env,
): TeamConnection {
  const { host, port, database, login, tls, caFile } = workspace;
  return {
    host,
    port,
    database,
    login,
    tls,
    ca: caFile === null ? null : readCertificate(caFile),
    password: environment[PASSWORD_VARIABLE] ?? null,
  };
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new DeskError('file-unreadable', `The certificate file ${file} can't be read`);
  }
}
