import { expect, test } from 'vitest';
import { createAnnouncer } from '../../../electron/data/announcer.ts';
import { createSliceQueue, SLICE_MS, sliceTimer } from '../../../electron/data/sync/slices.ts';
import type { ChangeTopic } from '../../../shared/ipc/define.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

test('urgent work goes between two slices of long work', async () => {
  const queue = createSliceQueue();
  const order: string[] = [];
  const long = queue.run(function* () {
    for (let slice = 1; slice <= 3; slice += 1) {
      order.push(`slice ${slice}`);
      if (slice === 1) void queue.run(() => order.push('urgent'), true);
      if (slice === 1) void queue.run(() => order.push('later'));
      yield;
    }
    return 'done';
  });
  expect(await long).toBe('done');
  await queue.run(() => undefined);
  expect(order).toEqual(['slice 1', 'urgent', 'slice 2', 'slice 3', 'later']);
});

test('a failure ends only its own work', async () => {
  const queue = createSliceQueue();
  const failing = queue.run(function* () {
    yield;
    throw new Error('broken');
  });
  const sound = queue.run(() => 5);
  await expect(failing).rejects.toThrow('broken');
  expect(await sound).toBe(5);
});

test('what waits when the queue closes fails, and the work that closes it does not', async () => {
  const queue = createSliceQueue();
  const closing = queue.run(() => {
    queue.close();
    return 'closed';
  }, true);
  const waiting = queue.run(() => 1);
  expect(await closing).toBe('closed');
  await expect(waiting).rejects.toMatchObject({ code: 'data-unavailable' });
  await expect(queue.run(() => 2)).rejects.toMatchObject({ code: 'data-unavailable' });
});

test('a slice is over after 8 ms', () => {
  const isOver = sliceTimer();
  expect(isOver()).toBe(false);
  const end = performance.now() + SLICE_MS + 1;
  while (performance.now() < end);
  expect(isOver()).toBe(true);
});

test('changes are announced together: after 100 ms, in bulk after a second', async () => {
  const clock = createFakeClock();
  const told: (readonly ChangeTopic[])[] = [];
  let noted: ChangeTopic[] = [];
  const announcer = createAnnouncer(
    clock,
    () => noted.splice(0),
    (topics) => told.push(topics),
  );
  announcer.note(['payment'], true);
  announcer.note(['payment', 'customer'], true);
  await clock.advance(900);
  expect(told).toEqual([]);
  announcer.note(['refund']);
  await clock.advance(100);
  expect(told).toEqual([['payment', 'customer', 'refund']]);
  noted = ['outbox'];
  announcer.look();
  await clock.advance(100);
  expect(told[1]).toEqual(['outbox']);
  announcer.look();
  await clock.advance(1_000);
  expect(told).toHaveLength(2);
});
