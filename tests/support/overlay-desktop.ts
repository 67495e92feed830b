import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect } from 'vitest';
import { loadMigrations } from '../../electron/data/db/migrate.ts';
import type { AnyRow, OverlayCommand, RowName } from '../../electron/data/outbox/overlay.ts';
import { type CacheWriterHandlers, createCacheWriter } from '../../electron/data/sync/cache-writer.ts';
import { SYNCED_TABLES } from '../../electron/data/sync/synced-tables.ts';
import { type PullPage, SYNC_TABLES } from '../../electron/lib/team/team-client.ts';
import { memoryLog, PROJECT, STAFF } from './data-world.ts';
import { createFakeTeam, type FakeTeam } from './fake-team-client.ts';
import { minute, testId } from './wire-rows.ts';

const MIGRATIONS = loadMigrations(PROJECT, 'cache');

/** What any domain's desktop goes through; `queue` and `server` are the domain's own. */
export type OverlayStep =
  | { readonly type: 'send'; readonly answerArrives: boolean }
  | { readonly type: 'pull'; readonly limit: number }
  | { readonly type: 'old-page'; readonly which: number }
  | { readonly type: 'restart' }
  /** Killed between the answer and telling the cache of it. */
  | { readonly type: 'crash' };

/** What the model has to know of a domain. */
export type OverlayModel = {
  readonly entityType: string;
  readonly login: string;
  /** What is in the team database from the start. */
  seed(team: FakeTeam): void;
  /** Every row that is looked at after each step, given all commands so far. */
  rows(commands: readonly OverlayCommand[]): readonly RowName[];
  /** What must be on the screen: the newest row of the team database with what is unsettled replayed. */
  expected(
    name: RowName,
    server: (name: RowName) => AnyRow | null,
    commands: readonly OverlayCommand[],
  ): AnyRow | null;
};

export type Queued = {
  command: OverlayCommand;
  readonly entityId: string;
  state: 'waiting' | 'acked' | 'rejected' | 'settled';
};

