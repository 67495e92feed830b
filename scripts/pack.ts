import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuild } from './lib/build.ts';
import { type ElectronRuntime, ensureElectronRuntime } from './lib/electron-runtime.ts';
import { checkFuses, findPackedProgram, smokeTest } from './lib/packed-program.ts';
import { projectRoot } from './lib/paths.ts';
import { runScript, SetupError, say, withProgress } from './lib/progress.ts';
import { runCommand } from './lib/run-command.ts';
import { ensureSystemPackages } from './lib/system-packages.ts';

const releaseFolder = join(projectRoot, 'release');

async function packUnpacked(runtime: ElectronRuntime): Promise<void> {
  rmSync(releaseFolder, { recursive: true, force: true });
  const result = await runCommand(
    process.execPath,
    [
      join(projectRoot, 'node_modules', 'electron-builder', 'cli.js'),
      ...['--dir', `-c.electronDist=${runtime.distribution}`, `-c.electronVersion=${runtime.version}`],
    ],
    // An unpacked program for this machine is not signed, whatever certificates lie around.
    { cwd: projectRoot, environment: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' } },
  );
  if (result.exitCode !== 0) throw new SetupError(`electron-builder failed:\n${result.output}`);
}

/** `npm run pack`: the unpacked program for this machine, its fuses checked, started once. */
async function pack(): Promise<number> {
  await ensureSystemPackages();
  const runtime = await ensureElectronRuntime();
  await ensureBuild(runtime);
  await withProgress('Packing', () => packUnpacked(runtime));
  const program = findPackedProgram(releaseFolder);
  // Electron's own default application would run any folder given on the command line.
  rmSync(join(dirname(program), 'resources', 'default_app.asar'), { force: true });
  await checkFuses(program);
  say('The fuses are as they must be.');
  await withProgress('Starting the packed program', () => smokeTest(program));
  console.log(`Packed: ${program}`);
  return 0;
}

await runScript(pack);
