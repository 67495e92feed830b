import type { Figure, Unit } from './measure.ts';
import type { Report } from './run.ts';

type Line = readonly string[];

const HEADER: Line = ['figure', 'unit', 'p50', 'p95', 'p99', 'worst', 'n', 'floor', 'ratio', 'bar', ''];
const LEFT_ALIGNED = new Set([0, 1, 9, 10]);

/** The report as a text table, with what each figure and its floor are and what it was measured on. */
export function reportTable({ figures, facts, failures, load, rows, seconds, seed }: Report): string {
  const lines = [HEADER, ...figures.map(lineOf)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const table = lines.map((line) =>
    line
      .map((cell, column) =>
        LEFT_ALIGNED.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const legend = figures.map(
    ({ name, what, floor }) => `${name}: ${what}${floor ? `; floor: ${floor.what}` : ''}`,
  );
  const surroundings = Object.entries({ ...facts, seed: String(seed), payments: String(rows) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const failed = failures.map(({ section, reason }) => `FAILED ${section}: ${reason}`);
  const run = `load at the beginning ${load.toFixed(1)}, ${seconds} s in all`;
  return [...table, '', ...legend, '', ...surroundings, run, ...failed].join('\n');
}

function lineOf({ name, unit, ours, floor, ratio, bars }: Figure): Line {
  const shown = (value: number): string => rounded(value, unit);
  return [
    name,
    unit,
    ...[ours.p50, ours.p95, ours.p99, ours.worst].map((value, index) =>
      index > 0 && ours.runs === 1 ? '' : shown(value),
    ),
    String(ours.runs),
    floor ? shown(floor.p50) : '',
    ratio === null ? '' : `${ratio.toFixed(ratio < 10 ? 2 : 0)}x`,
    bars.map(({ of, limit }) => `${of} ${barLimit(of, limit, unit)}`).join(', '),
    bars.length === 0 ? '' : bars.every(({ met }) => met) ? 'met' : 'NOT MET',
  ];
}

function barLimit(of: string, limit: number, unit: Unit): string {
  if (of === 'ratio') return `<= ${limit}x`;
  return `${unit === 'rows/s' ? '>=' : '<='} ${rounded(limit, unit)} ${unit}`;
}

function rounded(value: number, unit: Unit): string {
  if (unit === 'rows/s' || value >= 100) return String(Math.round(value));
  return value.toFixed(value >= 10 ? 1 : 2);
}
