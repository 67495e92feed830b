import { cpus, loadavg, release, totalmem } from 'node:os';
import { sqliteVersion } from '../../electron/data/db/sqlite-version.ts';
import { SetupError, say } from '../../scripts/lib/progress.ts';
import { csv } from './csv.ts';
import { duplicates } from './duplicates.ts';
import { exporting } from './export.ts';
import { importing } from './import.ts';
import { incremental } from './incremental.ts';
import { ingest } from './ingest.ts';
import { lookup } from './lookup.ts';
import type { Figure } from './measure.ts';
import { memory } from './memory.ts';
import { reports } from './reports.ts';
import { start } from './start.ts';
import { SEED } from './synthetic.ts';
import { windowSection } from './window.ts';
import { createWorld, type Section, type World } from './world.ts';

/** Everything, in an order in which each leaves the machine and the filled desktop fit for the next. */
const SECTIONS: readonly Section[] = [
  csv,
  importing,
  ingest,
  lookup,
  duplicates,
  reports,
  exporting,
  start,
  windowSection,
  memory,
  incremental,
];

/** What a run found. */
export type Report = {
  readonly date: string;
  readonly seed: number;
  readonly rows: number;
  /** What the figures were measured on. */
  readonly facts: Readonly<Record<string, string>>;
  /** Processes that wanted a processor when the run began: others on the machine make every figure worse. */
  readonly load: number;
  readonly seconds: number;
  readonly figures: readonly Figure[];
  /** Sections that could not be run, with the reason. */
  readonly failures: readonly { readonly section: string; readonly reason: string }[];
};

/**
 * Runs the sections and takes everything down again, also when it is interrupted.
 * @param only names of sections; null = all
 * @throws SetupError for a name that does not exist
 */
export async function runBench(options: {
  readonly rows: number;
  readonly only: readonly string[] | null;
}): Promise<Report> {
  const sections = chosen(options.only);
  const world = createWorld(options.rows);
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => reject(new SetupError(`Interrupted by ${signal}`)));
    }
  });
  const began = performance.now();
  const [load = 0] = loadavg();
  noteMachine(world);
  say(`Everything is invented from the seed ${SEED}.`);
  try {
    const measured = await Promise.race([measureAll(sections, world), interrupted]);
    return {
      date: new Date().toISOString(),
      seed: SEED,
      rows: world.rows,
      facts: world.facts(),
      load,
      seconds: Math.round((performance.now() - began) / 1000),
      ...measured,
    };
  } finally {
    await world.close();
  }
}

async function measureAll(
  sections: readonly Section[],
  world: World,
): Promise<Pick<Report, 'figures' | 'failures'>> {
  const figures: Figure[] = [];
  const failures: { section: string; reason: string }[] = [];
  for (const section of sections) {
    say(`== ${section.name} ==`);
    try {
      figures.push(...(await section.run(world)));
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      say(`${section.name} failed: ${reason}`);
      failures.push({ section: section.name, reason });
    }
  }
  return { figures, failures };
}

function noteMachine(world: World): void {
  const [processor] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  world.fact(
    'machine',
    `${process.platform} ${release()}, ${cpus().length} x ${processor?.model ?? '?'}, ${gigabytes} GB`,
  );
  world.fact('node', process.version);
  world.fact('sqlite', sqliteVersion());
}

function chosen(only: readonly string[] | null): readonly Section[] {
  if (only === null) return SECTIONS;
  const unknown = only.filter((name) => !SECTIONS.some((section) => section.name === name));
  if (unknown.length > 0) {
    throw new SetupError(
      `No such section: ${unknown.join(', ')}. There are: ${SECTIONS.map(({ name }) => name).join(', ')}.`,
    );
  }
  return SECTIONS.filter(({ name }) => only.includes(name));
}
