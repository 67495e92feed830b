import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Job, startJobs } from '../../../electron/hub/jobs/job-runner.ts';
import type { Log, LogFields } from '../../../electron/lib/log.ts';

let lines: string[];
const log: Log = {
  info: (message, fields) => lines.push(describeLine(message, fields)),
  warn: (message, fields) => lines.push(describeLine(message, fields)),
  error: (message, _error, fields) => lines.push(describeLine(message, fields)),
};

function describeLine(message: string, fields: LogFields = {}): string {
  return `${message} ${JSON.stringify(fields)}`;
}

beforeEach(() => {
  lines = [];
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A job that is told what each run does and says when it has run so many times. */
function scripted(everyMs: number, script: readonly (() => boolean)[]) {
  let runs = 0;
  let reached: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const job: Job = {
    name: 'scripted',
    everyMs,
    run: async () => {
      const step = script[runs];
      runs += 1;
      if (runs === script.length) reached();
      return step?.() ?? false;
    },
  };
  return { job, done, runs: () => runs };
}

describe('job runner', () => {
  it('runs again at once while there is more to do, then waits', async () => {
    const { job, done, runs } = scripted(3_600_000, [() => true, () => true, () => false]);
    const runner = startJobs([job], log);
    await done;
    await runner.stop();
    expect(runs()).toBe(3);
  });

  it('is woken from its pause', async () => {
    const { job, done, runs } = scripted(3_600_000, [() => false, () => false]);
    const runner = startJobs([job], log);
    await vi.waitFor(() => expect(runs()).toBe(1));
    await vi.waitFor(() => {
      runner.wake('scripted');
      expect(runs()).toBe(2);
    });
    await done;
    await runner.stop();
  });

  it('survives failures, says so sparingly and quotes nothing of them', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const fail = (): boolean => {
      throw new Error('row (someone@example.org) is bad');
    };
    const { job, done } = scripted(3_600_000, [fail, fail, fail, fail, fail, () => false]);
    const runner = startJobs([job], log);
    await done;
    await runner.stop();
    expect(lines).toEqual([
      'job failed {"job":"scripted","kind":"Error","failures":1}',
      'job failed {"job":"scripted","kind":"Error","failures":2}',
      'job failed {"job":"scripted","kind":"Error","failures":4}',
      'job works again {"job":"scripted","failures":5}',
    ]);
  });

  it('lets one job fail without the others', async () => {
    const failing: Job = { name: 'failing', everyMs: 1000, run: () => Promise.reject(new Error('no')) };
    const { job, done } = scripted(1, [() => false, () => false, () => false]);
    const runner = startJobs([failing, job], log);
    await done;
    await runner.stop();
  });

  it('stops only after the run in hand', async () => {
    let finish: () => void = () => undefined;
    let finished = false;
    const running = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const job: Job = {
      name: 'long',
      everyMs: 1000,
      run: async () => {
        await running;
        finished = true;
        return true;
      },
    };
    const runner = startJobs([job], log);
    const stopping = runner.stop();
    finish();
    await stopping;
    expect(finished).toBe(true);
  });
});
