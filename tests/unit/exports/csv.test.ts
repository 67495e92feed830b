import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inBlocks } from '../../../electron/data/domains/exports/blocks.ts';
import { csvCell, csvTexts } from '../../../electron/data/domains/exports/csv.ts';
import { createInstantText } from '../../../electron/data/domains/exports/instant-text.ts';
import type { PreparedColumn } from '../../../electron/data/domains/exports/prepare.ts';
import { guardFormulas } from '../../../shared/domains/exports/formula-guard.ts';
import { anyText } from '../any-text.ts';

/** The bytes of a file with one column for each cell of the first row. */
function fileOf(rows: readonly (readonly string[])[]): Buffer {
  const columns = (rows[0] ?? []).map(
    (_, index): PreparedColumn => ({
      heading: `column_${index}`,
      type: 'text',
      read: (row) => row[index] as string,
    }),
  );
  return Buffer.concat([...inBlocks(csvTexts(columns, rows, () => undefined))]);
}

const hostileCell = fc
  .array(fc.oneof(anyText, fc.constantFrom('=', '"', '""', ',', ';', '\r\n', '\n', '\0', '\ud800', ' ')), {
    maxLength: 8,
  })
  .map((pieces) => pieces.join(''));

describe('a cell of a CSV file', () => {
  it.each([
    ['plain', 'plain'],
    ['two words', 'two words'],
    ['2026-11-22', '2026-11-22'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    [' ends ', '" ends "'],
    ['a;b', '"a;b"'],
    ['=1', `"'=1"`],
    ['+49 170 1234567', '+49 170 1234567'],
    ['-12.50', '-12.50'],
    ['a\0b', 'ab'],
    ['王小明', '王小明'],
  ])('of %j is %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });
});

describe('a CSV file', () => {
  it('begins with the byte order mark and its headings, and ends each line as RFC 4180 has it', () => {
    expect(fileOf([['x']]).toString('utf8')).toBe('\ufeffcolumn_0\r\nx\r\n');
  });

  it('gives another reader every text back, guarded and well-formed, as valid UTF-8', () => {
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(hostileCell, { minLength: width, maxLength: width }), { minLength: 1 }),
      );
    fc.assert(
      fc.property(table, (rows) => {
        const bytes = fileOf(rows);
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
        const read: string[][] = parse(text, { record_delimiter: '\r\n', relax_column_count: false });
        const expected = rows.map((row) =>
          row.map((cell) => guardFormulas(cell.replaceAll('\0', '')).toWellFormed()),
        );
        expect(read.slice(1)).toEqual(expected);
      }),
    );
  });

  it('holds texts longer than any block, and pairs of surrogates at every place', () => {
    const long = '💶'.repeat(200_000);
    const rows = [[long], ['x'], [`a${long}`]];
    const read: string[][] = parse(fileOf(rows).toString('utf8'), { bom: true });
    expect(read.slice(1)).toEqual(rows);
  });

  it('calls for each row once', () => {
    let rows = 0;
    const column: PreparedColumn = { heading: 'n', type: 'integer', read: (row) => row[0] as number };
    const texts = csvTexts([column], [[1], [2], [3]], () => {
      rows += 1;
    });
    expect([...texts].join('')).toBe('\ufeffn\r\n1\r\n2\r\n3\r\n');
    expect(rows).toBe(3);
  });
});

describe('an instant', () => {
  it('is what Date makes of it, in whatever order they come', () => {
    const instantText = createInstantText();
    const instant = fc.oneof(
      fc.integer({ min: 0, max: 253_402_300_799_999 }),
      fc.integer({ min: 0, max: 5_000_000 }),
    );
    fc.assert(
      fc.property(instant, (milliseconds) => {
        expect(instantText(milliseconds)).toBe(new Date(milliseconds).toISOString());
      }),
      { numRuns: 2000 },
    );
  });
});
