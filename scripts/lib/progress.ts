/** Prints one progress line, on stderr so that stdout stays free for data. */
export function say(text: string): void {
  process.stderr.write(`[visadesk] ${text}\n`);
}

/**
 * Runs a long job and says every ten seconds that it is still going, so that nobody takes it for dead.
 * Says how long it took at the end.
 */
export async function withProgress<Result>(title: string, job: () => Promise<Result>): Promise<Result> {
  const started = Date.now();
  const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  say(`${title} ...`);
  const heartbeat = setInterval(() => say(`${title}: still going after ${seconds()}`), 10_000);
  try {
    const result = await job();
    say(`${title}: done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

/** An error whose message is all the reader needs: printed without a stack. */
export class SetupError extends Error {
  override name = 'SetupError';
}

/** Runs a script's main function; a `SetupError` prints as one message, anything else with its stack. */
export async function runScript(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}
