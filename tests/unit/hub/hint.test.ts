import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHintSender } from '../../../electron/hub/jobs/hint.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function counting(fail = false) {
  const sent: number[] = [];
  const failures: unknown[] = [];
  const sender = createHintSender(
    {
      hint: async () => {
        sent.push(Date.now());
        if (fail) throw new Error('down');
      },
    },
    (error) => failures.push(error),
  );
  return { sender, sent, failures };
}

describe('hint', () => {
  it('makes one notice of many changes within a quarter of a second', async () => {
    const { sender, sent } = counting();
    for (let change = 0; change < 1000; change += 1) sender.touch();
    await vi.advanceTimersByTimeAsync(249);
    expect(sent).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(1);
  });

  it('never sends more than four a second and never loses the last change', async () => {
    const { sender, sent } = counting();
    for (let millisecond = 0; millisecond < 1000; millisecond += 10) {
      sender.touch();
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(250);
    expect(sent.length).toBeGreaterThanOrEqual(4);
    expect(sent.length).toBeLessThanOrEqual(5);
  });

  it('goes on after a notice that could not be sent', async () => {
    const { sender, sent, failures } = counting(true);
    sender.touch();
    await vi.advanceTimersByTimeAsync(250);
    sender.touch();
    await vi.advanceTimersByTimeAsync(250);
    expect([sent.length, failures.length]).toEqual([2, 2]);
  });

  it('sends no more once stopped', async () => {
    const { sender, sent, failures } = counting();
    sender.touch();
    sender.stop();
    sender.touch();
    await vi.advanceTimersByTimeAsync(1000);
    expect([sent.length, failures.length]).toEqual([0, 0]);
  });
});
