import { describe, expect, it } from 'vitest';
import { createExports, type ExportParts } from '../../../electron/data/domains/exports/handlers.ts';
import { TeamError } from '../../../electron/lib/team/team-client.ts';
import { type ExportStatus, exportRequestSchema } from '../../../shared/domains/exports/contract.ts';
import { DeskError } from '../../../shared/errors.ts';
import { memoryLog } from '../../support/data-world.ts';
import { makeStaff } from '../../support/wire-rows.ts';

const request = exportRequestSchema.parse({
  kind: 'duplicates',
  from: '2026-11-01',
  to: '2026-11-30',
  format: 'csv',
  file: '/out.csv',
});

/** Exports over parts that all go well, unless told otherwise; `steps` is what happened in its order. */
function makeExports(overrides: Partial<ExportParts> = {}) {
  const steps: string[] = [];
  const log = memoryLog();
  const step = (name: string) => async (): Promise<void> => {
    steps.push(name);
  };
  const answers: Readonly<Record<string, unknown>> = { openExport: { total: 7 }, writeExport: { rows: 7 } };
  const exports = createExports({
    jobs: {
      call: async (name: string) => {
        steps.push(name);
        return answers[name] as never;
      },
    },
    cacheFile: 'cache.db',
    clock: { now: () => 5, after: () => () => undefined },
    log,
    staff: () => makeStaff('amina', 1),
    sync: step('sync'),
    isComplete: () => true,
    judged: step('judged'),
    note: step('note'),
    onChange: () => undefined,
    onCacheDamage: () => steps.push('damage'),
    ...overrides,
  });
  const status = async (exportId: string): Promise<ExportStatus> =>
    exports.handlers['exports.status']({ exportId });
  return {
    exports,
    steps,
    log,
    async run(): Promise<ExportStatus> {
      const { exportId } = await exports.handlers['exports.start'](request);
      await expect.poll(async () => (await status(exportId)).state).not.toBe('running');
      return status(exportId);
    },
  };
}

describe('an export', () => {
  it('is fresh, judged, counted and noted before it is written', async () => {
    const { run, steps } = makeExports();
    expect(await run()).toMatchObject({
      state: 'done',
      rows: 7,
      total: 7,
      startedAt: 5,
      masked: true,
      error: null,
    });
    expect(steps).toEqual(['sync', 'judged', 'openExport', 'note', 'writeExport', 'endExport']);
  });

  it('would lack rows before the first sync has finished, and is not made', async () => {
    const { run, steps } = makeExports({ isComplete: () => false });
    expect(await run()).toMatchObject({ state: 'failed', error: { code: 'sync-unfinished' } });
    expect(steps).toEqual(['sync']);
  });

  it.each<[string, unknown, string, readonly string[]]>([
    ['no connection', new TeamError('retry', 'offline', null), 'offline', []],
    ['a refusal', new TeamError('stop', 'forbidden', 'CR403'), 'forbidden', []],
    ['a damaged cache', new DeskError('cache-rebuilt', 'damaged'), 'cache-rebuilt', ['damage']],
    ['a bug', new TypeError('x is not a function'), 'internal', []],
  ])('says what stopped it: %s', async (_, error, code, further) => {
    const { run, steps, log } = makeExports({ note: () => Promise.reject(error) });
    const status = await run();
    expect(status).toMatchObject({ state: 'failed', error: { code } });
    expect(steps).toEqual(['sync', 'judged', 'openExport', 'endExport', ...further]);
    // Only a bug goes into the log, and its text nowhere else.
    expect(log.lines.filter((line) => line.startsWith('An export failed'))).toHaveLength(
      code === 'internal' ? 1 : 0,
    );
    expect(status.error?.message).not.toContain('not a function');
  });

  it('is forgotten when fifty younger ones have ended', async () => {
    const { exports, run } = makeExports();
    const first = await run();
    for (let n = 0; n < 49; n += 1) await run();
    expect(await exports.handlers['exports.status']({ exportId: first.exportId })).toMatchObject({
      state: 'done',
    });
    await run();
    expect(() => exports.handlers['exports.status']({ exportId: first.exportId })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});
