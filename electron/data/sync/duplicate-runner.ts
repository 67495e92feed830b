import type { Log } from '../../lib/log.ts';
import type { Clock } from '../clock.ts';
import type { JobClient, WriterClient } from '../threads.ts';
import { type BackgroundTask, createBackgroundTask } from './background-task.ts';

/** Keeps judging going beside the sync: judges what changed, and searches everything when that is due. */
export function createDuplicateRunner(parts: {
  readonly writer: WriterClient;
  readonly jobs: JobClient;
  readonly cacheFile: string;
  readonly clock: Clock;
  readonly log: Log;
}): BackgroundTask {
  const { writer, jobs, clock, log } = parts;

  const scan = async (isStopped: () => boolean): Promise<void> => {
    const began = performance.now();
    // First: whatever changes from here on is not overwritten by what the scan says of it.
    await writer.call('beginScan', {});
    const { standardFee } = await jobs.call('beginScan', { file: parts.cacheFile });
    let found = 0;
    while (!isStopped()) {
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
  return createBackgroundTask(
    async (isStopped) => {
      let state = { isMore: true, isScanDue: false };
      while (state.isMore && !isStopped()) state = await writer.call('judge', { now: clock.now() });
      if (state.isScanDue && !isStopped()) await scan(isStopped);
    },
    // Everything that was to be judged is still noted; the next pull comes back to it.
    (error) => log.error('The search for duplicates failed', error),
  );
}

function elapsed(began: number): number {
  return Math.round(performance.now() - began);
}
