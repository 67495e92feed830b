import Database from 'better-sqlite3';
import { createJobs } from '../../electron/data/jobs.ts';
import { say } from '../../scripts/lib/progress.ts';
import type { ChargeFacts } from '../../shared/domains/duplicates/facts.ts';
import { chargeFactsOfImportRow } from '../../shared/domains/duplicates/facts.ts';
import { judgeAll } from '../../shared/domains/duplicates/judge-all.ts';
import { filledDesktop } from './desktop.ts';
import { byTurns, type Figure, figure, timed } from './measure.ts';
import { paymentRow } from './synthetic.ts';
import type { Section } from './world.ts';

const TURNS = 3;
/** 2 s for a million payments. */
const EVERYTHING_US = 2;

/** Judging everything against everything: the pure rules over a list, and the scan of the cache. */
export const duplicates: Section = {
  name: 'duplicates',
  async run(world) {
    const desktop = await filledDesktop(world);
    return [await overList(world.rows), await overCache(desktop.cacheFile)];
  },
};

async function overList(rows: number): Promise<Figure> {
  say('Judging a list of payments for duplicates ...');
  const charges = Array.from({ length: rows }, (_, index) => chargeFactsOfImportRow(paymentRow(index, rows)));
  let pairs = 0;
  const turns = await byTurns(
    TURNS,
    async () => [await timed(() => repeatedValues(charges))],
    async () => [
      await timed(() => {
        pairs = judgeAll(charges).length;
      }),
    ],
  );
  const perPayment = (values: readonly number[]) =>
    values.map((milliseconds) => (milliseconds * 1000) / rows);
  return figure({
    name: 'duplicates.list',
    what: `judgeAll over ${rows} charges with evidence (${pairs} pairs), per charge`,
    unit: 'µs',
    ours: perPayment(turns.ours),
    floor: {
      what: 'grouping the same charges by the same columns in one Map each, without judging',
      values: perPayment(turns.floor),
    },
  });
}

/** Values that more than one charge has. */
function repeatedValues(charges: readonly ChargeFacts[]): number {
  const columns = ['applicationNo', 'orderRef', 'cardFingerprint', 'payerId', 'email', 'deviceId'] as const;
  let repeated = 0;
  for (const column of columns) {
    const groups = new Map<string, number[]>();
    for (const [index, charge] of charges.entries()) {
      const value = charge[column];
      if (value === null) continue;
      const group = groups.get(value);
      if (group) group.push(index);
      else groups.set(value, [index]);
    }
    for (const group of groups.values()) if (group.length > 1) repeated += 1;
  }
  return repeated;
}

async function overCache(file: string): Promise<Figure> {
  say('Scanning the cache for duplicates ...');
  const cache = new Database(file, { readonly: true });
  const rows = Number(cache.prepare('SELECT count(*) FROM payment').pluck().get());
  let pairs = 0;
  try {
    const turns = await byTurns(
      TURNS,
      async () => [await timed(() => repeatsInSql(cache))],
      async () => [
        await timed(() => {
          pairs = scanAll(file);
        }),
      ],
    );
    const perPayment = (values: readonly number[]) =>
      values.map((milliseconds) => (milliseconds * 1000) / rows);
    return figure({
      name: 'duplicates.scan',
      what: `full scan of the cache as the job thread does it (${pairs} pairs), per payment`,
      unit: 'µs',
      ours: perPayment(turns.ours),
      floor: {
        what: 'SQL with LAG over each of the indexes, without judging',
        values: perPayment(turns.floor),
      },
      bars: [{ of: 'p50', limit: EVERYTHING_US }],
    });
  } finally {
    cache.close();
  }
}

function scanAll(file: string): number {
  const jobs = createJobs();
  jobs.beginScan({ file });
  let pairs = 0;
  for (let found = jobs.nextPairs(); found !== null; found = jobs.nextPairs()) pairs += found.length;
  return pairs;
}

function repeatsInSql(cache: Database.Database): number {
  let repeats = 0;
  for (const key of [
    'application_id',
    'lower(order_ref)',
    'card_fingerprint',
    'payer_id',
    'lower(email)',
    'device_id',
  ]) {
    const column = key.replace(/lower\((.*)\)/, '$1');
    repeats += Number(
      cache
        .prepare(
          `SELECT count(*) FROM (SELECT ${key} = lag(${key}) OVER (ORDER BY ${key}, created_at) AS again
             FROM payment WHERE ${column} IS NOT NULL) WHERE again`,
        )
        .pluck()
        .get(),
    );
  }
  return repeats;
}
