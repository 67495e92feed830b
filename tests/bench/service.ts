import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDataService } from '../../electron/data/data-service.ts';
import type { DataService } from '../../electron/data/service-types.ts';
import { threadFiles } from '../../electron/data/threads.ts';
import type { Log } from '../../electron/lib/log.ts';
import { projectRoot } from '../../scripts/lib/paths.ts';
import { say } from '../../scripts/lib/progress.ts';
import { type FilledTeam, LOGIN } from './team.ts';

/** Name of the workspace on the bench's desktop. */
export const WORKSPACE = 'bench';

const log: Log = {
  info: () => undefined,
  warn: (message) => say(`data: ${message}`),
  error: (message, error) => say(`data: ${message}: ${error instanceof Error ? error.stack : String(error)}`),
};

/** The product's data service with its threads, on a data directory, over its own connection to the team database. */
export async function openService(directory: string, team: FilledTeam): Promise<DataService> {
  const service = await createDataService({
    directory,
    applicationRoot: projectRoot,
    workspace: WORKSPACE,
    embedded: false,
    login: LOGIN,
    team: team.client(),
    threads: threadFiles(pathToFileURL(join(projectRoot, 'electron', 'data', 'index.ts')).href),
    polling: false,
    previewRuntime: false,
    log,
    onChanged: () => undefined,
    onFatal: (error) => {
      throw error;
    },
  });
  service.start();
  return service;
}
