import { guardFormulas } from '../../../../shared/domains/exports/formula-guard.ts';
import { PIECE } from './blocks.ts';
import { createInstantText } from './instant-text.ts';
import type { PreparedColumn, Row } from './prepare.ts';

/** Without it Excel takes UTF-8 for the system's old code page. */
const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';

/** Anything but a text that begins like a word or a number and holds nothing that a CSV reader could take for its own. */
const needsCare = /^[^0-9A-Za-z]|[\0",;\t\r\n]/;
const needsQuotes = /[",;\t\r\n]|^[\s']|\s$/;

/** A text as a cell of a CSV file that spreadsheets may open: guarded against formulas, quoted where needed. */
export function csvCell(text: string): string {
  if (!needsCare.test(text)) return text;
  // Many readers end a text at NUL.
  const guarded = guardFormulas(text.replaceAll('\0', ''));
  return needsQuotes.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** The file in pieces of whole lines; `onRow` is called after each row. */
export function* csvTexts(
  columns: readonly PreparedColumn[],
  rows: Iterable<Row>,
  onRow: () => void,
): Generator<string> {
  const [first, ...others] = columns.map(cellWriter);
  if (!first) return;
  let piece = BYTE_ORDER_MARK + columns.map(({ heading }) => csvCell(heading)).join(',') + LINE_END;
  for (const row of rows) {
    piece += first(row);
    for (const cell of others) piece += `,${cell(row)}`;
    piece += LINE_END;
    onRow();
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function cellWriter(column: PreparedColumn): (row: Row) => string | number {
  switch (column.type) {
    case 'text':
      return (row) => {
        const value = column.read(row);
        return value === null ? '' : csvCell(value);
      };
    case 'instant': {
      const instantText = createInstantText();
      return (row) => {
        const value = column.read(row);
        return value === null ? '' : instantText(value);
      };
    }
    case 'integer':
    case 'date':
    case 'decimal':
      return (row) => column.read(row) ?? '';
  }
}
