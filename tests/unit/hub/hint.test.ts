import { expect, it } from 'vitest';
import { hintJob } from '../../../electron/hub/jobs/hint.ts';

it('asks from where it last was, four times a second at most, and from there again after a failure', async () => {
  const asked: (string | null)[] = [];
  let isDown = false;
  const job = hintJob({
    hint: async (seen) => {
      asked.push(seen);
      if (isDown) throw new Error('down');
      return `${asked.length}`;
    },
  });
  expect(job.everyMs).toBeGreaterThanOrEqual(250);
  expect(await job.run()).toBe(false);
  await job.run();
  isDown = true;
  await expect(job.run()).rejects.toThrow('down');
  isDown = false;
  await job.run();
  expect(asked).toEqual([null, '1', '2', '2']);
});
