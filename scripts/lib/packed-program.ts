import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { readLogTail } from '../../electron/lib/log.ts';
import { type Display, openDisplay } from './display.ts';
import { readSandboxFacts, sandboxArguments } from './launch.ts';
import { SetupError } from './progress.ts';
import { runCommand } from './run-command.ts';

/** How every fuse of a packed program must stand; same as electron-builder.yml. */
const expectedFuses: ReadonlyMap<FuseV1Options, FuseState> = new Map([
  [FuseV1Options.RunAsNode, FuseState.DISABLE],
  [FuseV1Options.EnableCookieEncryption, FuseState.ENABLE],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseState.DISABLE],
  [FuseV1Options.EnableNodeCliInspectArguments, FuseState.DISABLE],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseState.ENABLE],
  [FuseV1Options.OnlyLoadAppFromAsar, FuseState.ENABLE],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, FuseState.DISABLE],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, FuseState.DISABLE],
  // Electron's own default: WebAssembly (the embedded database) is faster with it and no less safe.
  [FuseV1Options.WasmTrapHandlers, FuseState.ENABLE],
]);

/** Compares the fuses a program has with what they must be; a fuse nobody has decided on is a fault, too. */
export function fuseFaults(wire: object): string[] {
  return Object.entries(wire).flatMap(([key, state]: [string, unknown]) => {
    // Besides the fuses the wire tells its version; fuses have numbers for names.
    if (!/^\d+$/.test(key)) return [];
    const option = Number(key) as FuseV1Options;
    const name = FuseV1Options[option] ?? `fuse ${key}`;
    const isRight = state === FuseState.REMOVED || state === expectedFuses.get(option);
    return isRight ? [] : [`${name} is ${String(state)}`];
  });
}

/** Finds the program in electron-builder's output folder for this platform. */
export function findPackedProgram(releaseFolder: string): string {
  const folders = existsSync(releaseFolder) ? readdirSync(releaseFolder) : [];
  const candidates = {
    win32: folders.filter((name) => /^win.*-unpacked$/.test(name)).map((name) => join(name, 'VisaDesk.exe')),
    darwin: folders
      .filter((name) => name.startsWith('mac'))
      .map((name) => join(name, 'VisaDesk.app', 'Contents', 'MacOS', 'VisaDesk')),
    linux: folders.filter((name) => /^linux.*unpacked$/.test(name)).map((name) => join(name, 'visadesk')),
  };
  const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  const program = candidates[platform].map((name) => join(releaseFolder, name)).find(existsSync);
  if (!program) throw new SetupError(`There is no packed program in ${releaseFolder}.`);
  return program;
}

/** Fails unless the packed program's fuses are all as they must be. */
export async function checkFuses(program: string): Promise<void> {
  const faults = fuseFaults(await getCurrentFuseWire(program));
  if (faults.length > 0) throw new SetupError(`Fuses of ${program}: ${faults.join(', ')}.`);
}

/** Runs the packed program's headless side: no window, one document on standard output. */
async function checkDesk(program: string, display: Display): Promise<void> {
  const command = ['desk', '--help'];
  const result = await runCommand(
    program,
    [...sandboxArguments(readSandboxFacts()).arguments, ...display.arguments, ...command],
    { environment: { ...process.env, ...display.environment }, timeout: 60_000 },
  );
  if (result.exitCode !== 0 || !result.output.includes('lookup')) {
    throw new SetupError(`\`desk --help\` failed (exit ${result.exitCode}):\n${result.output}`);
  }
}

/**
 * Starts the packed program, lets it open the demo and waits for it to end by itself. The environment asks it to be
 * a plain Node with a module that does not exist: a program that listened to that would fail.
 */
export async function smokeTest(program: string): Promise<void> {
  const display = await openDisplay();
  const dataDirectory = mkdtempSync(join(tmpdir(), 'visadesk-smoke-'));
  try {
    const result = await runCommand(
      program,
      [
        ...sandboxArguments(readSandboxFacts()).arguments,
        ...display.arguments,
        ...['--smoke', '--data-dir', dataDirectory],
      ],
      {
        environment: {
          ...process.env,
          ...display.environment,
          ELECTRON_RUN_AS_NODE: '1',
          NODE_OPTIONS: '--require /nowhere/to/be/found.cjs',
        },
        timeout: 120_000,
      },
    );
    if (result.exitCode !== 0 || !result.output.includes('Ready:')) {
      const log = readLogTail(join(dataDirectory, 'logs', 'main.log'), 20);
      throw new SetupError(
        `The packed program did not come up (exit ${result.exitCode}):\n${result.output}\n${log}`,
      );
    }
    await checkDesk(program, display);
  } finally {
    display.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
