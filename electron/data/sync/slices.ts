import { DeskError } from '../../../shared/errors.ts';

/** The longest that one piece of work may keep the thread: an overlay or a close waits at most this long. */
export const SLICE_MS = 8;

/** Work in pieces: each `next()` does one and yields between them. */
export type Sliced<Result> = Generator<undefined, Result, undefined>;

/** Runs pieces of work one at a time, urgent work between any two pieces of the rest. */
export type SliceQueue = {
  run<Result>(work: () => Sliced<Result> | Result, urgent?: boolean): Promise<Result>;
  /** Nothing is begun any more; what waits fails as `data-unavailable`. */
  close(): void;
};

type Job = { step(): boolean; fail(error: unknown): void };

export function createSliceQueue(): SliceQueue {
  const urgent: Job[] = [];
  const ordinary: Job[] = [];
  let scheduled = false;
  let closed = false;

  const turn = (): void => {
    scheduled = false;
    const queue = urgent.length > 0 ? urgent : ordinary;
    const job = queue.shift();
    if (closed || !job) return;
    if (!job.step()) queue.unshift(job);
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || (urgent.length === 0 && ordinary.length === 0)) return;
    scheduled = true;
    // Not a microtask: messages that arrived meanwhile come first.
    setImmediate(turn);
  };
  return {
    run: (work, isUrgent = false) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(goneError());
        (isUrgent ? urgent : ordinary).push(jobOf(work, resolve, reject));
        schedule();
      }),
    close() {
      closed = true;
      for (const job of [...urgent, ...ordinary]) job.fail(goneError());
    },
  };
}

function goneError(): DeskError {
  return new DeskError('data-unavailable', 'The cache was closed.');
}

/** One `step` = one piece; true when the work is done or has failed. */
function jobOf<Result>(
  work: () => Sliced<Result> | Result,
  resolve: (result: Result) => void,
  reject: (error: unknown) => void,
): Job {
  let running: Sliced<Result> | null = null;
  return {
    fail: reject,
    step() {
      try {
        if (!running) {
          const begun = work();
          if (!isSliced(begun)) {
            resolve(begun);
            return true;
          }
          running = begun;
        }
        const { done, value } = running.next();
        if (done) resolve(value as Result);
        return done === true;
      } catch (error) {
        reject(error);
        return true;
      }
    },
  };
}

function isSliced<Result>(begun: Sliced<Result> | Result): begun is Sliced<Result> {
  return typeof begun === 'object' && begun !== null && Symbol.iterator in begun && 'next' in begun;
}

/** True once `SLICE_MS` have passed since it was made. */
export function sliceTimer(): () => boolean {
  const end = performance.now() + SLICE_MS;
  return () => performance.now() >= end;
}
