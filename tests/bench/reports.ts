import Database from 'better-sqlite3';
import { openCacheReader } from '../../electron/data/db/open.ts';
import { createReportQueries } from '../../electron/data/domains/reports/queries.ts';
import { say } from '../../scripts/lib/progress.ts';
import { type Bar, byTurns, type Figure, figure, timed } from './measure.ts';
import { fillReportCache, REPORT_NOW, REPORT_YEAR, SUPERVISOR } from './report-world.ts';
import type { Section } from './world.ts';

const TURNS = 40;
/** Days that are none of UTC: the dear case. */
const timeZone = 'Asia/Kolkata';
const DAY_MS = 86_400_000;

/** What supervisors look at, over a year of payments. */
export const reports: Section = {
  name: 'reports',
  async run(world) {
    const { file, writer } = await fillReportCache(world);
    say('Counting its payments ...');
    const counting = await timed(async () => {
      while (await writer.countPayments());
    });
    const cache = openCacheReader(file);
    world.defer(() => cache.close());
    const handlers = createReportQueries(cache, { now: () => REPORT_NOW, staff: () => SUPERVISOR });
    const year = { ...REPORT_YEAR, timeZone, compare: false };
    const month = { from: '2026-10-23', to: '2026-11-22', timeZone, compare: true };
    const report = await handlers['reports.failures'](year);
    if (!report.complete || report.total.now.tried < world.rows * 0.9)
      throw new Error('Payments are missing');
    const failures = (period: typeof year) => () => handlers['reports.failures'](period);
    const refunds = (period: typeof year) => () => handlers['reports.refunds'](period);
    const first = figure({
      name: 'reports.count',
      what: `counting ${world.rows} payments after a first sync, per payment`,
      unit: 'µs',
      ours: [(counting * 1_000) / world.rows],
      floor: { what: 'one INSERT … SELECT … GROUP BY of them', values: [countAtOnce(file, world.rows)] },
    });
    return [
      first,
      await measure({
        name: 'overview',
        what: "the supervisor's page",
        run: () => handlers['reports.overview']({ timeZone }),
        bar: { of: 'p95', limit: 50 },
      }),
      await measure({
        name: 'failures-year',
        what: 'failures of a year, day by day',
        run: failures(year),
        floor: byScan(cache),
      }),
      await measure({ name: 'failures-month', what: `failures of ${months}`, run: failures(month) }),
      await measure({ name: 'refunds-year', what: 'refunds of a year, day by day', run: refunds(year) }),
      await measure({ name: 'refunds-month', what: `refunds of ${months}`, run: refunds(month) }),
    ];
  },
};

const months = '31 days and of the 31 before';
/** "Tens of milliseconds": whoever asks for a report does not wait. */
const REPORT_BAR: Bar = { of: 'p50', limit: 100 };
/** The floor is far slower than ours: so many times say enough. */
const FLOOR_TURNS = 3;

type Floor = { readonly what: string; readonly run: () => unknown };

async function measure({
  name,
  what,
  run,
  bar = REPORT_BAR,
  floor,
}: {
  readonly name: string;
  readonly what: string;
  readonly run: () => unknown;
  readonly bar?: Bar;
  readonly floor?: Floor;
}): Promise<Figure> {
  await run();
  const turns = await byTurns(
    TURNS,
    async (turn) => (floor && turn < FLOOR_TURNS ? [await timed(floor.run)] : []),
    async () => [await timed(run)],
  );
  return figure({
    name: `reports.${name}`,
    what,
    unit: 'ms',
    ours: turns.ours,
    ...(floor ? { floor: { what: floor.what, values: turns.floor } } : {}),
    bars: [bar],
  });
}

/** The same sums without any count. */
function byScan(cache: Database.Database): Floor {
  const statement = cache.prepare(
    `SELECT gateway, issuer_country, status, raw_code, count(*) FROM payment
     WHERE created_at >= ? AND created_at < ? GROUP BY 1, 2, 3, 4`,
  );
  return {
    what: 'one SELECT … GROUP BY over the payments themselves, without a day',
    run: () => statement.all(Date.parse(REPORT_YEAR.from), Date.parse(REPORT_YEAR.to) + DAY_MS),
  };
}

/** Microseconds per payment for sums by quarter of an hour into a table of its own. */
function countAtOnce(file: string, rows: number): number {
  const database = new Database(file, { readonly: true });
  try {
    const began = performance.now();
    database.exec(`CREATE TEMP TABLE counted AS
      SELECT created_at / 900000, gateway, issuer_country, status, raw_code, count(*) FROM payment GROUP BY 1, 2, 3, 4, 5`);
    return ((performance.now() - began) * 1_000) / rows;
  } finally {
    database.close();
  }
}
