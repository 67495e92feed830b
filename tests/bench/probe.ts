import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again while something else goes on, the way a person would who never rests. */
export type Probe = {
  /** Milliseconds from when each question was due until its answer: waiting for the event loop counts. */
  stop(): Promise<readonly number[]>;
};

/** Starts asking every `everyMs`; one question at a time. */
export function startProbe(everyMs: number, ask: (turn: number) => unknown): Probe {
  const delays: number[] = [];
  let stopped = false;
  const running = (async () => {
    for (let turn = 0; !stopped; turn += 1) {
      const due = performance.now() + everyMs;
      await delay(everyMs);
      await ask(turn);
      delays.push(performance.now() - due);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await running;
      return delays;
    },
  };
}

/** Asks every `everyMs` until the answer is yes; resolves with the time (`performance.now`) of that. */
export async function untilTrue(everyMs: number, ask: () => unknown, isOver: () => boolean): Promise<number> {
  for (;;) {
    // Looked at before the question: what became true in between is still found.
    const over = isOver();
    if (await ask()) return performance.now();
    if (over) throw new Error('It never came true');
    await delay(everyMs);
  }
}
