import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderName } from '../../electron/data/db/folder.ts';
import type { DataService } from '../../electron/data/service-types.ts';
import { say } from '../../scripts/lib/progress.ts';
import { type FirstSync, syncFirst } from './first-sync.ts';
import { openService, WORKSPACE } from './service.ts';
import { type FilledTeam, filledTeam, LOGIN } from './team.ts';
import type { World } from './world.ts';

/** A data directory whose cache holds everything of the team database. */
export type Desktop = {
  readonly directory: string;
  readonly cacheFile: string;
  readonly team: FilledTeam;
  /** How its cache was filled. */
  readonly firstSync: FirstSync;
};

/** The one filled desktop of a run; the service on it is closed. */
export function filledDesktop(world: World): Promise<Desktop> {
  return world.shared('desktop', async () => {
    const team = await filledTeam(world);
    say('First sync of a desktop ...');
    const directory = world.folder('desktop');
    const firstSync = await syncFirst(directory, team, world.rows);
    describeWorkspace(directory, team);
    const cacheFile = join(directory, folderName(WORKSPACE), folderName(LOGIN), 'cache.db');
    return { directory, cacheFile, team, firstSync };
  });
}

/** For the program that is started on the directory. */
function describeWorkspace(directory: string, team: FilledTeam): void {
  const { host, port, database, login } = team.connection;
  const workspace = { kind: 'team', name: WORKSPACE, host, port, database, login, tls: 'off' };
  writeFileSync(join(directory, 'workspace.json'), JSON.stringify(workspace));
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
