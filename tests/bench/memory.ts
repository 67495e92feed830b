import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from '../../scripts/lib/progress.ts';
import type { ImportRow } from '../../shared/domains/payments/import-row.ts';
import type { ElectronApp } from '../support/electron-app.ts';
import { filledDesktop } from './desktop.ts';
import { openEmptyWindow, openProgram } from './electron.ts';
import { type Bar, type Figure, figure } from './measure.ts';
import { gatewayRefOf, isCaptured, paymentRow, STRIDE } from './synthetic.ts';
import type { FilledTeam } from './team.ts';
import type { Section, World } from './world.ts';

const PAYMENTS_OPENED = 200;
const PAYMENTS_CHANGED = 2_000;
const SAMPLES = 3;
const BETWEEN_SAMPLES_MS = 1_000;

type Megabytes = Readonly<Record<string, number>>;

/** Proportional set size of each process: memory that several share is counted once. */
export const memory: Section = {
  name: 'memory',
  async run(world) {
    if (process.platform !== 'linux') {
      say('Memory per process is only read on Linux; left out.');
      return [];
    }
    const desktop = await filledDesktop(world);
    say('Memory of the program and of an empty window ...');
    const app = await openProgram(world, desktop);
    await work(world, app, desktop.team);
    const empty = await openEmptyWindow(world);
    const { processIds } = await app.call('app.info', {});
    const names = new Map([
      [processIds.data, 'data'],
      [processIds.hub, 'hub'],
    ]);
    const samples: Megabytes[] = [];
    const floors: Megabytes[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      await delay(BETWEEN_SAMPLES_MS);
      floors.push(memoryOf(empty.application.process().pid ?? 0, new Map()));
      samples.push(memoryOf(app.electron.process().pid ?? 0, names));
    }
    await empty.application.close();
    await app.stop();
    return figuresOf(samples, floors);
  },
};

/** Some minutes' work in a few seconds: payments looked up and opened, changes synced. */
async function work(world: World, app: ElectronApp, team: FilledTeam): Promise<void> {
  for (let nth = 0; nth < PAYMENTS_OPENED; nth += 1) {
    const text = gatewayRefOf((nth * STRIDE) % world.rows);
    const { candidates } = await app.call('lookup.search', { text });
    const id = candidates[0]?.paymentId;
    if (id) await app.call('payments.page', { id });
  }
  const changed: ImportRow[] = [];
  for (let index = 0; changed.length < Math.min(PAYMENTS_CHANGED, world.rows / 2); index += 1) {
    if (isCaptured(index)) changed.push({ ...paymentRow(index, world.rows), refunded_minor: 99 });
  }
  await team.importRows(changed);
  await app.call('connection.sync-now', {});
}

function figuresOf(samples: readonly Megabytes[], floors: readonly Megabytes[]): readonly Figure[] {
  const kinds = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
  const bars: Readonly<Record<string, readonly Bar[]>> = { data: [{ of: 'p50', limit: 200 }] };
  const each = kinds.map((kind) => {
    const floor = floors.flatMap((sample) => sample[kind] ?? []);
    return figure({
      name: `memory.${kind}`,
      what: `proportional set size of the ${kind} process(es)`,
      unit: 'MB',
      ours: samples.map((sample) => sample[kind] ?? 0),
      ...(floor.length > 0 ? { floor: { what: 'the same of an empty Electron window', values: floor } } : {}),
      bars: bars[kind] ?? [],
    });
  });
  const total = figure({
    name: 'memory.total',
    what: 'all processes together without the hub',
    unit: 'MB',
    ours: samples.map((sample) => sumOf(sample)),
    floor: {
      what: 'all processes of an empty Electron window',
      values: floors.map((sample) => sumOf(sample)),
    },
    bars: [{ of: 'p50', limit: 600 }],
  });
  return [...each, total];
}

function sumOf(sample: Megabytes): number {
  return Object.entries(sample).reduce(
    (sum, [kind, megabytes]) => (kind === 'hub' ? sum : sum + megabytes),
    0,
  );
}

/** Megabytes by kind of process, of a process and everything that it started. */
function memoryOf(rootProcess: number, names: ReadonlyMap<number | null, string>): Megabytes {
  const children = childrenByParent();
  const found: Record<string, number> = {};
  const waiting = [rootProcess];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    waiting.push(...(children.get(id) ?? []));
    const kind = names.get(id) ?? (id === rootProcess ? 'main' : kindOf(id));
    if (kind !== null) found[kind] = (found[kind] ?? 0) + proportionalSize(id);
  }
  return found;
}

function childrenByParent(): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const id of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    // The name in parentheses may hold anything; after it come the state and the parent.
    const parent = Number(read(`/proc/${id}/stat`).split(') ').at(-1)?.split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  return children;
}

/** Chromium names its processes on their command lines. */
function kindOf(id: number): string | null {
  const commandLine = read(`/proc/${id}/cmdline`);
  if (commandLine === '') return null;
  const type = /--type=([a-z-]+)/.exec(commandLine)?.[1] ?? 'other';
  const service = /--utility-sub-type=([a-z]+)/.exec(commandLine)?.[1];
  return service ?? type;
}

function proportionalSize(id: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${id}/smaps_rollup`))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

/** A process may end at any moment. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
