import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { DataService } from '../../electron/data/data-service.ts';
import { applySettings } from '../../electron/data/db/settings.ts';
import { SYNCED_TABLES } from '../../electron/data/sync/synced-tables.ts';
import { SYNC_TABLES, type SyncTable } from '../../electron/lib/team/team-client.ts';
import { say } from '../../scripts/lib/progress.ts';
import { filledDesktop, withService } from './desktop.ts';
import { type Figure, figure, timed } from './measure.ts';
import { startProbe } from './probe.ts';
import { gatewayRefOf, paymentRow, paymentRows } from './synthetic.ts';
import type { FilledTeam } from './team.ts';
import type { Section, World } from './world.ts';

const ASK_EVERY_MS = 5;
const IDLE_MS = 3_000;
/** Changed payments of each pull; the first is warm-up. */
const ROUNDS = [1_000, 1_000, 1_000, 1_000, 10_000];
const NEW_ROWS = 1_000;

/** Changes that arrive while somebody works: how fast they are taken in, and who has to wait. */
export const incremental: Section = {
  name: 'incremental',
  async run(world) {
    const desktop = await filledDesktop(world);
    const copy = join(world.folder('incremental'), 'copy.db');
    copyFileSync(desktop.cacheFile, copy);
    return withService(desktop, (service) => measure(world, desktop.team, service, copy));
  },
};

async function measure(
  world: World,
  team: FilledTeam,
  service: DataService,
  copy: string,
): Promise<readonly Figure[]> {
  const look = (turn: number) => service.handlers['lookup.search']({ text: gatewayRefOf((turn * 7919) % world.rows), limit: 20 });
  const idle = startProbe(ASK_EVERY_MS, look);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const idleDelays = await idle.stop();

  const rates = { ours: [] as number[], floor: [] as number[], large: [] as number[], largeFloor: [] as number[] };
  const busyDelays: number[] = [];
  for (const [round, payments] of ROUNDS.entries()) {
    say(`${payments} payments change (${round + 1} of ${ROUNDS.length}) ...`);
    const before = await feedPlace(team);
    await changePayments(world, team, round, payments);
    const floorOnce = async () => {
      let rows = 0;
      const milliseconds = await timed(async () => {
        rows = await applyPlainly(team, before, copy);
      });
      return { rows, milliseconds };
    };
    // Both begin as often.
    const early = round % 2 === 0 ? await floorOnce() : null;
    const probe = startProbe(ASK_EVERY_MS, look);
    const milliseconds = await timed(() => service.syncNow());
    const delays = await probe.stop();
    const floor = early ?? (await floorOnce());
    await service.judged();
    if (round === 0) continue;
    const isLarge = payments > NEW_ROWS;
    (isLarge ? rates.large : rates.ours).push((floor.rows / milliseconds) * 1000);
    (isLarge ? rates.largeFloor : rates.floor).push((floor.rows / floor.milliseconds) * 1000);
    busyDelays.push(...delays);
  }
  return [...figuresOf(rates, idleDelays, busyDelays), await perNewRow(world, team, service)];
}

function figuresOf(
  rates: { readonly ours: number[]; readonly floor: number[]; readonly large: number[]; readonly largeFloor: number[] },
  idleDelays: readonly number[],
  busyDelays: readonly number[],
): readonly Figure[] {
  const what = 'the same rows selected as arrays and upserted by prepared statements in one transaction';
  return [
    figure({
      name: 'incremental.1000',
      what: 'changed rows (payments and their events) pulled and applied, 1,000 payments at a time',
      unit: 'rows/s',
      ours: rates.ours,
      floor: { what, values: rates.floor },
      bars: [{ of: 'p50', limit: 10_000 }],
    }),
    figure({
      name: 'incremental.10000',
      what: 'the same, 10,000 payments at once',
      unit: 'rows/s',
      ours: rates.large,
      floor: { what, values: rates.largeFloor },
      bars: [{ of: 'p50', limit: 10_000 }],
    }),
    figure({
      name: 'incremental.look-up-delay',
      what: `a look-up due every ${ASK_EVERY_MS} ms during these pulls: from when it is due to its answer`,
      unit: 'ms',
      ours: busyDelays,
      floor: { what: 'the same with nothing to pull', values: idleDelays },
      bars: [{ of: 'worst', limit: 16 }],
    }),
  ];
}

/** New payments, judged against those that are there. */
async function perNewRow(world: World, team: FilledTeam, service: DataService): Promise<Figure> {
  await team.importRows(paymentRows(world.rows, world.rows + NEW_ROWS, world.rows));
  await service.syncNow();
  const milliseconds = await timed(() => service.judged());
  return figure({
    name: 'incremental.judge-new',
    what: `judging ${NEW_ROWS} new payments for duplicates after their pull, per payment`,
    unit: 'µs',
    ours: [(milliseconds / NEW_ROWS) * 1000],
    bars: [{ of: 'p50', limit: 20 }],
  });
}

async function feedPlace(team: FilledTeam): Promise<number> {
  const { rows } = await team.owner.query('SELECT coalesce(max(seq), 0) FROM feed.change');
  return Number(rows[0]?.[0]);
}

/** A gateway's export says that another cent of these charges went back. */
async function changePayments(world: World, team: FilledTeam, round: number, count: number): Promise<void> {
  const groups = Math.floor(world.rows / 4);
  const rows = Array.from({ length: Math.min(count, groups) }, (_, nth) => {
    // The first of a group was captured. A stride that shares no factor with the groups spreads them.
    const row = paymentRow(((nth * 7919 + round) % groups) * 4, world.rows);
    return { ...row, refunded_minor: round + 1 };
  });
  await team.importRows([...new Map(rows.map((row) => [row.payment_id, row])).values()]);
}

/** The floor: no overlays, no checks, no notes for the duplicate rules. */
async function applyPlainly(team: FilledTeam, before: number, copy: string): Promise<number> {
  const database = new Database(copy);
  try {
    applySettings(database, 'cache');
    let applied = 0;
    const changes = new Map<SyncTable, readonly (readonly unknown[])[]>();
    for (const table of SYNC_TABLES) changes.set(table, await changedRows(team, table, before));
    database
      .transaction(() => {
        for (const [table, rows] of changes) {
          const upsert = database.prepare(upsertOf(table));
          for (const row of rows) upsert.run(...row);
          applied += rows.length;
        }
      })
      .immediate();
    return applied;
  } finally {
    database.close();
  }
}

async function changedRows(
  team: FilledTeam,
  table: SyncTable,
  before: number,
): Promise<readonly (readonly unknown[])[]> {
  const wire = SYNCED_TABLES[table].columns.map(({ column, encoding }) =>
    encoding === 'plain' ? `w."${column}"` : `w."${column}"::text`,
  );
  const { rows } = await team.owner.query(
    `SELECT ${wire.join(', ')} FROM wire.${table} w
     WHERE w.id IN (SELECT c.pk FROM feed.change c WHERE c.seq > $1 AND c.tbl = $2)`,
    [before, table],
  );
  return rows;
}

function upsertOf(table: SyncTable): string {
  const names = SYNCED_TABLES[table].columns.map(({ column }) => `"${column}"`);
  const local = SYNCED_TABLES[table].localColumns.map((name) => `"${name}"`);
  const values = [...names.map(() => '?'), ...local.map(() => "''")];
  return `INSERT INTO "${table}"(${[...names, ...local].join(', ')}) VALUES (${values.join(', ')})
    ON CONFLICT(id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}
