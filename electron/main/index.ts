import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { app } from 'electron';
import { defaultDataDirectory } from '../lib/data-directory.ts';
import { commandLineProblem, parseCommandLine } from './command-line.ts';
import { chromiumFolder } from './data-folder.ts';
import { deskCommandLine, runDeskMode } from './desk-mode.ts';
import { runProgram } from './program.ts';
import { registerAppScheme } from './protocol.ts';
import { guardAllContents } from './window-guards.ts';

// Everything here must happen before Electron is ready; the rest is in program.ts.

function openProgram(programArguments: readonly string[]): void {
  const problem = commandLineProblem(programArguments);
  if (problem) {
    console.error(`bad-input: ${problem.option} ${problem.reason}.`);
    app.exit(2);
    return;
  }
  const commandLine = parseCommandLine(programArguments);
  const dataDirectory = resolve(
    commandLine.dataDirectory ??
      defaultDataDirectory({ platform: process.platform, home: homedir(), environment: process.env }),
  );
  // Root can't use the operating system's sandbox and says so with this switch, which enableSandbox would take back;
  // the window itself is sandboxed in any case (window.ts).
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  app.setPath('userData', chromiumFolder(dataDirectory));
  registerAppScheme();
  guardAllContents(app);

  if (app.requestSingleInstanceLock()) {
    // Not awaited: Electron becomes ready only after this module has finished loading.
    app
      .whenReady()
      .then(() => runProgram(commandLine, dataDirectory))
      .catch((error: unknown) => {
        console.error(error);
        app.exit(1);
      });
    return;
  }
  console.error(`VisaDesk is already running on ${dataDirectory}; its window is in front now.`);
  app.exit(commandLine.screenshotFile === null && !commandLine.smoke ? 0 : 1);
}

// While developing there is `npm run desk`, without an Electron around it.
const desk = app.isPackaged ? deskCommandLine(process.argv.slice(1)) : null;
if (desk) runDeskMode(desk);
else openProgram(process.argv.slice(1));
