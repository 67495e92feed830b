import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataServiceOptions } from '../../../electron/data/service-types.ts';
import { threadFiles } from '../../../electron/data/threads.ts';
import { type ExportNote, TeamError } from '../../../electron/lib/team/team-client.ts';
import { createDataWorld, type DataWorld, until } from '../../support/data-world.ts';
import { makePayment, testId } from '../../support/wire-rows.ts';
import { readWorkbook } from '../../support/workbook.ts';
import { makeExportDesk } from './export-desk.ts';

const THREADS = threadFiles(new URL('../../../electron/data/index.ts', import.meta.url).href);
const REASON = 'for the auditors of the bank';

let world: DataWorld;
let desk: ReturnType<typeof makeExportDesk>;

beforeEach(() => {
  world = createDataWorld();
  desk = makeExportDesk();
});
afterEach(async () => {
  await world.close();
  desk.remove();
});

/** One payment a minute in November, at most 43,200. */
function putPayments(count: number): void {
  for (let n = 1; n <= count; n += 1)
    world.team.put('payment', makePayment(n, { description: 'x'.repeat(200) }));
}

/** A service whose exports wait, once they are about to be noted, until the gate is opened. */
async function openWithGate(overrides: Partial<DataServiceOptions> = {}) {
  const login = overrides.login ?? 'amina';
  const client = world.team.clientFor(login);
  const waiting: (() => void)[] = [];
  const service = await world.open({
    ...overrides,
    team: {
      ...client,
      async noteExport(note: ExportNote) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        await client.noteExport(note);
      },
    },
  });
  return {
    service,
    atTheGate: (count = 1) => until(() => waiting.length >= count),
    open(): void {
      for (const pass of waiting.splice(0)) pass();
    },
  };
}

describe('before the first row is written', () => {
  test('the export is noted, with how much of what', async () => {
    putPayments(3);
    const { service, atTheGate, open } = await openWithGate({ login: 'ingrid' });
    const exportId = await desk.start(service, {
      kind: 'payments',
      filters: { status: ['captured'] },
      full: true,
      reason: `${REASON}, card 4111 1111 1111 1111`,
    });
    await atTheGate();
    expect(world.team.notes).toEqual([]);
    expect(await desk.status(service, exportId)).toMatchObject({ state: 'running', rows: 0, total: 3 });
    for (const name of desk.files()) expect(readFileSync(join(desk.folder, name), 'utf8')).toBe('');
    open();
    expect(await desk.ended(service, exportId)).toMatchObject({
      state: 'done',
      rows: 3,
      total: 3,
      masked: false,
    });
    expect(world.team.notes).toEqual([
      {
        exportId,
        kind: 'payments',
        from: '2026-11-01',
        to: '2026-11-30',
        format: 'csv',
        rows: 3,
        masked: false,
        reason: expect.stringMatching(/^for the auditors of the bank, card (?!4111)/),
        filters: { status: ['captured'] },
      },
    ]);
    expect(desk.files()).toEqual(['1.csv']);
  });

  test('what the team does not hear of, or refuses, is not written', async () => {
    putPayments(3);
    const service = await world.open({ login: 'ingrid' });
    await service.syncNow();
    world.team.fail('noteExport', 'cut-before', 'cut-after', new TeamError('stop', 'forbidden', 'CR403'));
    const wish = { kind: 'payments', full: true, reason: REASON } as const;
    const codes = [];
    for (let turn = 0; turn < 3; turn += 1) codes.push((await desk.run(service, wish)).error?.code);
    expect(codes).toEqual(['offline', 'offline', 'forbidden']);
    expect(desk.files()).toEqual([]);
  });

  test('nothing is exported offline, masked or not, and the reason is said', async () => {
    putPayments(3);
    const service = await world.open();
    await service.syncNow();
    world.team.setOnline(false);
    expect(await desk.run(service, { kind: 'payments' })).toMatchObject({
      state: 'failed',
      error: { code: 'offline' },
    });
    await service.handlers['connection.set-offline']({ offline: true });
    world.team.setOnline(true);
    expect((await desk.run(service, { kind: 'payments' })).error?.code).toBe('offline');
    expect([desk.files(), world.team.notes]).toEqual([[], []]);
  });

  test('an agent is told that he may not have personal data', async () => {
    const service = await world.open();
    const refused = await desk.run(service, { kind: 'refunds', full: true, reason: REASON });
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'forbidden' } });
    expect(world.team.notes).toEqual([]);
  });

  test('a mistaken request is refused at once', async () => {
    const service = await world.open({ login: 'ingrid' });
    await expect(desk.start(service, { kind: 'payments', full: true })).rejects.toMatchObject({
      code: 'bad-input',
    });
    await expect(
      desk.start(service, { kind: 'payments', from: '2026-11-02', to: '2026-11-01' }),
    ).rejects.toMatchObject({ code: 'bad-input' });
    await expect(desk.status(service, testId(1))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the file', () => {
  test('is not replaced unless told, and not written where nothing can be', async () => {
    putPayments(1);
    const service = await world.open();
    const file = join(desk.folder, 'mine.csv');
    writeFileSync(file, 'mine');
    expect((await desk.run(service, { kind: 'payments', file })).error?.code).toBe('file-exists');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await desk.run(service, { kind: 'payments', file, replace: true })).state).toBe('done');
    expect(readFileSync(file, 'utf8')).toContain('ch_1');
    const nowhere = join(desk.folder, 'no', 'such', 'folder.csv');
    expect((await desk.run(service, { kind: 'payments', file: nowhere })).error?.code).toBe(
      'file-unwritable',
    );
    expect((await desk.run(service, { kind: 'payments', file: 'relative.csv' })).error?.code).toBe(
      'bad-input',
    );
    // What could not be written was not noted.
    expect(world.team.notes).toHaveLength(1);
    expect(desk.files()).toEqual(['mine.csv']);
  });

  test('holds what there was when it was noted, although more arrives while it is written', async () => {
    putPayments(2);
    const { service, atTheGate, open } = await openWithGate();
    const exportId = await desk.start(service, { kind: 'payments' });
    await atTheGate();
    world.team.put('payment', makePayment(3));
    world.team.remove('payment', testId(1));
    await service.syncNow();
    open();
    const { file } = await desk.ended(service, exportId);
    expect(readFileSync(file, 'utf8').match(/ch_\d/g)).toEqual(['ch_1', 'ch_2']);
  });
});

