import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDesk } from '../electron/cli/index.ts';
import { processSurroundings } from '../electron/cli/process-surroundings.ts';
import { projectRoot } from './lib/paths.ts';
import { runScript } from './lib/progress.ts';

/** `npm run --silent desk -- <command>`: the headless commands, straight from the sources under plain Node. */
async function desk(): Promise<number> {
  // npm runs scripts in the project's folder; files are named from where the person typed the command.
  const { npm_lifecycle_event: npmScript, INIT_CWD: typedIn } = process.env;
  if (npmScript === 'desk' && typedIn) process.chdir(typedIn);
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return runDesk(
    process.argv.slice(2),
    processSurroundings({ applicationRoot: projectRoot, version, previewRuntime: false }),
  );
}

await runScript(desk);
