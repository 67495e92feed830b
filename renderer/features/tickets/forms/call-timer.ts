import { z } from 'zod';

/** A stopwatch as a value: what ran before, and since when it runs now. Milliseconds UTC. */
export const callTimerSchema = z.strictObject({
  startedAt: z.int().nullable(),
  elapsedMs: z.int().min(0),
  runningSince: z.int().nullable(),
});
export type CallTimer = z.infer<typeof callTimerSchema>;

export const STOPPED: CallTimer = { startedAt: null, elapsedMs: 0, runningSince: null };

/** The longest call that the team database takes: a day. */
const LONGEST_SECONDS = 86_400;

/** Whole seconds on the stopwatch. */
export function secondsOf(timer: CallTimer, now: number): number {
  const running = timer.runningSince === null ? 0 : Math.max(0, now - timer.runningSince);
  return Math.min(LONGEST_SECONDS, Math.floor((timer.elapsedMs + running) / 1000));
}

/** Starts it or lets it go on. */
export function started(timer: CallTimer, now: number): CallTimer {
  if (timer.runningSince !== null) return timer;
  return { ...timer, startedAt: timer.startedAt ?? now, runningSince: now };
}

/** Halts it. */
export function paused(timer: CallTimer, now: number): CallTimer {
  if (timer.runningSince === null) return timer;
  const elapsedMs = timer.elapsedMs + Math.max(0, now - timer.runningSince);
  return { ...timer, elapsedMs, runningSince: null };
}

/** `4:05` */
export function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Seconds of `4:05` or of whole minutes such as `4`; null for anything else. */
export function secondsOfText(text: string): number | null {
  const [, minutes = '', seconds = '0'] = /^\s*(\d{1,4})(?:[:.：](\d{1,2}))?\s*$/.exec(text) ?? [];
  if (minutes === '' || Number(seconds) > 59) return null;
  const total = Number(minutes) * 60 + Number(seconds);
  return total > LONGEST_SECONDS ? null : total;
}
