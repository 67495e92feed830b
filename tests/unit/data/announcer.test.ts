import { expect, test } from 'vitest';
import { createAnnouncer } from '../../../electron/data/announcer.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

test.each([
  ['nothing waited', 0],
  ['something waited', 1],
])('after its end nobody is asked or told any more, when %s', async (_, waiting) => {
  const clock = createFakeClock();
  const happened: string[] = [];
  const announcer = createAnnouncer(
    clock,
    () => {
      // By then the file that this asks is closed.
      happened.push('asked');
      return [];
    },
    () => happened.push('told'),
  );
  if (waiting > 0) announcer.note(['payment']);
  announcer.stop();
  announcer.note(['refund']);
  announcer.look();
  await clock.advance(2_000);
  expect(happened).toEqual([]);
});
