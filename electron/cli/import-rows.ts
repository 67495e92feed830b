import type { ImportKind } from '../../shared/domains/payments/import-headers.ts';
import { neutralRecordToRow } from '../../shared/domains/payments/import-neutral.ts';
import type { ImportRow, ImportRowResult } from '../../shared/domains/payments/import-row.ts';
import { stripeRecordToRow } from '../../shared/domains/payments/import-stripe.ts';
import { readCsvRecords } from './csv-records.ts';

const readers: Readonly<Record<ImportKind, (cells: Readonly<Record<string, string>>) => ImportRowResult>> = {
  payments: neutralRecordToRow,
  'stripe-payments': stripeRecordToRow,
};

/** Kinds of files that there are, as the command line names them. */
export const importKinds: readonly string[] = Object.keys(readers);

export function isImportKind(kind: string | undefined): kind is ImportKind {
  return kind !== undefined && Object.hasOwn(readers, kind);
}

/** A data row of a file, by the line on which it begins: a payment, or why it is none. */
type FileRow = { readonly line: number } & (
  | { readonly ok: true; readonly row: ImportRow }
  | { readonly ok: false; readonly reason: string }
);

/**
 * Reads a file of payments row by row. In the neutral format a `payment_id` names one row: a second one of that name
 * is a bad row, because nobody could tell which of them a finding or a correction means.
 * @throws DeskError what `readCsvRecords` throws
 */
export async function* readImportRows(file: string, kind: ImportKind): AsyncGenerator<FileRow> {
  const lineOf = new Map<string, number>();
  for await (const { line, cells, problem } of readCsvRecords(file, kind)) {
    if (problem !== null) {
      yield { line, ok: false, reason: problem };
      continue;
    }
    const result = readers[kind](cells);
    if (!result.ok) {
      yield { line, ok: false, reason: result.reason };
      continue;
    }
    const { row } = result;
    if (kind === 'payments') {
      const first = lineOf.get(row.payment_id);
      if (first !== undefined) {
        yield { line, ok: false, reason: `payment_id '${row.payment_id}' is that of line ${first} already` };
        continue;
      }
      lineOf.set(row.payment_id, line);
    }
    yield { line, ok: true, row };
  }
}
