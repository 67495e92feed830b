import { join } from 'node:path';
import { app, type BrowserWindow, nativeTheme, session } from 'electron';
import type { Settings } from '../../shared/domains/settings/contract.ts';
import type { WindowEvent } from '../../shared/ipc/contract.ts';
import type { Envelope } from '../../shared/ipc/result.ts';
import { type Log, openLog } from '../lib/log.ts';
import type { CommandLine } from './command-line.ts';
import { decideAfterCrash } from './crash-policy.ts';
import { isUsableDataDirectory } from './data-folder.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { pushToWindow, serveWindow } from './ipc.ts';
import { createMainCalls } from './main-calls.ts';
import { setMenu } from './menu.ts';
import { createOneShot } from './one-shot.ts';
import { serveAppFiles } from './protocol.ts';
import { isPreviewRuntime } from './runtime.ts';
import { createWindow, focusWindow } from './window.ts';
import { guardSession } from './window-guards.ts';
import { createWorkspaceHost } from './workspace-host.ts';

const DEFAULT_SIZE = { width: 1440, height: 900 };

function openMainLog(logFile: string): Log {
  const log = openLog(logFile);
  log.info('start', { version: app.getVersion(), electron: process.versions.electron, pid: process.pid });
  process.on('uncaughtException', (error) => log.error('uncaught', error));
  process.on('unhandledRejection', (reason) => log.error('unhandled', reason));
  return log;
}

/** The language chosen in the settings, else the system's. */
async function settledLanguage(dispatch: Dispatch): Promise<string> {
  const settings = JSON.parse(await dispatch('window', 'settings.get', '{}')) as Envelope<Settings>;
  const chosen = settings.ok ? settings.value.language : 'system';
  return chosen === 'system' ? app.getLocale() : chosen;
}

/** Runs the program until it quits. Electron is ready; this process holds the single-instance lock. */
export async function runProgram(commandLine: CommandLine, dataDirectory: string): Promise<void> {
  const distFolder = join(app.getAppPath(), 'dist');
  const logFolder = isUsableDataDirectory(dataDirectory) ? dataDirectory : app.getPath('userData');
  const logFile = join(logFolder, 'logs', 'main.log');
  const log = openMainLog(logFile);
  const developerTools = !app.isPackaged;
  let window: BrowserWindow | undefined;
  let exitCode = 0;

  const host = createWorkspaceHost({
    distFolder,
    start: {
      applicationRoot: app.getAppPath(),
      dataDirectory,
      version: app.getVersion(),
      previewRuntime: isPreviewRuntime(),
    },
    log,
    serveHeadless: (name, inputText) => dispatch('headless', name, inputText),
    push,
  });
  const oneShot = createOneShot({
    commandLine,
    window: () => window,
    startup: host.startup,
    end: (code) => {
      exitCode = code;
      app.quit();
    },
  });
  const mainCalls = createMainCalls({
    commandLine,
    dataDirectory,
    logFile,
    log,
    processIds: host.processIds,
    startup: host.startup,
    retry: host.retry,
    screenReady: (screen) => oneShot?.screenReady(screen),
  });
  const dispatch = createDispatch({
    main: mainCalls.invoke,
    data: host.invokeData,
    hub: host.invokeHub,
  });

  function push(event: WindowEvent): void {
    pushToWindow(window, event);
    if (event.type === 'startup') oneShot?.startupChanged();
    if (event.type !== 'changed' || !event.topics.includes('setting')) return;
    void settledLanguage(dispatch).then(showMenu);
  }
  function showMenu(settled: string): void {
    const language = commandLine.language ?? settled;
    setMenu({ language, logFile, developerTools, window: () => window });
  }
  function openWindow(): void {
    const opened = createWindow({
      session: session.defaultSession,
      preloadFile: join(distFolder, 'preload', 'index.cjs'),
      size: commandLine.size ?? DEFAULT_SIZE,
      darkBackground: nativeTheme.shouldUseDarkColors,
      developerTools,
    });
    let crashTimes: number[] = [];
    opened.webContents.on('render-process-gone', (_event, { reason, exitCode: code }) => {
      log.error('window process ended', undefined, { reason, exitCode: code });
      crashTimes = [...crashTimes, Date.now()];
      const decision = decideAfterCrash(crashTimes, Date.now());
      // A page that crashes whenever it loads must not do so for ever; what is queued is safe in the data process.
      if (decision === 'give-up') app.quit();
      else setTimeout(() => !opened.isDestroyed() && opened.reload(), decision.restartAfterMs);
    });
    opened.once('closed', () => {
      window = undefined;
    });
    window = opened;
  }
  async function shutDown(): Promise<void> {
    window?.hide();
    await host.close();
    log.info('end', { exitCode });
    app.exit(exitCode);
  }

  let isShuttingDown = false;
  app.on('before-quit', (event) => {
    // shutDown ends with app.exit, which does not come here.
    event.preventDefault();
    if (!isShuttingDown) void shutDown();
    isShuttingDown = true;
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => {
    if (!window) openWindow();
  });
  app.on('second-instance', () => {
    if (window) focusWindow(window);
    else openWindow();
  });

  if (commandLine.theme) nativeTheme.themeSource = commandLine.theme;
  guardSession(session.defaultSession, app.isPackaged);
  serveAppFiles(join(distFolder, 'renderer'));
  serveWindow(() => window, dispatch);
  showMenu(app.getLocale());
  const opening = host.open();
  openWindow();
  await opening;
}
