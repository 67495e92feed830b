import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAfterCrash } from '../../../electron/main/crash-policy.ts';

describe('decideAfterCrash', () => {
  it('restarts after one second, then two, and gives up at the third crash within a minute', () => {
    expect(decideAfterCrash([1_000], 1_000)).toEqual({ restartAfterMs: 1_000 });
    expect(decideAfterCrash([1_000, 2_500], 2_500)).toEqual({ restartAfterMs: 2_000 });
    expect(decideAfterCrash([1_000, 2_500, 5_000], 5_000)).toBe('give-up');
  });

  it('forgets crashes that are a minute old', () => {
    expect(decideAfterCrash([0, 30_000, 60_000], 60_000)).toEqual({ restartAfterMs: 2_000 });
    expect(decideAfterCrash([0, 1, 59_999], 59_999)).toBe('give-up');
  });

  it('never gives up on crashes more than half a minute apart, and never restarts faster than after a second', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 30_000, max: 600_000 }), { minLength: 1 }), (gaps) => {
        const times: number[] = [];
        for (const gap of gaps) {
          const now = (times.at(-1) ?? 0) + gap;
          times.push(now);
          const decision = decideAfterCrash(times, now);
          expect(decision).not.toBe('give-up');
          if (decision !== 'give-up') expect(decision.restartAfterMs).toBeGreaterThanOrEqual(1_000);
        }
      }),
    );
  });
});
