/** A call to another system that ends in time: when it is overdue its signal is aborted and it rejects with `overdue()`. */
export function withinTime<Value>(
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<Value>,
  overdue: () => Error,
): Promise<Value> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(overdue()), { once: true });
  });
  return Promise.race([call(signal), late]);
}

/** Waits for all, then fails as the first that failed: one's trouble must not stop the others. */
export async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
