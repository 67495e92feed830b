import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDataService, type DataService } from '../../electron/data/data-service.ts';
import { folderName } from '../../electron/data/db/folder.ts';
import { threadFiles } from '../../electron/data/threads.ts';
import type { Log } from '../../electron/lib/log.ts';
import { projectRoot } from '../../scripts/lib/paths.ts';
import { say } from '../../scripts/lib/progress.ts';
import { type FilledTeam, filledTeam, LOGIN } from './team.ts';
import type { World } from './world.ts';

const WORKSPACE = 'bench';

/** A data directory whose cache holds everything of the team database. */
export type Desktop = { readonly directory: string; readonly cacheFile: string; readonly team: FilledTeam };

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

/** Describes the team database to the program that is started on the directory. */
export function desktopOf(directory: string, team: FilledTeam): Desktop {
  const { host, port, database, login } = team.connection;
  const workspace = { kind: 'team', name: WORKSPACE, host, port, database, login, tls: 'off' };
  writeFileSync(join(directory, 'workspace.json'), JSON.stringify(workspace));
  return {
    directory,
    cacheFile: join(directory, folderName(WORKSPACE), folderName(LOGIN), 'cache.db'),
    team,
  };
}

/** The one filled desktop of a run; the service on it is closed. */
export function filledDesktop(world: World): Promise<Desktop> {
  return world.shared('desktop', async () => {
    const team = await filledTeam(world);
    say('Filling a desktop ...');
    const directory = world.folder('desktop');
    const service = await openService(directory, team);
    try {
      await service.syncNow();
      await service.judged();
    } finally {
      await service.stop();
    }
    return desktopOf(directory, team);
  });
}

/** Runs `use` with the data service of the filled desktop. */
export async function withService<Result>(
  { directory, team }: Desktop,
  use: (service: DataService) => Promise<Result>,
): Promise<Result> {
  const service = await openService(directory, team);
  try {
    return await use(service);
  } finally {
    await service.stop();
  }
}
