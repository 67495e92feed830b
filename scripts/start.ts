import { spawn } from 'node:child_process';
import { ensureBuild } from './lib/build.ts';
import { openDisplay } from './lib/display.ts';
import { ensureElectronRuntime } from './lib/electron-runtime.ts';
import { electronEnvironment, readSandboxFacts, resolvePathOptions, sandboxArguments } from './lib/launch.ts';
import { projectRoot } from './lib/paths.ts';
import { runScript, say } from './lib/progress.ts';
import { ensureSystemPackages } from './lib/system-packages.ts';

/** `npm start`: sets up what is missing, builds, opens the program and ends with its exit code. */
async function start(): Promise<number> {
  const passedOn = resolvePathOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  await ensureSystemPackages();
  const runtime = await ensureElectronRuntime();
  await ensureBuild(runtime);
  const display = await openDisplay();
  const sandbox = sandboxArguments(readSandboxFacts());
  if (sandbox.notice) say(sandbox.notice);
  try {
    return await new Promise<number>((resolve, reject) => {
      const switches = [...sandbox.arguments, ...display.arguments];
      const child = spawn(runtime.executable, [...switches, projectRoot, ...passedOn], {
        env: { ...electronEnvironment(process.env), ...display.environment },
        stdio: 'inherit',
        // Ctrl+C reaches everything that the terminal has started. Electron must get it once, from here: the second
        // time it ends on the spot, without closing its files.
        detached: process.platform !== 'win32',
      });
      const forward = (signal: NodeJS.Signals): void => {
        child.kill(signal);
      };
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, forward);
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
    });
  } finally {
    display.close();
  }
}

await runScript(start);