describe.each([
  ['in one thread', null],
  ['with threads', THREADS],
] as const)('%s', (_, threads) => {
  test('two exports at once hold the same as each alone, and say so when they are done', async () => {
    putPayments(8_000);
    const service = await world.open({ threads, polling: threads !== null });
    const wishes = [{ kind: 'payments' }, { kind: 'payments', format: 'xlsx' }] as const;
    const ids = await Promise.all(wishes.map((wish) => desk.start(service, wish)));
    const [csv, xlsx] = await Promise.all(ids.map((id) => desk.ended(service, id)));
    expect([csv, xlsx]).toMatchObject([
      { state: 'done', rows: 8_000 },
      { state: 'done', rows: 8_000 },
    ]);
    await until(() => world.topics.includes('export'));
    const [sheet] = await readWorkbook(xlsx?.file ?? '');
    expect(sheet?.rows).toHaveLength(8_001);
    const alone = await desk.run(service, { kind: 'payments' });
    expect(readFileSync(alone.file).equals(readFileSync(csv?.file ?? ''))).toBe(true);
    expect(desk.files()).toEqual(['1.csv', '2.xlsx', '3.csv']);
    await service.stop();
    expect(world.log.lines.filter((line) => line.includes('rror'))).toEqual([]);
  });

  test.each(['csv', 'xlsx'] as const)(
    'one that is cancelled in the middle leaves nothing (%s)',
    async (format) => {
      putPayments(30_000);
      const service = await world.open({ threads, polling: threads !== null });
      await service.syncNow();
      const exportId = await desk.start(service, { kind: 'payments', format });
      // Something of it is on the disk.
      await until(
        () => desk.files().some((name) => readFileSync(join(desk.folder, name)).length > 0),
        Boolean,
        60_000,
      );
      await service.handlers['exports.cancel']({ exportId });
      expect(desk.files()).toEqual([]);
      expect(await desk.ended(service, exportId)).toMatchObject({ state: 'cancelled', error: null });
      await service.handlers['exports.cancel']({ exportId });
      expect((await desk.run(service, { kind: 'payments', to: '2026-11-01' })).state).toBe('done');
    },
  );
});

test('one that waits for its note can be cancelled, and the end of the service ends them all', async () => {
  putPayments(3);
  const { service, atTheGate, open } = await openWithGate();
  const cancelled = await desk.start(service, { kind: 'payments' });
  const left = await desk.start(service, { kind: 'payments' });
  await atTheGate(2);
  await service.handlers['exports.cancel']({ exportId: cancelled });
  expect(await desk.status(service, cancelled)).toMatchObject({ state: 'cancelled' });
  expect(desk.files()).toHaveLength(1);
  const { handlers } = service;
  await service.stop();
  expect(desk.files()).toEqual([]);
  open();
  await expect(handlers['exports.status']({ exportId: left })).rejects.toMatchObject({
    code: 'data-unavailable',
  });
  expect(desk.files()).toEqual([]);
});

describe('a cache with a damaged table', () => {
  /** Every page that holds payments is garbage, which only those notice who read one. */
  async function damageCache(): Promise<void> {
    putPayments(2_000);
    const service = await world.open();
    await service.syncNow();
    await service.stop();
    const file = join(world.folder(), 'cache.db');
    const cache = new Database(file);
    const pages = cache
      .prepare<[], number>("SELECT pageno FROM dbstat WHERE name = 'payment' AND pagetype = 'leaf'")
      .pluck()
      .all();
    cache.close();
    const handle = openSync(file, 'r+');
    for (const page of pages) writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, (page - 1) * 4096);
    closeSync(handle);
  }

  test('is repaired when an export finds it, and the next export is whole', async () => {
    await damageCache();
    const service = await world.open();
    const failed = await desk.run(service, { kind: 'payments' });
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'cache-rebuilt' } });
    expect(desk.files()).toEqual([]);
    expect(await desk.run(service, { kind: 'payments' })).toMatchObject({ state: 'done', rows: 2_000 });
  });

  test('takes the exports with it that have it open when it is rebuilt', async () => {
    await damageCache();
    const { service, atTheGate, open } = await openWithGate();
    const waiting = await desk.start(service, { kind: 'payments' });
    await atTheGate();
    await expect(service.handlers['payments.page']({ id: testId(1) })).rejects.toMatchObject({
      code: 'cache-rebuilt',
    });
    await until(() => desk.files().length === 0);
    open();
    expect(await desk.ended(service, waiting)).toMatchObject({
      state: 'failed',
      error: { code: 'cache-rebuilt' },
    });
    await service.syncNow();
    const next = desk.run(service, { kind: 'payments' });
    await atTheGate();
    open();
    expect(await next).toMatchObject({ state: 'done', rows: 2_000 });
  });
});
