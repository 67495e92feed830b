import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { instantCell, readCells } from '../../../shared/domains/payments/import-cells.ts';
import type { ImportKind } from '../../../shared/domains/payments/import-headers.ts';
import type { ImportRow } from '../../../shared/domains/payments/import-row.ts';
import { DeskError } from '../../../shared/errors.ts';
import type { CommandAnswer, CommandContext, DeskCommand } from '../command.ts';
import { importKinds, isImportKind, readImportRows } from '../import-rows.ts';

const BATCH_ROWS = 1000;
const PROGRESS_ROWS = 10_000;
/** Bad rows that people see; scripts get all of them with --json. */
const SHOWN_BAD_ROWS = 20;

type BadRow = { readonly line: number; readonly reason: string };
type Batch = { readonly rows: ImportRow[]; readonly lines: number[] };

/** What an import did; `rows` counts the data rows of the file, bad ones included. */
type ImportReport = { rows: number; inserted: number; updated: number; unchanged: number; bad: BadRow[] };

/** When a file's facts held, milliseconds UTC, and where that comes from. */
type AsOf = { readonly at: number; readonly why: string };

export const importCommand: DeskCommand = {
  name: 'import',
  usage: 'stripe-payments|payments FILE [--as-of INSTANT]',
  summary:
    'Reads payments from a CSV file. The same file again changes nothing, an older one only fills gaps.',
  positionals: { least: 2, most: 2 },
  options: {
    'as-of': {
      type: 'string',
      value: 'INSTANT',
      help: 'when the file was true, for example 2026-11-20T08:00:00Z (default: its modification time)',
    },
  },
  run: runImport,
};

async function runImport(context: CommandContext): Promise<CommandAnswer> {
  const [kind, file = ''] = context.positionals;
  if (!isImportKind(kind)) {
    throw new DeskError('bad-input', `Can't import ${kind}; known are ${importKinds.join(' and ')}`);
  }
  const report = await importFile(context, kind, file, askedAsOf(context.options['as-of']));
  return { json: report, text: describe(basename(file), report), exitCode: 0 };
}

/** What `--as-of` says, in the notations of the files; null without it. */
function askedAsOf(option: string | boolean | undefined): AsOf | null {
  if (typeof option !== 'string') return null;
  const read = readCells(() => ({ ok: true as const, instant: instantCell('--as-of', option) }));
  if (read.ok && read.instant !== null) {
    return notLaterThanNow({ at: Date.parse(read.instant), why: 'as --as-of says' });
  }
  const reason = read.ok ? '--as-of is empty' : read.reason;
  throw new DeskError('bad-input', `${reason}; say it like 2026-11-20T08:00:00Z`);
}

async function modificationTime(file: string): Promise<AsOf> {
  const { mtimeMs } = await stat(file);
  return notLaterThanNow({
    at: Math.floor(mtimeMs),
    why: 'when the file was last changed; else say --as-of',
  });
}

function notLaterThanNow(asOf: AsOf): AsOf {
  const now = Date.now();
  return asOf.at <= now ? asOf : { at: now, why: `now, because ${isoText(asOf.at)} is yet to come` };
}

function isoText(at: number): string {
  return new Date(at).toISOString();
}

async function importFile(
  context: CommandContext,
  kind: ImportKind,
  file: string,
  asked: AsOf | null,
): Promise<ImportReport> {
  const report: ImportReport = { rows: 0, inserted: 0, updated: 0, unchanged: 0, bad: [] };
  let asOf: AsOf | null = asked;
  let told = false;
  let batch: Batch = { rows: [], lines: [] };

  async function send(): Promise<void> {
    asOf ??= await modificationTime(file);
    const { rows, lines } = batch;
    batch = { rows: [], lines: [] };
    const counts = await (await context.session()).importPayments(kind, rows, asOf.at);
    if (!told) context.note(`The file counts as of ${isoText(asOf.at)} (${asOf.why}).`);
    told = true;
    report.inserted += counts.inserted;
    report.updated += counts.updated;
    report.unchanged += counts.unchanged;
    for (const { index, reason } of counts.bad) report.bad.push({ line: lines[index] ?? 0, reason });
  }

  // The header is checked before the workspace is opened: a wrong file should cost nothing.
  for await (const read of readImportRows(file, kind)) {
    report.rows += 1;
    if (read.ok) {
      batch.rows.push(read.row);
      batch.lines.push(read.line);
    } else {
      report.bad.push({ line: read.line, reason: read.reason });
    }
    if (batch.rows.length === BATCH_ROWS) await send();
    if (report.rows % PROGRESS_ROWS === 0) context.note(`${report.rows} rows ...`);
  }
  if (batch.rows.length > 0) await send();
  report.bad.sort((a, b) => a.line - b.line);
  return report;
}

function describe(file: string, { rows, inserted, updated, unchanged, bad }: ImportReport): string {
  const sums = `${file}: ${rows} rows, ${inserted} new, ${updated} updated, ${unchanged} unchanged, ${bad.length} bad`;
  const shown = bad.slice(0, SHOWN_BAD_ROWS).map(({ line, reason }) => `  line ${line}: ${reason}`);
  const more =
    bad.length > SHOWN_BAD_ROWS ? [`  ... and ${bad.length - SHOWN_BAD_ROWS} more (--json lists all)`] : [];
  return [sums, ...shown, ...more].join('\n');
}
