import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CsvError, type Info, parse } from 'csv-parse';
import { headerProblems, type ImportKind } from '../../shared/domains/payments/import-headers.ts';
import { DeskError } from '../../shared/errors.ts';

/** Larger records are a quotation mark that was never closed and would swallow the rest of the file. */
const LONGEST_RECORD = 1_000_000;

/** A data row by column name, or why it can't be one. `line` is where it starts in the file, from 1. */
export type CsvRecord = {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly problem: string | null;
};

type Parsed = { readonly info: Info; readonly record: readonly string[] };

/**
 * Reads a CSV file row by row in constant memory: UTF-8 with or without byte order mark, any line ends, quoted
 * fields, columns in any order.
 * @throws DeskError `file-unreadable`, `csv-wrong-columns`, `csv-malformed`
 */
export async function* readCsvRecords(file: string, kind: ImportKind): AsyncGenerator<CsvRecord> {
  await mustBeFile(file);
  const stream = createReadStream(file);
  const parser = stream.pipe(
    parse({
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: LONGEST_RECORD,
    }),
  );
  // A pipe does not carry a read error on: without this the loop below would wait for ever.
  stream.on('error', (error) => parser.destroy(error));
  let headers: readonly string[] | null = null;
  let previousLine = 0;
  try {
    for await (const { info, record } of parser as AsyncIterable<Parsed>) {
      const line = previousLine + 1;
      previousLine = info.lines;
      if (record.length === 1 && record[0]?.trim() === '') continue;
      if (headers === null) {
        headers = record;
        checkHeaders(kind, headers);
        continue;
      }
      yield recordOf(headers, record, line);
    }
  } catch (error) {
    throw error instanceof DeskError ? error : readError(file, error);
  }
  if (headers === null) checkHeaders(kind, []);
}

function recordOf(headers: readonly string[], record: readonly string[], line: number): CsvRecord {
  const cells = Object.fromEntries(headers.map((header, index) => [header, record[index] ?? '']));
  const problem =
    record.length === headers.length
      ? null
      : `the row has ${record.length} fields, the header ${headers.length}: a quotation mark or comma is missing`;
  return { line, cells, problem };
}

function checkHeaders(kind: ImportKind, headers: readonly string[]): void {
  const problem = headerProblems(kind, headers);
  if (problem === null) return;
  throw new DeskError('csv-wrong-columns', problem.reason, {
    missing: problem.missing.join(', '),
    repeated: problem.repeated.join(', '),
  });
}

async function mustBeFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new DeskError('file-unreadable', `There is no file ${file}`);
  if (!found.isFile()) throw new DeskError('file-unreadable', `${file} is not a file`);
}

function readError(file: string, error: unknown): DeskError {
  if (!(error instanceof CsvError)) return new DeskError('file-unreadable', `${file} could not be read`);
  // The parser's own text can quote the row.
  const line = typeof error.lines === 'number' ? error.lines : 0;
  const reason =
    error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'a quotation mark is opened and never closed'
      : error.code;
  return new DeskError('csv-malformed', `Line ${line}: ${reason}`, { line });
}
