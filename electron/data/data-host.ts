import { join } from 'node:path';
import { DeskError } from '../../shared/errors.ts';
import { CHANGE_TOPICS, type HandlersFor } from '../../shared/ipc/define.ts';
import type { ChildEvent } from '../lib/child-contract.ts';
import type { Log } from '../lib/log.ts';
import { createRouter } from '../lib/router.ts';
import type { TeamClient } from '../lib/team/team-client.ts';
import { dataContract, type PersonCall, personContract } from './contract.ts';
import { createDataService } from './data-service.ts';
import { folderName } from './db/folder.ts';
import { writeLastLogin } from './last-login.ts';
import type { DataService } from './service-types.ts';
import type { ThreadFiles } from './threads.ts';

export type DataHostOptions = {
  readonly dataDirectory: string;
  /** Folder with `migrations/`. */
  readonly applicationRoot: string;
  /** Folder of the workspace in the data directory. */
  readonly workspace: string;
  readonly embedded: boolean;
  /** Who works. */
  readonly login: string;
  readonly teamClientFor: (login: string) => TeamClient;
  readonly previewRuntime: boolean;
  readonly log: Log;
  /** Entries of the worker threads; null = everything in this thread. */
  readonly threads: ThreadFiles | null;
  /** False: pulls only on `connection.sync-now`. */
  readonly polling: boolean;
  readonly emit: (event: ChildEvent) => void;
  /** Nothing can be saved any more: the process must start again. Without it the error is thrown, which ends it. */
  readonly onFatal?: (error: Error) => void;
};

/** The data service of whoever works now, behind the router. */
export type DataHost = {
  /** A contract call; input and answer (an envelope) are JSON texts. */
  invoke(name: string, inputText: string): Promise<string>;
  login(): string;
  /** Pulls soon: the other side of the line has just come up. */
  wake(): void;
  /** Waits until everything pulled so far is judged for duplicates; for headless use. */
  judged(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Opens a workspace for one person, with the possibility to switch to another one in the embedded workspace.
 * @throws DeskError storage-*, `outbox-newer`, `outbox-damaged`, `workspace-in-use`
 */
export async function createDataHost(options: DataHostOptions): Promise<DataHost> {
  const { log } = options;
  let login = options.login;
  let switching: Promise<void> | null = null;

  const open = (who: string): Promise<DataService> =>
    createDataService({
      directory: options.dataDirectory,
      applicationRoot: options.applicationRoot,
      workspace: options.workspace,
      embedded: options.embedded,
      login: who,
      team: options.teamClientFor(who),
      threads: options.threads,
      polling: options.polling,
      previewRuntime: options.previewRuntime,
      log,
      onChanged: (topics) => options.emit({ type: 'window', event: { type: 'changed', topics } }),
      onFatal: options.onFatal ?? endProcess,
    });
  let service = await open(login);
  service.start();

  const switchTo = async (next: string): Promise<void> => {
    await service.stop();
    try {
      service = await open(next);
      login = next;
    } catch (error) {
      log.error('Switching failed; the person before goes on', error);
      service = await open(login);
      throw error;
    } finally {
      service.start();
      // Another person sees other rows of every table.
      options.emit({ type: 'window', event: { type: 'changed', topics: CHANGE_TOPICS } });
    }
    writeLastLogin(join(options.dataDirectory, folderName(options.workspace)), next);
  };
  const handlers = {
    ...delegated(async () => {
      await switching;
      return service;
    }),
    'session.switch': async ({ login: next }: { readonly login: string }) => {
      if (!options.embedded) throw new DeskError('forbidden', 'Only the demo can switch between people.');
      const { choices } = await service.handlers['session.current']({});
      if (!choices.some((staff) => staff.login === next)) throw new DeskError('not-staff', 'No such login.');
      await switching;
      if (next === login) return {};
      switching = switchTo(next).finally(() => {
        switching = null;
      });
      await switching;
      return {};
    },
  };
  const router = createRouter(dataContract, handlers as HandlersFor<typeof dataContract>, {
    onSlow: (name, milliseconds) => log.info('Slow call', { name, milliseconds }),
    onBug: (name, error) => log.error(`${name} failed`, error),
  });
  return {
    invoke: router.invoke,
    login: () => login,
    wake: () => void service.syncNow().catch(() => undefined),
    judged: () => service.judged(),
    async stop() {
      await switching?.catch(() => undefined);
      await service.stop();
    },
  };
}

function endProcess(error: Error): never {
  throw error;
}

/** Calls by name of whoever's service is there when the call comes. */
function delegated(current: () => Promise<DataService>): Record<string, (input: never) => Promise<unknown>> {
  const names = Object.keys(personContract) as PersonCall[];
  return Object.fromEntries(
    names.map((name) => [name, async (input: never) => (await current()).handlers[name](input)]),
  );
}
