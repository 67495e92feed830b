import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/lib/paths.ts';
import { say } from '../../scripts/lib/progress.ts';
import { runCommand } from '../../scripts/lib/run-command.ts';
import { byTurns, figure } from './measure.ts';
import { stripeExport } from './synthetic.ts';
import type { Section } from './world.ts';

const ROWS = 200_000;
const SMALL_ROWS = 20_000;
const TURNS = 2;

/** What tests/bench/csv-child.ts answers. */
type Reading = { readonly rows: number; readonly milliseconds: number; readonly peakMegabytes: number };

/** Reading a gateway's export as `desk import` does, without a database behind it. */
export const csv: Section = {
  name: 'csv',
  async run(world) {
    say(`Writing a Stripe export of ${ROWS} rows ...`);
    const folder = world.folder('csv');
    const file = writeExport(join(folder, 'payments.csv'), ROWS);
    const smallFile = writeExport(join(folder, 'few-payments.csv'), SMALL_ROWS);
    const peaks: { ours: number[]; floor: number[]; small: number[] } = { ours: [], floor: [], small: [] };
    say('Reading it ...');
    const turns = await byTurns(
      TURNS,
      async () => {
        const reading = await read('parse', file, ROWS);
        peaks.floor.push(reading.peakMegabytes);
        return [rate(reading)];
      },
      async () => {
        const reading = await read('import', file, ROWS);
        peaks.ours.push(reading.peakMegabytes);
        peaks.small.push((await read('import', smallFile, SMALL_ROWS)).peakMegabytes);
        return [rate(reading)];
      },
    );
    return [
      figure({
        name: 'csv.read',
        what: `rows of a Stripe export of ${ROWS} rows, read, checked and mapped`,
        unit: 'rows/s',
        ours: turns.ours,
        floor: { what: 'csv-parse alone on the same file', values: turns.floor },
      }),
      figure({
        name: 'csv.memory',
        what: 'peak resident memory of that process',
        unit: 'MB',
        ours: peaks.ours,
        floor: { what: 'csv-parse alone on the same file', values: peaks.floor },
      }),
      figure({
        name: 'csv.memory-growth',
        what: `the same; its floor is the same reading of ${SMALL_ROWS} rows: flat memory is a ratio near 1`,
        unit: 'MB',
        ours: peaks.ours,
        floor: { what: `ours with ${SMALL_ROWS} rows`, values: peaks.small },
        bars: [{ of: 'ratio', limit: 1.5 }],
      }),
    ];
  },
};

function writeExport(file: string, rows: number): string {
  const handle = openSync(file, 'w');
  try {
    for (const text of stripeExport(rows)) writeSync(handle, text);
  } finally {
    closeSync(handle);
  }
  return file;
}

function rate({ rows, milliseconds }: Reading): number {
  return (rows / milliseconds) * 1000;
}

/** In a process of its own, whose peak memory is that of the reading. */
async function read(how: 'parse' | 'import', file: string, rows: number): Promise<Reading> {
  const child = join(projectRoot, 'tests', 'bench', 'csv-child.ts');
  const { exitCode, output } = await runCommand(process.execPath, [child, how, file]);
  if (exitCode !== 0) throw new Error(output);
  const reading = JSON.parse(output) as Reading;
  if (reading.rows !== rows) throw new Error(`${how} read ${reading.rows} rows of ${rows}`);
  return reading;
}
