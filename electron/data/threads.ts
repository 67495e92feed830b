import { Worker } from 'node:worker_threads';
import type { Log } from '../lib/log.ts';
import { type Caller, type CallHandlers, callPort, onPortEvent } from '../lib/process-messages.ts';
import type { ExportProgress } from './domains/exports/write-jobs.ts';
import { createJobs, type JobHandlers } from './jobs.ts';
import {
  type CacheChange,
  type CacheWriterHandlers,
  type CacheWriterStart,
  createCacheWriter,
} from './sync/cache-writer.ts';
import type { ThreadEvent } from './thread-events.ts';

/** The entries of the two worker threads; null runs their work in the calling thread. */
export type ThreadFiles = { readonly writer: URL; readonly job: URL };

/**
 * Finds the entries beside the program's own: `.ts` under Node, `.js` in the bundle.
 * @param entryUrl `import.meta.url` of a file in electron/data or dist/data; a shared chunk may lie elsewhere
 */
export function threadFiles(entryUrl: string): ThreadFiles {
  const extension = new URL(entryUrl).pathname.endsWith('.ts') ? 'ts' : 'js';
  return {
    writer: new URL(`./writer-thread.${extension}`, entryUrl),
    job: new URL(`./job-thread.${extension}`, entryUrl),
  };
}

/** Calls to a thread, and its end. */
export type ThreadClient<Handlers extends CallHandlers> = {
  readonly call: Caller<Handlers>['call'];
  stop(): Promise<void>;
};

export type WriterClient = ThreadClient<CacheWriterHandlers>;
export type JobClient = ThreadClient<JobHandlers>;

type Surroundings = {
  readonly files: ThreadFiles | null;
  readonly log: Log;
  /** A thread ended by itself: nothing more gets written, so the process must start again. */
  readonly onDeath: (thread: string) => void;
};

/** Building the indexes of a million payments is the longest single call. */
const LONGEST_CALL_MS = 30 * 60 * 1000;

/** Starts the one writer of the cache. */
export function startWriter(
  start: CacheWriterStart,
  around: Surroundings,
  announce: (change: CacheChange) => void,
): WriterClient {
  if (!around.files) return local(createCacheWriter(start, { log: around.log, announce }));
  return spawn<CacheWriterHandlers>('writer', around.files.writer, start, around, (event) => {
    if (event.type === 'change') announce(event.change);
  });
}

/**
 * Starts the thread for long searches and exports, which only reads.
 * @param report hears how far exports are
 */
export function startJobs(around: Surroundings, report: (progress: ExportProgress) => void): JobClient {
  if (!around.files) return local(createJobs(report));
  return spawn<JobHandlers>('job', around.files.job, null, around, (event) => {
    if (event.type === 'export') report(event.progress);
  });
}

function local<Handlers extends CallHandlers>(handlers: Handlers): ThreadClient<Handlers> {
  return {
    // What `callPort` promises for the same names, without a thread in between.
    call: async (name, input) => handlers[name]?.(input as never) as never,
    stop: async () => undefined,
  };
}

function spawn<Handlers extends CallHandlers>(
  name: string,
  file: URL,
  workerData: unknown,
  { log, onDeath }: Surroundings,
  hear: (event: Exclude<ThreadEvent, { readonly type: 'log' }>) => void,
): ThreadClient<Handlers> {
  const worker = new Worker(file, { workerData, name });
  let stopping = false;
  worker.on('error', (error) => log.error(`The ${name} thread failed`, error));
  worker.on('exit', () => {
    if (!stopping) onDeath(name);
  });
  onPortEvent(worker, (received) => {
    // Only our own thread talks on this port.
    const event = received as ThreadEvent;
    if (event.type !== 'log') hear(event);
    else if (event.level === 'error') log.error(event.message, undefined, event.fields);
    else log[event.level](event.message, event.fields);
  });
  const caller = callPort<Handlers>(worker, 'data-unavailable');
  return {
    call: (handler, input, timeoutMs = LONGEST_CALL_MS) => caller.call(handler, input, timeoutMs),
    async stop() {
      stopping = true;
      await worker.terminate();
    },
  };
}
