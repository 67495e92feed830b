import { DeskError, type ErrorCode } from '../../shared/errors.ts';
import type { WindowEvent } from '../../shared/ipc/contract.ts';
import type { ChildStart } from '../lib/child-contract.ts';
import { claimDataDirectory, type DataDirectoryClaim, type ServeCall } from '../lib/local-socket.ts';
import type { Log } from '../lib/log.ts';
import { readWorkspace } from '../lib/workspace.ts';
import type { OwnerInvoke } from './dispatch.ts';
import { createServices, type Services } from './services.ts';
import type { Startup } from './startup.ts';

/** The data directory as this process holds it: claimed, with data and hub at work, or blocked with a reason. */
export type WorkspaceHost = {
  startup(): Startup;
  processIds(): { readonly data: number | null; readonly hub: number | null };
  readonly invokeData: OwnerInvoke;
  readonly invokeHub: OwnerInvoke;
  /** Claims the directory and starts the processes; a failure ends up in `startup()`. */
  open(): Promise<void>;
  /** Tries again whatever failed. */
  retry(): Promise<void>;
  close(): Promise<void>;
};

/** Prepares the host of one data directory; nothing happens until `open`. */
export function createWorkspaceHost(options: {
  readonly distFolder: string;
  readonly start: ChildStart;
  readonly log: Log;
  /** Answers headless commands that reach this process through the local socket. */
  readonly serveHeadless: ServeCall;
  push(event: WindowEvent): void;
}): WorkspaceHost {
  const { dataDirectory } = options.start;
  let claim: DataDirectoryClaim | undefined;
  let services: Services | undefined;
  let blocked: ErrorCode | null = null;

  const open = async (): Promise<void> => {
    try {
      claim = await claimDataDirectory(dataDirectory, options.serveHeadless);
      const embedded = readWorkspace(dataDirectory).kind === 'embedded';
      services = createServices({ ...options, embedded });
      blocked = null;
      services.start();
    } catch (error) {
      blocked = error instanceof DeskError ? error.code : 'internal';
      options.log.error('can not open the data directory', error, { code: blocked });
      // The log itself may lie in the directory that can't be written.
      console.error(error instanceof Error ? error.message : blocked);
      await claim?.release();
      claim = undefined;
      options.push({ type: 'startup' });
    }
  };

  return {
    open,
    retry: async () => (services ? services.retry() : open()),
    async close() {
      await services?.stop();
      await claim?.release();
    },
    processIds: () => ({
      data: services?.data.processId() ?? null,
      hub: services?.hub?.processId() ?? null,
    }),
    startup() {
      if (services) return services.startup();
      if (blocked === null) return { phase: 'starting', step: null, problem: null };
      return { phase: 'failed', step: null, problem: { process: 'data', code: blocked } };
    },
    invokeData(...call) {
      if (!services) throw new DeskError('data-unavailable', 'The data process is not running');
      return services.data.invoke(...call);
    },
    invokeHub(...call) {
      if (!services?.hub) throw new DeskError('hub-unavailable', 'No hub runs on this computer');
      return services.hub.invoke(...call);
    },
  };
}
