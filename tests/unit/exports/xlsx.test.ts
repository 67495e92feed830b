import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreparedColumn, Row } from '../../../electron/data/domains/exports/prepare.ts';
import {
  columnLetters,
  LONGEST_CELL,
  sheetText,
} from '../../../electron/data/domains/exports/sheet-cells.ts';
import { xlsxStream } from '../../../electron/data/domains/exports/xlsx.ts';
import { readWorkbook, type Sheet } from '../../support/workbook.ts';
import { anyText } from '../any-text.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'visadesk-xlsx-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function column(type: PreparedColumn['type'], index: number): PreparedColumn {
  // The reader's type follows the column's: each test gives rows that fit.
  return { heading: `${type}_${index}`, type, read: (row: Row) => row[index] } as PreparedColumn;
}

async function write(
  columns: readonly PreparedColumn[],
  rows: readonly Row[],
  options: { readonly sheetRows?: number; readonly name?: string } = {},
): Promise<readonly Sheet[]> {
  const file = join(folder, 'book.xlsx');
  const stream = xlsxStream(columns, rows.values(), {
    name: 'Sheet',
    total: rows.length,
    onRow: () => undefined,
    ...options,
  });
  await pipeline(stream, createWriteStream(file));
  return readWorkbook(file);
}

describe('a workbook', () => {
  it('keeps texts, numbers, amounts, days and times as what they are', async () => {
    const columns = (['text', 'integer', 'decimal', 'decimal', 'decimal', 'date', 'instant'] as const).map(
      column,
    );
    const instant = Date.UTC(2026, 10, 22, 9, 30, 15, 250);
    const [sheet] = await write(columns, [
      ['00042', 42, '25.00', '1500', '0.005', '2026-11-22', instant],
      [null, null, null, null, null, null, null],
    ]);
    const [headings, values, empty] = sheet?.rows ?? [];
    expect(headings?.map(({ text }) => text)).toEqual(columns.map(({ heading }) => heading));
    expect(values?.map(({ text, number, format }) => [text ?? number, format])).toEqual([
      ['00042', 'General'],
      [42, 'General'],
      [25, '0.00'],
      [1500, '0'],
      [0.005, '0.000'],
      [46_348, 'yyyy\\-mm\\-dd'],
      [instant / 86_400_000 + 25_569, 'yyyy\\-mm\\-dd\\Thh:mm:ss\\Z'],
    ]);
    expect(empty).toEqual([]);
  });

  it('keeps what looks like a formula as text, even when somebody edits it, and harms no phone number', async () => {
    const [sheet] = await write(
      [column('text', 0)],
      [['=1+1'], ['＝1'], ['+49 170 1234567'], ['-5'], ['a;=1']],
    );
    const cells = sheet?.rows.slice(1).map(([cell]) => [cell?.text, cell?.isQuoted]);
    expect(cells).toEqual([
      ['=1+1', true],
      ['＝1', true],
      ['+49 170 1234567', false],
      ['-5', false],
      ['a;=1', false],
    ]);
  });

  it('gives another reader every text back', async () => {
    const hostile = fc
      .array(
        fc.oneof(
          anyText,
          fc.constantFrom('&amp;', '<t>', ']]>', '_x0041_', '_', '\0', '\ufffe', '\ud800', '\n', ' '),
        ),
        {
          maxLength: 8,
        },
      )
      .map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 20 }), async (texts) => {
        const [sheet] = await write(
          [column('text', 0)],
          texts.map((text) => [text]),
        );
        const read = sheet?.rows.slice(1).map(([cell]) => cell?.text ?? '');
        // Excel has one kind of line end.
        expect(read).toEqual(texts.map((text) => text.replace(/\r\n?/g, '\n').toWellFormed()));
      }),
      { numRuns: 50 },
    );
  });

  it('goes on in further sheets, each with the headings', async () => {
    const rows = Array.from({ length: 10 }, (_, n) => [n]);
    const sheets = await write([column('integer', 0)], rows, { sheetRows: 5, name: '退款' });
    expect(sheets.map(({ name }) => name)).toEqual(['退款', '退款 2', '退款 3']);
    const values = sheets.map((sheet) => sheet.rows.map(([cell]) => cell?.text ?? cell?.number));
    expect(values).toEqual([
      ['integer_0', 0, 1, 2, 3],
      ['integer_0', 4, 5, 6, 7],
      ['integer_0', 8, 9],
    ]);
  });

  it('has its headings without a row', async () => {
    const [sheet] = await write([column('text', 0)], []);
    expect(sheet?.rows.map((row) => row.map(({ text }) => text))).toEqual([['text_0']]);
  });

  it('closes its rows when nobody reads on', async () => {
    let closed = false;
    const rows: Iterator<Row, undefined> = {
      next: () => ({ done: false, value: ['x'.repeat(1000)] }),
      return() {
        closed = true;
        return { done: true, value: undefined };
      },
    };
    const stream = xlsxStream([column('text', 0)], rows, { name: 'S', total: 1e9, onRow: () => undefined });
    for await (const bytes of stream) if (bytes.length > 0) break;
    await expect.poll(() => closed).toBe(true);
  });

  it('fails when its rows fail', async () => {
    const rows: Iterator<Row, undefined> = {
      next: () => {
        throw new Error('the disk is bad');
      },
    };
    const stream = xlsxStream([column('text', 0)], rows, { name: 'S', total: 1, onRow: () => undefined });
    await expect(pipeline(stream, createWriteStream(join(folder, 'bad.xlsx')))).rejects.toThrow(
      'the disk is bad',
    );
  });
});

describe('a text in a sheet', () => {
  it('is cut to what Excel holds, never in the middle of a character', () => {
    const content = (text: string) => sheetText(text).replace(/<[^>]*>/g, '');
    expect(content('x'.repeat(LONGEST_CELL))).toHaveLength(32_767);
    expect(content('x'.repeat(LONGEST_CELL + 1))).toHaveLength(32_767);
    expect(content(`${'x'.repeat(LONGEST_CELL - 1)}💶`)).toBe('x'.repeat(LONGEST_CELL - 1));
    expect(content(`${'x'.repeat(LONGEST_CELL - 2)}💶`)).toBe(`${'x'.repeat(LONGEST_CELL - 2)}💶`);
    // The limit counts characters of the text, not of its escapes.
    expect(content('&'.repeat(LONGEST_CELL + 5))).toBe('&amp;'.repeat(LONGEST_CELL));
  });

  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [51, 'AZ'],
    [52, 'BA'],
    [701, 'ZZ'],
    [702, 'AAA'],
    [16_383, 'XFD'],
  ])('in column %i has the letters %s', (index, letters) => {
    expect(columnLetters(index)).toBe(letters);
  });
});
