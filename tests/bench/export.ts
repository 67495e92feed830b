import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataService } from '../../electron/data/service-types.ts';
import { projectRoot } from '../../scripts/lib/paths.ts';
import { say } from '../../scripts/lib/progress.ts';
import { runCommand } from '../../scripts/lib/run-command.ts';
import type { ExportFormat } from '../../shared/domains/exports/contract.ts';
import { type Desktop, filledDesktop, withService } from './desktop.ts';
import { EVERYTHING, paymentsRequest, plainSelect } from './export-request.ts';
import { byTurns, type Figure, figure, timed } from './measure.ts';
import { startProbe } from './probe.ts';
import { gatewayRefOf, NEWEST_AT, ROW_EVERY_MS, STRIDE } from './synthetic.ts';
import type { Section, World } from './world.ts';

const TURNS = 3;
const ASK_EVERY_MS = 5;
const IDLE_MS = 2_000;
const POLL_MS = 5;
/** Of how many rows the memory of an export is compared with that of all. */
const SMALL_SHARE = 10;

/** What tests/bench/export-child.ts answers. */
type Reading = { readonly rows: number; readonly peakMegabytes: number };

/** All payments into a file, masked, as somebody in the window would have them while he goes on working. */
export const exporting: Section = {
  name: 'export',
  async run(world) {
    const desktop = await filledDesktop(world);
    const folder = world.folder('export');
    return [
      ...(await withService(desktop, (service) => measureSpeed(world, desktop, service, folder))),
      ...(await measureMemory(world, desktop, folder)),
    ];
  },
};

async function measureSpeed(
  world: World,
  desktop: Desktop,
  service: DataService,
  folder: string,
): Promise<readonly Figure[]> {
  const startLooking = () =>
    startProbe(ASK_EVERY_MS, (turn) =>
      service.handlers['lookup.search']({ text: gatewayRefOf((turn * STRIDE) % world.rows), limit: 20 }),
    );
  const idle = startLooking();
  await delay(IDLE_MS);
  const idleMs = await idle.stop();

  const delaysMs: number[] = [];
  const write = async (format: ExportFormat): Promise<readonly number[]> => {
    say(`Exporting ${world.rows} payments as ${format} ...`);
    return [await timed(() => exportAll(service, format, folder))];
  };
  const hasShell = spawnSync('sqlite3', ['--version'], { stdio: 'ignore' }).status === 0;
  const csv = await byTurns(
    TURNS,
    async () => [hasShell ? await timed(() => exportPlainly(desktop, folder)) : Number.NaN],
    () => write('csv'),
  );
  const xlsx = await byTurns(
    TURNS,
    () => write('csv'),
    () => write('xlsx'),
  );
  // Apart from the speed: looking up all the time takes a part of the processor of its own.
  for (const format of ['csv', 'xlsx'] as const) {
    const looking = startLooking();
    await exportAll(service, format, folder);
    delaysMs.push(...(await looking.stop()));
  }
  const seconds = (values: readonly number[]) => values.map((milliseconds) => milliseconds / 1000);
  const size = (format: ExportFormat) =>
    `${Math.round(statSync(fileOf(folder, format)).size / 1e6)} MB, from the click to the complete file`;
  return [
    figure({
      name: 'export.csv',
      what: `all ${world.rows} payments as CSV, masked, ${size('csv')}`,
      unit: 's',
      ours: seconds(csv.ours),
      ...(hasShell
        ? {
            floor: {
              what: '`sqlite3 -csv` of the same query, values as they are',
              values: seconds(csv.floor),
            },
          }
        : {}),
      bars: hasShell ? [{ of: 'ratio', limit: 2 }] : [],
    }),
    figure({
      name: 'export.xlsx',
      what: `the same as a workbook, ${size('xlsx')}`,
      unit: 's',
      ours: seconds(xlsx.ours),
      floor: { what: 'the same as CSV', values: seconds(xlsx.floor) },
      bars: [{ of: 'ratio', limit: 4 }],
    }),
    figure({
      name: 'export.look-up-delay',
      what: `a look-up due every ${ASK_EVERY_MS} ms meanwhile: from when it is due to its answer`,
      unit: 'ms',
      ours: delaysMs,
      floor: { what: 'the same with nothing to export', values: idleMs },
      bars: [{ of: 'worst', limit: 16 }],
    }),
  ];
}

function fileOf(folder: string, format: ExportFormat): string {
  return join(folder, `payments.${format}`);
}

async function exportAll(service: DataService, format: ExportFormat, folder: string): Promise<void> {
  const request = paymentsRequest(format, fileOf(folder, format), EVERYTHING);
  const { exportId } = await service.handlers['exports.start'](request);
  for (;;) {
    const { state, error } = await service.handlers['exports.status']({ exportId });
    if (state === 'done') return;
    if (state !== 'running') throw new Error(`The export ended ${state}: ${error?.code}`);
    await delay(POLL_MS);
  }
}

/** The least that a CSV file costs: SQLite's own shell with the same columns of the same rows. */
async function exportPlainly({ cacheFile }: Desktop, folder: string): Promise<void> {
  const commands = ['.mode csv', '.headers on', `.output '${join(folder, 'floor.csv')}'`];
  const { exitCode, output } = await runCommand('sqlite3', [
    '-readonly',
    cacheFile,
    ...[...commands, plainSelect(EVERYTHING)].flatMap((command) => ['-cmd', command]),
    '.quit',
  ]);
  if (exitCode !== 0) throw new Error(output);
}

/** In processes of their own, whose peak memory is that of the export. */
async function measureMemory(world: World, desktop: Desktop, folder: string): Promise<readonly Figure[]> {
  const few = Math.ceil(world.rows / SMALL_SHARE);
  const since = new Date(NEWEST_AT - few * ROW_EVERY_MS).toISOString().slice(0, 10);
  const peaks = async (format: ExportFormat, from: string): Promise<Reading> => {
    const child = join(projectRoot, 'tests', 'bench', 'export-child.ts');
    const { exitCode, output } = await runCommand(process.execPath, [
      child,
      desktop.cacheFile,
      fileOf(folder, format),
      format,
      from,
    ]);
    if (exitCode !== 0) throw new Error(output);
    return JSON.parse(output) as Reading;
  };
  const figures: Figure[] = [];
  for (const format of ['csv', 'xlsx'] as const) {
    const all = await peaks(format, EVERYTHING);
    const some = await peaks(format, since);
    figures.push(
      figure({
        name: `export.memory-growth-${format}`,
        what: `peak resident memory of a process that writes ${all.rows} rows as ${format}: flat is a ratio near 1`,
        unit: 'MB',
        ours: [all.peakMegabytes],
        floor: { what: `the same with ${some.rows} rows`, values: [some.peakMegabytes] },
        bars: [{ of: 'ratio', limit: 1.5 }],
      }),
    );
  }
  return figures;
}
