import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { inBlocks, PIECE } from './blocks.ts';
import type { PreparedColumn, Row } from './prepare.ts';
import { cellWriter, columnLetters, textCell } from './sheet-cells.ts';
import { STYLES, sheetEnd, sheetPath, sheetStart, workbookParts } from './workbook-parts.ts';

/** Rows that Excel has in a sheet, the heading included. */
export const SHEET_ROWS = 1_048_576;
/** The fastest: the others take twice the time for a tenth of the size. */
const COMPRESSION = { compressionLevel: 1 };

export type XlsxOptions = {
  /** Name of the first sheet. */
  readonly name: string;
  /** How many rows there will be: as many sheets are announced. */
  readonly total: number;
  readonly onRow: () => void;
  /** The first column stands at the right. */
  readonly rightToLeft?: boolean;
  /** Rows of a sheet, the heading included; for tests. */
  readonly sheetRows?: number;
};

/** The bytes of a workbook with the rows on as many sheets as they need. Destroying it closes `rows`. */
export function xlsxStream(
  columns: readonly PreparedColumn[],
  rows: Iterator<Row, unknown>,
  { name, total, onRow, rightToLeft = false, sheetRows = SHEET_ROWS }: XlsxOptions,
): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream;
  const perSheet = sheetRows - 1;
  const sheets = Math.max(1, Math.ceil(total / perSheet));
  for (const [path, content] of Object.entries(workbookParts(name, sheets))) {
    zip.addBuffer(Buffer.from(content), path, COMPRESSION);
  }
  const fail = (error: Error): void => void output.destroy(error);
  zip.on('error', fail);
  for (let sheet = 1; sheet <= sheets; sheet += 1) {
    zip.addReadStreamLazy(sheetPath(sheet), COMPRESSION, (begin) => {
      const content = Readable.from(
        inBlocks(sheetTexts(sheetStart(columns, rightToLeft), columns, rows, perSheet, onRow)),
      );
      // yazl joins its streams without passing errors on.
      content.once('error', fail);
      begin(null, content);
    });
  }
  zip.end();
  output.once('close', () => rows.return?.());
  return output;
}

/** One sheet with the next rows. */
function* sheetTexts(
  start: string,
  columns: readonly PreparedColumn[],
  rows: Iterator<Row, unknown>,
  most: number,
  onRow: () => void,
): Generator<string> {
  const letters = columns.map((_, index) => columnLetters(index));
  const cells = columns.map((column, index) => cellWriter(column, letters[index] ?? ''));
  const headings = columns.map(({ heading }, index) =>
    textCell(`${letters[index]}1`, heading, STYLES.heading),
  );
  let piece = `${start}<row r="1">${headings.join('')}</row>`;
  let line = 1;
  while (line <= most) {
    const next = rows.next();
    if (next.done) break;
    line += 1;
    piece += `<row r="${line}">`;
    for (const cell of cells) piece += cell(next.value, line);
    piece += '</row>';
    onRow();
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece + sheetEnd(`${letters.at(-1)}${line}`);
}
