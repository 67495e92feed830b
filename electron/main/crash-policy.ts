/** A third crash within this time means that restarting does not help. */
const WINDOW_MS = 60_000;
const RESTART_DELAYS_MS = [1_000, 2_000] as const;

export type CrashDecision = { readonly restartAfterMs: number } | 'give-up';

/**
 * Decides what follows a crash (design: restart after 1 s, then 2 s; a third within 60 s is for a person).
 * @param crashTimes instants of earlier crashes and this one, oldest first, milliseconds
 * @param now instant of this crash
 */
export function decideAfterCrash(crashTimes: readonly number[], now: number): CrashDecision {
  const recent = crashTimes.filter((time) => now - time < WINDOW_MS).length;
  const restartAfterMs = RESTART_DELAYS_MS[recent - 1];
  return restartAfterMs === undefined ? 'give-up' : { restartAfterMs };
}
