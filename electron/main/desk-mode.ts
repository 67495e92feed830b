import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import { isPreviewRuntime } from './runtime.ts';

/** The command line behind `VisaDesk desk`, or null when the program was not started that way. */
export function deskCommandLine(programArguments: readonly string[]): readonly string[] | null {
  const first = programArguments.findIndex((argument) => !argument.startsWith('-'));
  return programArguments[first] === 'desk' ? programArguments.slice(first + 1) : null;
}

/**
 * Runs a headless command without a window and ends with its exit code. It may run beside the program: Chromium gets
 * a folder of its own, and the command reaches the program through the local socket.
 */
export function runDeskMode(commandLine: readonly string[]): void {
  const chromiumFolder = mkdtempSync(join(tmpdir(), 'visadesk-desk-'));
  app.setPath('userData', chromiumFolder);
  app.on('quit', () => rmSync(chromiumFolder, { recursive: true, force: true }));
  void app.whenReady().then(() => {
    app.dock?.hide();
    const root = app.getAppPath();
    const runtime = isPreviewRuntime() ? 'preview' : 'product';
    const desk = utilityProcess.fork(
      join(root, 'dist', 'cli', 'desk-process.js'),
      [root, app.getVersion(), runtime, ...commandLine],
      { serviceName: 'VisaDesk desk', stdio: 'inherit' },
    );
    desk.on('exit', (exitCode) => app.exit(exitCode));
  });
}
