import { join } from 'node:path';
import { runChild, type ServiceHost } from '../lib/child-entry.ts';
import { teamConnectionOf } from '../lib/connection-config.ts';
import { openLog } from '../lib/log.ts';
import { createPgSession } from '../lib/team/pg-session.ts';
import { createSqlTeamClient } from '../lib/team/sql-team-client.ts';
import type { TeamClient } from '../lib/team/team-client.ts';
import { createHubLine } from '../lib/team-calls.ts';
import { readWorkspace, type Workspace } from '../lib/workspace.ts';
import { createDataHost, type DataHost } from './data-host.ts';
import { folderName } from './db/folder.ts';
import { readLastLogin } from './last-login.ts';
import { threadFiles } from './threads.ts';

/** Folder of the embedded workspace in the data directory; the hub keeps its database there too. */
const EMBEDDED_FOLDER = 'embedded';
/** Who works in the demo until somebody switches: an agent, with whom its story begins. */
const FIRST_DEMO_LOGIN = 'amina';

/** The team's side of a workspace. */
type TeamSide = {
  readonly folder: string;
  readonly login: string;
  readonly clientFor: (login: string) => TeamClient;
};

// The data process: the only owner of the local files.
runChild('data-unavailable', async (start, host) => {
  const log = openLog(join(start.dataDirectory, 'logs', 'data.log'));
  log.info('start', { version: start.version, pid: process.pid });
  const workspace = readWorkspace(start.dataDirectory);
  let data: DataHost | null = null;
  const side =
    workspace.kind === 'embedded'
      ? embeddedSide(start.dataDirectory, host, () => data?.wake())
      : teamSide(workspace);
  data = await createDataHost({
    dataDirectory: start.dataDirectory,
    applicationRoot: start.applicationRoot,
    workspace: side.folder,
    embedded: workspace.kind === 'embedded',
    login: side.login,
    teamClientFor: side.clientFor,
    previewRuntime: start.previewRuntime,
    log,
    threads: threadFiles(import.meta.url),
    polling: true,
    emit: host.emit,
    onFatal(error) {
      log.error('The data process can not go on and ends; it is started again', error);
      process.exit(1);
    },
  });
  return { invoke: data.invoke, stop: data.stop };
});

/** The team database lies in the hub process; calls go over the direct line to it. */
function embeddedSide(dataDirectory: string, host: ServiceHost, onAttach: () => void): TeamSide {
  const line = createHubLine();
  host.onPeer((port) => {
    line.attach(port);
    onAttach();
  });
  return {
    folder: EMBEDDED_FOLDER,
    login: readLastLogin(join(dataDirectory, folderName(EMBEDDED_FOLDER))) ?? FIRST_DEMO_LOGIN,
    clientFor: line.clientFor,
  };
}

/** A connection of this person's own to the team database. */
function teamSide(workspace: Extract<Workspace, { readonly kind: 'team' }>): TeamSide {
  return {
    folder: workspace.name,
    login: workspace.login,
    clientFor: () => createSqlTeamClient(createPgSession(teamConnectionOf(workspace))),
  };
}
