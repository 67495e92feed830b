import { app, shell } from 'electron';
import { healthContract } from '../../shared/domains/health/contract.ts';
import type { CallOutput } from '../../shared/ipc/contract.ts';
import type { HandlersFor } from '../../shared/ipc/define.ts';
import { type Log, readLogTail } from '../lib/log.ts';
import { createRouter, type Router } from '../lib/router.ts';
import type { CommandLine } from './command-line.ts';
import type { Startup } from './startup.ts';

const LOG_TAIL_LINES = 40;

const mainContract = {
  'app.info': healthContract['app.info'],
  'app.startup': healthContract['app.startup'],
  'app.recover': healthContract['app.recover'],
  'app.screen-ready': healthContract['app.screen-ready'],
} as const;

/** Answers the few calls that main owns: facts of the program, its start, and recovery. */
export function createMainCalls(options: {
  readonly commandLine: CommandLine;
  readonly dataDirectory: string;
  readonly logFile: string;
  readonly log: Log;
  processIds(): { readonly data: number | null; readonly hub: number | null };
  startup(): Startup;
  retry(): Promise<void>;
  screenReady(screen: string): void;
}): Router {
  const startup = (): CallOutput<'app.startup'> => {
    const { problem, ...state } = options.startup();
    if (!problem) return { ...state, problem: null };
    const logTail = readLogTail(options.logFile, LOG_TAIL_LINES);
    return { ...state, problem: { ...problem, choices: ['retry', 'show-log', 'quit'], logTail } };
  };
  const recover = async (choice: 'retry' | 'show-log' | 'quit'): Promise<void> => {
    if (choice === 'retry') await options.retry();
    if (choice === 'show-log') shell.showItemInFolder(options.logFile);
    if (choice === 'quit') app.quit();
  };
  const handlers: HandlersFor<typeof mainContract> = {
    'app.info': () => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      platform: process.platform,
      dataDirectory: options.dataDirectory,
      startScreen: options.commandLine.screen,
      startLanguage: options.commandLine.language,
      startTheme: options.commandLine.theme,
      processIds: { main: process.pid, ...options.processIds() },
    }),
    'app.startup': startup,
    'app.recover': async ({ choice }) => {
      await recover(choice);
      return {};
    },
    'app.screen-ready': ({ screen }) => {
      options.screenReady(screen);
      return {};
    },
  };
  return createRouter(mainContract, handlers, {
    onSlow: (name, milliseconds) => options.log.warn('slow call', { name, milliseconds }),
    onBug: (name, error) => options.log.error('call failed', error, { name }),
  });
}
