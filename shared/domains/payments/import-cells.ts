import { holdsCardNumber, redactFreeText } from './free-text.ts';
import type { ImportProblem, ImportRowResult } from './import-row.ts';
import { maxIdentifierLength, maxTextLength } from './import-row.ts';

/** Thrown by the cell readers and turned into a value by `readCells`: a row has forty cells and one way out. */
class CellProblem extends Error {
  readonly code: ImportProblem;

  constructor(code: ImportProblem, reason: string) {
    super(reason);
    this.code = code;
  }
}

/** Runs a reader of one row or one cell; a bad cell becomes the reason. */
export function readCells<Result>(read: () => Result): Result | Extract<ImportRowResult, { ok: false }> {
  try {
    return read();
  } catch (error) {
    if (error instanceof CellProblem) return { ok: false, code: error.code, reason: error.message };
    throw error;
  }
}

/** Refuses the row. */
export function refuse(code: ImportProblem, reason: string): never {
  throw new CellProblem(code, reason);
}

/** A cell's text as it may be shown in a reason: short and without card numbers. */
export function quoted(text: string): string {
  const safe = redactFreeText(text);
  return `'${safe.length > 40 ? `${safe.slice(0, 40)}…` : safe}'`;
}

const beyondPrintableAscii = /[^\x20-\x7e]/;
const controlCharacters = /\p{Cc}+/gu;

/** Trimmed text without what a database refuses (control characters, lone surrogates); '' for an absent cell. */
export function cleanCell(cell: string | undefined): string {
  if (cell === undefined || cell === '') return '';
  if (!beyondPrintableAscii.test(cell)) return cell.trim();
  return cell.toWellFormed().replace(controlCharacters, ' ').normalize('NFC').replaceAll('\ufeff', '').trim();
}

/** Free text: card numbers removed, over-long text cut. */
export function freeText(cell: string | undefined): string | null {
  const text = cleanCell(cell);
  if (text === '') return null;
  return redactFreeText(text).slice(0, maxTextLength).toWellFormed();
}

/** An identifier: kept as it is, or the row is refused. It can't be cut or masked without joining strangers. */
export function identifierCell(column: string, cell: string | undefined): string | null {
  const text = cleanCell(cell);
  if (text === '') return null;
  if (text.length > maxIdentifierLength) {
    refuse('too-long', `${column} has ${text.length} characters, at most ${maxIdentifierLength} are kept`);
  }
  if (holdsCardNumber(text)) refuse('card-number', `${column} looks like a card number; it was not kept`);
  return text;
}

/** The text of an amount. A card number that slipped into the column must not become a sum or a reason. */
export function amountText(column: string, cell: string | undefined): string {
  const text = cleanCell(cell);
  if (holdsCardNumber(text)) refuse('card-number', `${column} looks like a card number; it was not kept`);
  return text;
}

/** Like `identifierCell`, for a column that must be filled. */
export function requiredCell(column: string, cell: string | undefined): string {
  return identifierCell(column, cell) ?? refuse('missing-value', `${column} is empty`);
}

/** ISO 3166-1 alpha-2, upper case. */
export function countryCell(column: string, cell: string | undefined): string | null {
  const text = cleanCell(cell).toUpperCase();
  if (text === '') return null;
  if (/^[A-Z]{2}$/.test(text)) return text;
  return refuse('bad-value', `${column} ${quoted(text)} is not a two-letter country code (ISO 3166-1)`);
}

/** Last four digits; spreadsheets drop leading zeros, so fewer are filled up. */
export function last4Cell(column: string, cell: string | undefined): string | null {
  const text = cleanCell(cell);
  if (text === '') return null;
  if (/^\d{1,4}$/.test(text)) return text.padStart(4, '0');
  return refuse('bad-value', `${column} must be the last four digits of a card and nothing else`);
}

/** One of a fixed set of words, in any case. */
export function wordCell<Word extends string>(
  column: string,
  cell: string | undefined,
  words: readonly Word[],
  code: ImportProblem = 'bad-value',
): Word | null {
  const text = cleanCell(cell).toLowerCase();
  if (text === '') return null;
  const word = words.find((candidate) => candidate === text);
  return word ?? refuse(code, `${column} ${quoted(text)} is not one of: ${words.join(', ')}`);
}

const isoInstant =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?$/;

/** ISO 8601 date and time as UTC with milliseconds. Without an offset the row is refused, unless the column says UTC. */
export function instantCell(column: string, cell: string | undefined, columnIsUtc = false): string | null {
  const text = cleanCell(cell);
  if (text === '') return null;
  const match = isoInstant.exec(text);
  if (match === null) return refuse('bad-time', `${column} ${quoted(text)} is not an ISO 8601 date and time`);
  const offset =
    match[8] ?? (columnIsUtc ? 'Z' : refuse('bad-time', `${column} ${quoted(text)} has no time zone`));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second || 0, milliseconds));
  const exists =
    local.getUTCFullYear() === year && local.getUTCMonth() === month - 1 && local.getUTCDate() === day;
  const isClockTime = hour < 24 && minute < 60 && (second || 0) < 60;
  if (!exists || !isClockTime || year < 1990 || year > 2199) {
    return refuse('bad-time', `${column} ${quoted(text)} is not a time that exists`);
  }
  return new Date(local.getTime() - offsetMinutes(column, offset) * 60_000).toISOString();
}

function offsetMinutes(column: string, offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || '0');
  if (hours > 14 || minutes > 59)
    return refuse('bad-time', `${column} has the time zone ${offset}, which does not exist`);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
