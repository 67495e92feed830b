import type { Log } from '../../lib/log.ts';
import type { WriterClient } from '../threads.ts';
import { type BackgroundTask, createBackgroundTask } from './background-task.ts';

/** What a first sync leaves to be done: words of messages to be found, payments to be counted. */
export type BacklogWork = 'indexMessages' | 'countPayments';

/** Does what a first sync has left, one slice of the writer after the other. */
export function createBacklog(
  work: BacklogWork,
  parts: {
    readonly writer: WriterClient;
    readonly log: Log;
    /** All of it is done now. */
    readonly onComplete: () => void;
  },
): BackgroundTask {
  return createBackgroundTask(
    async (isStopped) => {
      let slices = 0;
      while (!isStopped()) {
        if (!(await parts.writer.call(work, {}))) {
          if (slices > 0) parts.onComplete();
          return;
        }
        slices += 1;
      }
    },
    // How far it got is on disk; the next pull goes on from there.
    (error) => parts.log.error('What a first sync has left could not be done', error, { work }),
  );
}
