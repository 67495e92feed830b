import type { Log } from '../../lib/log.ts';
import type { Clock } from '../clock.ts';
import type { JobClient, WriterClient } from '../threads.ts';

/** Keeps judging going beside the sync. */
export type DuplicateRunner = {
  /** Judges what changed, and searches everything when that is due. Does not throw. */
  run(): Promise<void>;
  /** Ends it at the next step and waits for that. */
  stop(): Promise<void>;
};

export function createDuplicateRunner(parts: {
  readonly writer: WriterClient;
  readonly jobs: JobClient;
  readonly cacheFile: string;
  readonly clock: Clock;
  readonly log: Log;
}): DuplicateRunner {
  const { writer, jobs, clock, log } = parts;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const scan = async (): Promise<void> => {
    const began = performance.now();
    // First: whatever changes from here on is not overwritten by what the scan says of it.
    await writer.call('beginScan', {});
    const { standardFee } = await jobs.call('beginScan', { file: parts.cacheFile });
    let found = 0;
    while (!stopped) {
      const pairs = await jobs.call('nextPairs', {});
      if (pairs === null) {
        await writer.call('finishScan', { standardFee });
        log.info('Searched everything for duplicates', { pairs: found, milliseconds: elapsed(began) });
        return;
      }
      found += pairs.length;
      await writer.call('storePairs', { pairs, now: clock.now() });
    }
  };
  const work = async (): Promise<void> => {
    do {
      again = false;
      let state = { isMore: true, isScanDue: false };
      while (state.isMore && !stopped) state = await writer.call('judge', { now: clock.now() });
      if (state.isScanDue && !stopped) await scan();
    } while (again && !stopped);
  };
  return {
    async run() {
      if (stopped) return;
      again = true;
      running ??= work()
        .catch((error: unknown) => {
          // Everything that was to be judged is still noted; the next pull comes back to it.
          if (!stopped) log.error('The search for duplicates failed', error);
        })
        .finally(() => {
          running = null;
        });
      await running;
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

function elapsed(began: number): number {
  return Math.round(performance.now() - began);
}
