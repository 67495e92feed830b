import { basename } from 'node:path';
import type { ImportKind } from '../../../shared/domains/payments/import-headers.ts';
import { neutralRecordToRow } from '../../../shared/domains/payments/import-neutral.ts';
import type { ImportRow, ImportRowResult } from '../../../shared/domains/payments/import-row.ts';
import { stripeRecordToRow } from '../../../shared/domains/payments/import-stripe.ts';
import { DeskError } from '../../../shared/errors.ts';
import type { CommandAnswer, CommandContext, DeskCommand } from '../command.ts';
import { readCsvRecords } from '../csv-records.ts';

const BATCH_ROWS = 1000;
const PROGRESS_ROWS = 10_000;
/** Bad rows that people see; scripts get all of them with --json. */
const SHOWN_BAD_ROWS = 20;

const readers: Readonly<Record<ImportKind, (cells: Readonly<Record<string, string>>) => ImportRowResult>> = {
  payments: neutralRecordToRow,
  'stripe-payments': stripeRecordToRow,
};

type BadRow = { readonly line: number; readonly reason: string };
type Batch = { readonly rows: ImportRow[]; readonly lines: number[] };

/** What an import did; `rows` counts the data rows of the file, bad ones included. */
type ImportReport = { rows: number; inserted: number; updated: number; unchanged: number; bad: BadRow[] };

export const importCommand: DeskCommand = {
  name: 'import',
  usage: 'stripe-payments|payments FILE',
  summary: 'Reads payments from a CSV file. Importing the same file again changes nothing.',
  positionals: { least: 2, most: 2 },
  options: {},
  run: runImport,
};

function isImportKind(kind: string | undefined): kind is ImportKind {
  return kind !== undefined && Object.hasOwn(readers, kind);
}

async function runImport(context: CommandContext): Promise<CommandAnswer> {
  const [kind, file = ''] = context.positionals;
  if (!isImportKind(kind)) {
    throw new DeskError('bad-input', `Can't import ${kind}; known are ${Object.keys(readers).join(' and ')}`);
  }
  const report = await importFile(context, kind, file);
  return { json: report, text: describe(basename(file), report), exitCode: 0 };
}

async function importFile(context: CommandContext, kind: ImportKind, file: string): Promise<ImportReport> {
  const report: ImportReport = { rows: 0, inserted: 0, updated: 0, unchanged: 0, bad: [] };
  let batch: Batch = { rows: [], lines: [] };
  // The header is checked before the workspace is opened: a wrong file should cost nothing.
  for await (const { line, cells, problem } of readCsvRecords(file, kind)) {
    report.rows += 1;
    const result = problem === null ? readers[kind](cells) : { ok: false as const, reason: problem };
    if (result.ok) {
      batch.rows.push(result.row);
      batch.lines.push(line);
    } else {
      report.bad.push({ line, reason: result.reason });
    }
    if (batch.rows.length === BATCH_ROWS) {
      await send(context, kind, batch, report);
      batch = { rows: [], lines: [] };
    }
    if (report.rows % PROGRESS_ROWS === 0) context.note(`${report.rows} rows ...`);
  }
  if (batch.rows.length > 0) await send(context, kind, batch, report);
  report.bad.sort((a, b) => a.line - b.line);
  return report;
}

async function send(
  context: CommandContext,
  kind: ImportKind,
  { rows, lines }: Batch,
  report: ImportReport,
): Promise<void> {
  const counts = await (await context.session()).importPayments(kind, rows);
  report.inserted += counts.inserted;
  report.updated += counts.updated;
  report.unchanged += counts.unchanged;
  for (const { index, reason } of counts.bad) report.bad.push({ line: lines[index] ?? 0, reason });
}

function describe(file: string, { rows, inserted, updated, unchanged, bad }: ImportReport): string {
  const sums = `${file}: ${rows} rows, ${inserted} new, ${updated} updated, ${unchanged} unchanged, ${bad.length} bad`;
  const shown = bad.slice(0, SHOWN_BAD_ROWS).map(({ line, reason }) => `  line ${line}: ${reason}`);
  const more =
    bad.length > SHOWN_BAD_ROWS ? [`  ... and ${bad.length - SHOWN_BAD_ROWS} more (--json lists all)`] : [];
  return [sums, ...shown, ...more].join('\n');
}
