import type { Clock } from '../../electron/data/clock.ts';

/** A clock that stands still until a test moves it. */
export type FakeClock = Clock & {
  /** Moves on, running what falls due on the way in its order. */
  advance(milliseconds: number): Promise<void>;
  /** Jumps like a computer that slept: timers fire once, late. */
  jump(milliseconds: number): Promise<void>;
  /** How long until the next timer, or null. */
  nextIn(): number | null;
};

export function createFakeClock(start = Date.UTC(2026, 10, 1)): FakeClock {
  let now = start;
  let sequence = 0;
  const timers = new Map<number, { readonly at: number; readonly action: () => void }>();

  const next = (): [number, { readonly at: number; readonly action: () => void }] | undefined =>
    [...timers].sort(([, one], [, other]) => one.at - other.at)[0];
  /** Lets everything that is ready run: promises, and work that waits for the next turn of the event loop. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 60; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  const runDue = async (): Promise<void> => {
    for (let due = next(); due && due[1].at <= now; due = next()) {
      timers.delete(due[0]);
      due[1].action();
      await settle();
    }
  };
  return {
    now: () => now,
    after(milliseconds, action) {
      sequence += 1;
      const key = sequence;
      timers.set(key, { at: now + milliseconds, action });
      return () => timers.delete(key);
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (let due = next(); due && due[1].at <= end; due = next()) {
        now = Math.max(now, due[1].at);
        await runDue();
      }
      now = end;
      await settle();
    },
    async jump(milliseconds) {
      now += milliseconds;
      await runDue();
    },
    nextIn() {
      const due = next();
      return due ? due[1].at - now : null;
    },
  };
}
