import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { ensureElectronRuntime } from '../../scripts/lib/electron-runtime.ts';
import { electronEnvironment, readSandboxFacts, sandboxArguments } from '../../scripts/lib/launch.ts';
import { projectRoot } from '../../scripts/lib/paths.ts';
import { ElectronApp } from '../support/electron-app.ts';
import prepareElectron from '../support/global-setup.ts';
import { TEST_PASSWORD } from '../support/postgres.ts';
import type { Desktop } from './desktop.ts';
import type { World } from './world.ts';

const EMPTY_WINDOW = join(import.meta.dirname, 'empty-window');
const READY_TIMEOUT_MS = 60_000;
const LONGEST_COMPLAINT = 2_000;
const PASSWORD = { VISADESK_TEAM_PASSWORD: TEST_PASSWORD };

/** What can be started: the product, or the window with nothing in it. */
export type Program = 'visadesk' | 'empty';

/** Finds the runtime, builds the product and opens a display, once. */
export function electronReady(world: World): Promise<void> {
  return world.shared('electron', async () => {
    world.defer(await prepareElectron());
    const { kind, version } = await ensureElectronRuntime();
    world.fact('electron', `${version} (${kind})`);
  });
}

function executable(): string {
  return process.env.VISADESK_ELECTRON ?? '';
}

function commandLine(program: Program, dataDirectory: string): string[] {
  const folder = program === 'visadesk' ? projectRoot : EMPTY_WINDOW;
  return [...sandboxArguments(readSandboxFacts()).arguments, folder, '--data-dir', dataDirectory];
}

/**
 * Starts a program that ends by itself once its screen is painted with its data.
 * @returns milliseconds from the launch until it says so
 * @throws Error when it ends without
 */
export async function timeStart(
  program: Program,
  dataDirectory: string,
  ...options: string[]
): Promise<number> {
  const began = performance.now();
  const child = spawn(executable(), [...commandLine(program, dataDirectory), '--smoke', ...options], {
    env: { ...electronEnvironment(process.env), ...PASSWORD },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const timer = setTimeout(kill, READY_TIMEOUT_MS);
  let ready: number | null = null;
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = `${complaints}${chunk.toString('utf8')}`.slice(-LONGEST_COMPLAINT);
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('Ready:')) ready ??= performance.now() - began;
    }
    await ended;
  } finally {
    clearTimeout(timer);
    process.off('exit', kill);
    kill();
  }
  if (ready === null) throw new Error(`${program} ended without a screen; it said:\n${complaints}`);
  return ready;
}

/** The product on the filled desktop, connected to the team database and up to date. */
export async function openProgram(world: World, desktop: Desktop): Promise<ElectronApp> {
  await electronReady(world);
  const app = await ElectronApp.launch({
    dataDirectory: desktop.directory,
    environment: PASSWORD,
    arguments: ['--lang', 'en'],
  });
  world.defer(
    () => app.stop(),
    () => undefined,
  );
  await app.waitUntilReady();
  while ((await app.call('connection.status', {})).state !== 'live') await delay(50);
  return app;
}

/** The empty window, driven in the same way as the product. */
export async function openEmptyWindow(
  world: World,
): Promise<{ readonly application: ElectronApplication; readonly page: Page }> {
  await electronReady(world);
  const application = await _electron.launch({
    args: commandLine('empty', world.folder('empty')),
    // Playwright leaves undefined values out.
    env: electronEnvironment(process.env) as Record<string, string>,
  });
  world.defer(
    () => application.close(),
    () => undefined,
  );
  const page = await application.firstWindow();
  await page.getByRole('textbox').waitFor();
  return { application, page };
}
