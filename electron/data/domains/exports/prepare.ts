import type { ExportRequest } from '../../../../shared/domains/exports/contract.ts';
import { maskEmail, maskEmailsInside, maskName, maskPhone } from '../../../../shared/domains/exports/mask.ts';
import { type ColumnKey, type ExportWords, exportWords } from '../../../../shared/domains/exports/words.ts';
import { currencyDecimals } from '../../../../shared/lib/currencies.ts';
import { minorToMajorText } from '../../../../shared/lib/money.ts';
import type { Cell, Column, Personal } from './columns.ts';

/** A row as SQLite gives it, in the order of the columns. */
export type Row = readonly Cell[];

type Reader<Value> = (row: Row) => Value | null;

type ValueReader =
  | { readonly type: 'text'; readonly read: Reader<string> }
  | { readonly type: 'integer'; readonly read: Reader<number> }
  /** Milliseconds UTC. */
  | { readonly type: 'instant'; readonly read: Reader<number> }
  /** `2026-11-22` */
  | { readonly type: 'date'; readonly read: Reader<string> }
  /** Major units: `12.30` */
  | { readonly type: 'decimal'; readonly read: Reader<string> };

/** A column as it is written: its heading, and how a row becomes its value. Null = an empty cell. */
export type PreparedColumn = { readonly heading: string } & ValueReader;

type Wishes = Pick<ExportRequest, 'full' | 'language' | 'headers'>;

const MASKS: Readonly<Record<Exclude<Personal, 'free-text'>, (text: string) => string>> = {
  name: maskName,
  email: maskEmail,
  phone: maskPhone,
};

/** End of the year 9999: what is later, or before 1970, is no time, and neither ISO 8601 nor a spreadsheet has a form for it. */
const LAST_INSTANT = 253_402_300_799_999;

/** What of a source is written: a masked export has no free text. */
export function columnsOf(columns: readonly Column[], full: boolean): readonly Column[] {
  return full
    ? columns
    : columns.filter((column) => !(column.type === 'text' && column.personal === 'free-text'));
}

/** How these columns are written. */
export function prepareColumns(columns: readonly Column[], wishes: Wishes): readonly PreparedColumn[] {
  const words = wishes.language === null ? null : exportWords(wishes.language);
  const placeOf = new Map(columns.map(({ key }, index) => [key, index]));
  return columns.map((column) => ({
    heading: headingOf(column, wishes),
    ...readerOf(column, (key) => placeOf.get(key) ?? -1, words, wishes.full),
  }));
}

/** Each reader takes what the column's own expression has given: the cache's tables are STRICT. */
function readerOf(
  column: Column,
  placeOf: (key: ColumnKey) => number,
  words: ExportWords | null,
  full: boolean,
): ValueReader {
  const place = placeOf(column.key);
  switch (column.type) {
    case 'text':
      return { type: 'text', read: textReader(column, place, words, full) };
    case 'instant':
      return { type: 'instant', read: (row) => instantOf(row[place] as number | null) };
    case 'amount': {
      const currency = placeOf(column.currency);
      return {
        type: 'decimal',
        read: (row) => majorText(row[place] as number | null, row[currency] as string | null),
      };
    }
    case 'integer':
      return { type: 'integer', read: (row) => row[place] as number | null };
    case 'date':
      return { type: 'date', read: (row) => row[place] as string | null };
  }
}

function isMasked(column: Column, full: boolean): boolean {
  return !full && column.type === 'text' && column.personal !== null;
}

/** A masked column has a key of its own: nobody shall import a mask as somebody's address. */
function headingOf(column: Column, { full, headers, language }: Wishes): string {
  const masked = isMasked(column, full);
  if (headers === 'localised') return exportWords(language ?? 'en').column(column.key, masked);
  return masked ? `${column.key}_masked` : column.key;
}

function textReader(
  { personal, words: group }: Extract<Column, { type: 'text' }>,
  index: number,
  words: ExportWords | null,
  full: boolean,
): Reader<string> {
  const value = (row: Row): string | null => row[index] as string | null;
  const changed =
    (change: (text: string) => string): Reader<string> =>
    (row) => {
      const text = value(row);
      return text === null || text === '' ? null : change(text);
    };
  if (personal !== null && personal !== 'free-text' && !full) return changed(MASKS[personal]);
  if (group !== null && words !== null) {
    const known = words.values(group);
    return changed((text) => (Object.hasOwn(known, text) ? known[text] : undefined) ?? text);
  }
  return full ? value : changed(maskEmailsInside);
}

function instantOf(milliseconds: number | null): number | null {
  return milliseconds === null || milliseconds < 0 || milliseconds > LAST_INSTANT ? null : milliseconds;
}

function majorText(minor: number | null, currency: string | null): string | null {
  // A row whose currency nobody knows keeps its minor units in the next column.
  if (minor === null || currency === null || currencyDecimals(currency) === null) return null;
  return minorToMajorText(minor, currency);
}
