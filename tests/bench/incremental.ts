import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataService } from '../../electron/data/service-types.ts';
import { say } from '../../scripts/lib/progress.ts';
import type { ImportRow } from '../../shared/domains/payments/import-row.ts';
import { filledDesktop, withService } from './desktop.ts';
import { feedEnd, INCREMENTAL_FLOOR, openPlainCopy, type PlainCopy } from './incremental-floor.ts';
import { type Figure, figure, timed } from './measure.ts';
import { startProbe } from './probe.ts';
import { gatewayRefOf, isCaptured, paymentRow, paymentRows, STRIDE } from './synthetic.ts';
import type { FilledTeam } from './team.ts';
import type { Section, World } from './world.ts';

const ASK_EVERY_MS = 5;
const IDLE_MS = 3_000;
/** Changed payments of each pull; the first is warm-up. */
const ROUNDS = [1_000, 1_000, 1_000, 1_000, 10_000, 10_000];
const NEW_ROWS = 1_000;

/** Changes that arrive while somebody works: how fast they are taken in, and who has to wait. */
export const incremental: Section = {
  name: 'incremental',
  async run(world) {
    const desktop = await filledDesktop(world);
    const copy = join(world.folder('incremental'), 'copy.db');
    copyFileSync(desktop.cacheFile, copy);
    const plainCopy = openPlainCopy(copy, desktop.team);
    try {
      return await withService(desktop, (service) => measure(world, desktop.team, service, plainCopy));
    } finally {
      plainCopy.close();
    }
  },
};

/** One pull and the same by the floor. */
type Round = {
  readonly payments: number;
  /** Changed rows of all tables. */
  readonly rows: number;
  readonly oursMs: number;
  readonly floorMs: number;
  readonly delaysMs: readonly number[];
};

async function measure(
  world: World,
  team: FilledTeam,
  service: DataService,
  plainCopy: PlainCopy,
): Promise<readonly Figure[]> {
  const startLooking = () =>
    startProbe(ASK_EVERY_MS, (turn) =>
      service.handlers['lookup.search']({ text: gatewayRefOf((turn * STRIDE) % world.rows), limit: 20 }),
    );
  const idle = startLooking();
  await delay(IDLE_MS);
  const idleMs = await idle.stop();

  const rounds: Round[] = [];
  for (const [round, payments] of ROUNDS.entries()) {
    say(`${payments} payments change (${round + 1} of ${ROUNDS.length}) ...`);
    const before = await feedEnd(team);
    await changePayments(world, team, round, payments);
    let rows = 0;
    const applyPlainly = () =>
      timed(async () => {
        rows = await plainCopy.apply(before);
      });
    // Both begin as often.
    const early = round % 2 === 0 ? await applyPlainly() : null;
    const looking = startLooking();
    const oursMs = await timed(() => service.syncNow());
    const delaysMs = await looking.stop();
    const floorMs = early ?? (await applyPlainly());
    rounds.push({ payments, rows, oursMs, floorMs, delaysMs });
    await service.judged();
  }
  return [...figuresOf(rounds.slice(1), idleMs), await perNewRow(world, team, service)];
}

function figuresOf(rounds: readonly Round[], idleMs: readonly number[]): readonly Figure[] {
  const rates = (payments: number): Figure => {
    const measured = rounds.filter((round) => round.payments === payments);
    return figure({
      name: `incremental.${payments}`,
      what: `changed rows (payments and their events) pulled and applied, ${payments} payments at a time`,
      unit: 'rows/s',
      ours: measured.map(({ rows, oursMs }) => (rows / oursMs) * 1000),
      floor: {
        what: INCREMENTAL_FLOOR,
        values: measured.map(({ rows, floorMs }) => (rows / floorMs) * 1000),
      },
      bars: [{ of: 'p50', limit: 10_000 }],
    });
  };
  return [
    ...[...new Set(ROUNDS)].map(rates),
    figure({
      name: 'incremental.look-up-delay',
      what: `a look-up due every ${ASK_EVERY_MS} ms during these pulls: from when it is due to its answer`,
      unit: 'ms',
      ours: rounds.flatMap(({ delaysMs }) => delaysMs),
      floor: { what: 'the same with nothing to pull', values: idleMs },
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

/** A gateway's export says that another cent of these charges went back. */
async function changePayments(world: World, team: FilledTeam, round: number, count: number): Promise<void> {
  const rows = new Map<number, ImportRow>();
  for (let nth = 0; rows.size < Math.min(count, world.rows / 2); nth += 1) {
    const index = (nth * STRIDE + round) % world.rows;
    if (isCaptured(index)) rows.set(index, { ...paymentRow(index, world.rows), refunded_minor: round + 1 });
  }
  await team.importRows([...rows.values()]);
}
