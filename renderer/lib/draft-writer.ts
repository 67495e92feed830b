/** What a draft writer needs; the calls of `drafts.*`, or fakes. */
export type DraftCalls = {
  readonly save: (body: string) => Promise<unknown>;
  readonly clear: () => Promise<unknown>;
};

export type DraftWriter = {
  /** Keeps this text; written after a pause, and only the newest. */
  readonly keep: (body: string) => void;
  /** Writes at once what is still waiting. */
  readonly flush: () => Promise<void>;
  /** Removes the draft, for a field that goes on: what is kept later is written again. */
  readonly empty: () => Promise<void>;
  /** Removes the draft for good: what was kept or is kept later is not written any more. */
  readonly clear: () => Promise<void>;
};

const PAUSE_MS = 300;

/**
 * Writes a form's draft. One write at a time, in order, so that clearing can never be overtaken by an older save
 * and bring the draft back.
 */
export function createDraftWriter(calls: DraftCalls, pauseMs: number = PAUSE_MS): DraftWriter {
  let waiting: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  async function flush(): Promise<void> {
    stopTimer();
    const body = waiting;
    waiting = null;
    if (body !== null && !closed) last = last.then(() => calls.save(body));
    await last;
  }

  async function remove(): Promise<void> {
    stopTimer();
    waiting = null;
    last = last.then(() => calls.clear());
    await last;
  }

  return {
    keep: (body) => {
      waiting = body;
      stopTimer();
      timer = setTimeout(() => void flush(), pauseMs);
    },
    flush,
    empty: remove,
    clear: async () => {
      closed = true;
      await remove();
    },
  };
}
