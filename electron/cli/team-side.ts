import { openEmbeddedHub } from '../hub/embedded-hub.ts';
import { EMBEDDED_WORKSPACE } from '../hub/workspace-paths.ts';
import { type TeamWorkspace, teamConnectionOf } from '../lib/connection-config.ts';
import type { Log } from '../lib/log.ts';
import { createPgSession } from '../lib/team/pg-session.ts';
import { createSqlTeamClient } from '../lib/team/sql-team-client.ts';
import type { TeamClient } from '../lib/team/team-client.ts';
import { deskErrorOf } from '../lib/team-errors.ts';
import { type DeskSession, type DeskSessionOptions, unknownLogin, whoActs } from './desk-session.ts';

/** The team database as this process has opened it. */
export type TeamSide = {
  readonly login: string;
  /** Folder of the workspace in the data directory. */
  readonly workspace: string;
  clientFor(login: string): TeamClient;
  /** @throws DeskError */
  importPayments: DeskSession['importPayments'];
  close(): Promise<void>;
};

/** Opens the embedded team database in this process; its jobs stay asleep for the length of a command. */
export async function openEmbeddedSide(options: DeskSessionOptions, log: Log): Promise<TeamSide> {
  const hub = await openEmbeddedHub({
    applicationRoot: options.surroundings.applicationRoot,
    dataDirectory: options.dataDirectory,
    demo: options.demo ? 'if-empty' : 'never',
    world: false,
    log,
    onStep: () => undefined,
  });
  try {
    const login = whoActs(await hub.staff(), options.login);
    return {
      login,
      workspace: EMBEDDED_WORKSPACE,
      clientFor: hub.clientFor,
      importPayments: importingWith(hub.clientFor(login)),
      close: hub.stop,
    };
  } catch (error) {
    await hub.stop();
    throw error;
  }
}

/** Connects to a team database as the login of its workspace.json. */
export function openTeamSide(workspace: TeamWorkspace, options: DeskSessionOptions): TeamSide {
  if (options.login !== null && options.login !== workspace.login) throw unknownLogin(options.login);
  const session = createPgSession(teamConnectionOf(workspace, options.surroundings.environment), {
    applicationName: 'visadesk-desk',
  });
  return {
    login: workspace.login,
    workspace: workspace.name,
    clientFor: () => createSqlTeamClient(session),
    importPayments: importingWith(createSqlTeamClient(session)),
    close: () => session.close(),
  };
}

function importingWith(client: TeamClient): TeamSide['importPayments'] {
  return async (source, rows, asOf) => {
    try {
      return await client.importPayments(source, rows, asOf);
    } catch (error) {
      throw deskErrorOf(error);
    }
  };
}
