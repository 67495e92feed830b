/** Work beside everything else, in steps, that can be asked for at any time. */
export type BackgroundTask = {
  /** Does the work; asked for while it is being done, once more after it. Does not throw. */
  run(): Promise<void>;
  /** Ends it at the next step and waits for that. */
  stop(): Promise<void>;
};

/**
 * @param work looks at `isStopped` between its steps
 * @param onError hears of a failure that no stop explains
 */
export function createBackgroundTask(
  work: (isStopped: () => boolean) => Promise<void>,
  onError: (error: unknown) => void,
): BackgroundTask {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const isStopped = (): boolean => stopped;

  const repeat = async (): Promise<void> => {
    do {
      again = false;
      await work(isStopped);
    } while (again && !stopped);
  };
  return {
    async run() {
      if (stopped) return;
      again = true;
      running ??= repeat()
        .catch((error: unknown) => {
          if (!stopped) onError(error);
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