/** A desktop's cache and the little of the outbox that matters here, beside a model of what it should show. */
export async function createOverlayDesktop(model: OverlayModel) {
  const directory = mkdtempSync(join(tmpdir(), 'visadesk-overlay-'));
  const file = join(directory, 'cache.db');
  const team = createFakeTeam(STAFF);
  team.setClock(() => minute(0));
  const client = team.clientFor(model.login);
  const personId = STAFF.find(({ login }) => login === model.login)?.personId ?? '';
  model.seed(team);
  const queue: Queued[] = [];
  const pages: PullPage[] = [];
  /** What the team database's newest page said of each row. */
  const known = new Map<string, AnyRow>();
  const highestVer = new Map<string, number>();
  let cursor = { xid: '0', seq: '0' };
  let ids = 0;
  // Set by `start`, before anything else happens.
  let writer!: CacheWriterHandlers;

  const server = ({ table, id }: RowName): AnyRow | null => known.get(`${table} ${id}`) ?? null;
  const start = async (): Promise<void> => {
    writer = createCacheWriter(
      { file, identity: { workspace: 'w', login: model.login }, migrations: MIGRATIONS },
      { log: memoryLog(), announce: () => undefined },
    );
    writer.open({ now: 0 });
    await refresh(null);
  };
  const shownAhead = (entityId: string): OverlayCommand[] =>
    queue
      .filter((one) => one.entityId === entityId && (one.state === 'waiting' || one.state === 'acked'))
      .map(({ command }) => command);
  /** Whether every row that the command made or changed is here in that version or a later one. */
  const hasArrived = ({ versions }: OverlayCommand): boolean =>
    versions?.every((row) => (server(row)?.ver ?? 0) >= row.ver) ?? false;
  const settle = (settled: readonly string[]): void => {
    for (const one of queue) {
      if (!settled.includes(one.command.id)) continue;
      expect(hasArrived(one.command)).toBe(true);
      one.state = 'settled';
    }
  };
  const refresh = async (entityId: string | null): Promise<void> => {
    const which = entityId === null ? [...new Set(queue.map((one) => one.entityId))] : [entityId];
    const entries = which.map((id) => ({
      entityType: model.entityType,
      entityId: id,
      commands: shownAhead(id),
    }));
    settle(
      await writer.setOverlays({
        entries: entityId === null ? entries.filter(({ commands }) => commands.length > 0) : entries,
        all: entityId === null,
      }),
    );
  };
  const read = <Row>(use: (cache: Database.Database) => Row): Row => {
    const reader = new Database(file, { readonly: true });
    try {
      return use(reader);
    } finally {
      reader.close();
    }
  };
  /** The rows as screens see them. */
  const shown = (names: readonly RowName[]): readonly (readonly [RowName, AnyRow | null])[] =>
    read((cache) =>
      names.map((name) => {
        const mapping = SYNCED_TABLES[name.table];
        const row = cache
          .prepare(`SELECT ${mapping.selectList('t')} FROM "${name.table}" t WHERE t.id = ?`)
          .get(name.id);
        return [name, row === undefined ? null : (mapping.decode(row) as AnyRow)] as const;
      }),
    );
  const apply = async (page: PullPage): Promise<void> => {
    for (const table of SYNC_TABLES) {
      for (const row of page.rows[table] ?? []) {
        const entity = SYNCED_TABLES[table].parse(row) as AnyRow;
        if ((server({ table, id: entity.id })?.ver ?? 0) <= entity.ver) {
          known.set(`${table} ${entity.id}`, entity);
        }
      }
    }
    settle((await writer.applyPull({ page, now: 0 })).settled);
  };
  const pull = async (limit: number): Promise<boolean> => {
    const page = await client.pull(cursor, limit);
    pages.push(page);
    cursor = page.cursor;
    await apply(page);
    return page.more;
  };
  const send = async (answerArrives: boolean, isTold = true): Promise<void> => {
    const next = queue.find(({ state }) => state === 'waiting');
    if (!next) return;
    const { id, kind, payload } = next.command;
    const result = await client.submit({
      id,
      device: testId(9),
      kind,
      v: 1,
      payload: JSON.parse(payload) as unknown,
    });
    if (!answerArrives) return;
    next.state = result.outcome === 'applied' ? 'acked' : 'rejected';
    next.command = { ...next.command, versions: result.outcome === 'applied' ? [...result.versions] : null };
    if (isTold) await refresh(next.entityId);
  };
  const rows = (): readonly RowName[] => model.rows(queue.map(({ command }) => command));
  const check = (): void => {
    const unsettled = queue
      .filter(({ state }) => state === 'waiting' || state === 'acked')
      .map(({ command }) => command);
    for (const [name, now] of shown(rows())) {
      expect(now, `${name.table} ${name.id}`).toEqual(model.expected(name, server, unsettled));
      // Monotone: a lower version is never shown again.
      const key = `${name.table} ${name.id}`;
      expect(now?.ver ?? 0).toBeGreaterThanOrEqual(highestVer.get(key) ?? 0);
      highestVer.set(key, now?.ver ?? 0);
    }
    // Settled as soon as the rows are here, not before (see `settle`).
    expect(queue.filter(({ command, state }) => state === 'acked' && hasArrived(command))).toEqual([]);
  };
  await start();
  // An empty first sync: from here on everything comes by pulls.
  await writer.beginFullSync({
    reason: 'first',
    generation: 'first',
    scopeEpoch: 1,
    staffId: personId,
    cursor,
  });
  await writer.finishFullSync();
  return {
    team,
    queue,
    check,
    /** Saves a command, as a click does. */
    async enqueue(entityId: string, kind: string, args: (n: number) => object): Promise<void> {
      ids += 1;
      queue.push({
        command: {
          id: testId(500 + ids),
          kind,
          v: 1,
          payload: JSON.stringify(args(ids)),
          login: model.login,
          personId,
          at: minute(ids),
          versions: null,
        },
        entityId,
        state: 'waiting',
      });
      await refresh(entityId);
    },
    async run(step: OverlayStep): Promise<void> {
      if (step.type === 'send') await send(step.answerArrives);
      else if (step.type === 'pull') await pull(step.limit);
      else if (step.type === 'old-page') {
        // Redelivery: the cursor was written before, the page comes again.
        const page = pages[step.which % Math.max(1, pages.length)];
        if (page) await apply(page);
      } else {
        if (step.type === 'crash') await send(true, false);
        await writer.close();
        await start();
      }
    },
    /** Everything is sent and pulled: the cache is what the team database says. */
    async finish(): Promise<void> {
      while (queue.some(({ state }) => state === 'waiting')) await send(true);
      while (await pull(3));
      check();
      for (const [name, row] of shown(rows())) expect(row).toEqual(team.get<AnyRow>(name.table, name.id));
      read((cache) => expect(cache.prepare('SELECT count(*) FROM shadow').pluck().get()).toBe(0));
    },
    read,
    async close(): Promise<void> {
      await writer.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The steps of every domain, with how often they come. */
export const OVERLAY_STEPS: readonly {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<OverlayStep>;
}[] = [
  { weight: 4, arbitrary: fc.record({ type: fc.constant('send' as const), answerArrives: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('pull' as const), limit: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('old-page' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const) }) },
];
export type OverlayDesktop = Awaited<ReturnType<typeof createOverlayDesktop>>;

/** Runs steps, looks after each of them, and lets everything come to rest at the end. */
export async function play<Step>(
  model: OverlayModel,
  chosen: readonly Step[],
  run: (desktop: OverlayDesktop, step: Step) => Promise<void>,
  atEnd: (desktop: OverlayDesktop) => void = () => undefined,
): Promise<void> {
  const desktop = await createOverlayDesktop(model);
  try {
    for (const step of chosen) {
      await run(desktop, step);
      desktop.check();
    }
    await desktop.finish();
    atEnd(desktop);
  } finally {
    await desktop.close();
  }
}
