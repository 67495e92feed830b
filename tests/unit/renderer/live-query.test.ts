import { describe, expect, it } from 'vitest';
import { startLiveQuery } from '../../../renderer/lib/live-query.ts';
import type { WindowEvent } from '../../../shared/ipc/contract.ts';
import { type Envelope, failure, success } from '../../../shared/ipc/result.ts';

/** A query whose answers arrive when the test says so. */
function harness() {
  const waiting: ((answer: Envelope<number>) => void)[] = [];
  const answers: Envelope<number>[] = [];
  const listeners = new Set<(event: WindowEvent) => void>();
  const live = startLiveQuery<number>({
    run: () => new Promise((resolve) => waiting.push((answer) => resolve(JSON.stringify(answer)))),
    read: (text) => JSON.parse(text) as Envelope<number>,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    topics: ['payment', 'refund'],
    onAnswer: (answer) => answers.push(answer),
  });
  return {
    live,
    answers,
    listeners,
    running: () => waiting.length,
    emit: (event: WindowEvent) => {
      for (const listener of listeners) listener(event);
    },
    answer: async (answer: Envelope<number>) => {
      waiting.shift()?.(answer);
      await new Promise(setImmediate);
    },
  };
}

const changed = (topic: 'payment' | 'ticket'): WindowEvent => ({ type: 'changed', topics: [topic] });

describe('a live query', () => {
  it('runs at once, and again only when a table that it reads changes', async () => {
    const query = harness();
    await query.answer(success(1));
    query.emit(changed('ticket'));
    expect(query.running()).toBe(0);
    query.emit(changed('payment'));
    expect(query.running()).toBe(1);
    await query.answer(success(2));
    expect(query.answers).toEqual([success(1), success(2)]);
  });

  it('runs exactly once more for any number of changes during a run', async () => {
    const query = harness();
    query.emit(changed('payment'));
    query.emit(changed('payment'));
    query.emit(changed('payment'));
    expect(query.running()).toBe(1);
    await query.answer(success(1));
    expect(query.running()).toBe(1);
    await query.answer(success(2));
    expect(query.running()).toBe(0);
    expect(query.answers).toEqual([success(1), success(2)]);
  });

  it('does not announce an answer equal to the last one', async () => {
    const query = harness();
    await query.answer(success(1));
    query.emit(changed('payment'));
    await query.answer(success(1));
    expect(query.answers).toEqual([success(1)]);
  });

  it('recovers when the start-up state changes', async () => {
    const query = harness();
    await query.answer(failure('data-unavailable', 'restarting'));
    query.emit({ type: 'startup' });
    await query.answer(success(1));
    expect(query.answers.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('says nothing any more once it has been stopped', async () => {
    const query = harness();
    query.live.stop();
    await query.answer(success(1));
    expect(query.answers).toEqual([]);
    expect(query.listeners.size).toBe(0);
  });
});
