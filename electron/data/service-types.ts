import type { ChangeTopic } from '../../shared/ipc/define.ts';
import type { Log } from '../lib/log.ts';
import type { TeamClient } from '../lib/team/team-client.ts';
import type { Clock } from './clock.ts';
import type { PersonHandlers } from './contract.ts';
import type { ThreadFiles } from './threads.ts';

/** What one person's data service is built on. */
export type DataServiceOptions = {
  /** The data directory; the person's files go to `<directory>/<workspace>/<person>/`. */
  readonly directory: string;
  /** Folder with `migrations/`. */
  readonly applicationRoot: string;
  readonly workspace: string;
  readonly embedded: boolean;
  readonly login: string;
  readonly team: TeamClient;
  /** Entries of the worker threads; null = everything in this thread. */
  readonly threads: ThreadFiles | null;
  /** False: pulls only on `connection.sync-now`. */
  readonly polling: boolean;
  readonly previewRuntime: boolean;
  readonly log: Log;
  /** Tables that changed, at most once in 100 ms. */
  readonly onChanged: (topics: readonly ChangeTopic[]) => void;
  /** Nothing can be saved any more (a thread died, the outbox broke): the process must start again. */
  readonly onFatal: (error: Error) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
};

/** Everything that one person's desktop knows and does. */
export type DataService = {
  readonly handlers: PersonHandlers;
  /** Begins to poll and to send. Answers work before: the cache is there at once. */
  start(): void;
  /** Ends everything and closes the files. */
  stop(): Promise<void>;
  /** Pulls now. @throws DeskError */
  syncNow(): Promise<void>;
  /** Waits until everything pulled so far is judged for duplicates; for headless use and tests. */
  judged(): Promise<void>;
};
