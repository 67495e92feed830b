import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { CommandLine } from './command-line.ts';
import type { Startup } from './startup.ts';

/** How long a first start with demo data may take before a one-shot run counts as failed. */
const READY_TIMEOUT_MS = 90_000;

/** A run that ends by itself: a screenshot or the smoke test. */
export type OneShot = {
  /** The window has painted a screen with its data. */
  screenReady(screen: string): void;
  startupChanged(): void;
};

async function writePicture(window: BrowserWindow, file: string): Promise<void> {
  const picture = await window.webContents.capturePage();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, picture.toPNG());
  console.log(`Wrote ${file}`);
}

/**
 * Prepares a run that ends by itself, or null for an ordinary one. `end` is called once with the exit code.
 */
export function createOneShot(options: {
  readonly commandLine: CommandLine;
  window(): BrowserWindow | undefined;
  startup(): Startup;
  end(exitCode: number): void;
}): OneShot | null {
  const { commandLine } = options;
  const { screenshotFile, smoke } = commandLine;
  if (screenshotFile === null && !smoke) return null;
  let done = false;
  const finish = (exitCode: number, message?: string): void => {
    if (message) console.error(message);
    done = true;
    clearTimeout(timer);
    options.end(exitCode);
  };
  const timer = setTimeout(
    () => finish(1, `No screen was ready within ${READY_TIMEOUT_MS / 1000} s.`),
    READY_TIMEOUT_MS,
  );
  return {
    startupChanged() {
      const { problem } = options.startup();
      if (smoke && problem && !done) finish(1, `Could not start: ${problem.process} says ${problem.code}.`);
    },
    screenReady(screen) {
      const window = options.window();
      if (done || !window) return;
      // The screen asked for may have an id behind its name; others may flash by before it.
      const isWanted =
        commandLine.screen === null
          ? options.startup().phase === 'ready'
          : screen.startsWith(commandLine.screen);
      if (!isWanted) return;
      done = true;
      if (screenshotFile === null) {
        console.log(`Ready: ${screen}`);
        finish(0);
        return;
      }
      writePicture(window, screenshotFile).then(
        () => finish(0),
        (error: unknown) => finish(1, `Could not write ${screenshotFile}: ${String(error)}`),
      );
    },
  };
}
