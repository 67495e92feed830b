import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';

/** Work that the hub does again and again. */
export type Job = {
  readonly name: string;
  /** Pause between two runs in milliseconds; ±20 % so that several hubs do not keep step. */
  readonly everyMs: number;
  /** Answers true when there is more to do at once. */
  run(): Promise<boolean>;
};

export type JobRunner = {
  /** Runs a job now instead of at the end of its pause. */
  wake(name: string): void;
  /** Lets runs in hand end (each is bounded by its own time limits) and starts no more. */
  stop(): Promise<void>;
};

const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;

/** Pause after the n-th failure in a row: doubling, full jitter, at most a minute. */
function backoffMs(failures: number): number {
  return Math.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
}

function pauseMs(everyMs: number): number {
  return everyMs * (0.8 + Math.random() * 0.4);
}

/** What may be logged of a failure: its kind. Messages of databases and gateways can quote rows. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}

/** Starts the jobs, each in a loop of its own. A failing job is logged and tried again; it never ends its loop. */
export function startJobs(jobs: readonly Job[], log: Log): JobRunner {
  const stopped = new AbortController();
  const wakers = new Map<string, () => void>();

  async function pause(name: string, milliseconds: number): Promise<void> {
    const woken = new AbortController();
    wakers.set(name, () => woken.abort());
    const signal = AbortSignal.any([stopped.signal, woken.signal]);
    // Rejects when woken or stopped: both only mean that the pause is over.
    await delay(milliseconds, undefined, { signal }).catch(() => undefined);
  }

  async function loop(job: Job): Promise<void> {
    let failures = 0;
    while (!stopped.signal.aborted) {
      try {
        const more = await job.run();
        if (failures > 0) log.info('job works again', { job: job.name, failures });
        failures = 0;
        if (!more) await pause(job.name, pauseMs(job.everyMs));
      } catch (error) {
        failures += 1;
        // The first failure and then each doubling: an outage of a day must not fill the log.
        if ((failures & (failures - 1)) === 0) {
          log.warn('job failed', { job: job.name, kind: kindOf(error), failures });
        }
        await pause(job.name, backoffMs(failures));
      }
    }
  }

  const loops = jobs.map(loop);
  return {
    wake: (name) => wakers.get(name)?.(),
    stop: async () => {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}
