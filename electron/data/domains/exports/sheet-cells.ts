import { looksLikeFormula } from '../../../../shared/domains/exports/formula-guard.ts';
import type { PreparedColumn, Row } from './prepare.ts';
import { STYLES } from './workbook-parts.ts';

/** Excel's limit, in UTF-16 units; a longer text makes it "repair" the file. */
export const LONGEST_CELL = 32_767;

const DAY_MS = 24 * 60 * 60 * 1000;
/** Days from Excel's day 0 to 1970. */
const EPOCH_DAY = 25_569;

/** What XML 1.0 has no place for; Excel writes it as `_x0007_`. */
const UNREPRESENTABLE = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff';
const unrepresentable = new RegExp(`[${UNREPRESENTABLE}]`, 'g');
/** What reads the same as Excel's own escape. */
const escapeLookalike = /_(?=x[0-9A-Fa-f]{4}_)/g;
/** Also what means something to XML, halves of surrogate pairs, and white space that XML readers would drop. */
const needsEscape = new RegExp(`[&<>\\r\\n\\ud800-\\udfff${UNREPRESENTABLE}]|_x[0-9A-Fa-f]{4}_|^\\s|\\s$`);

/** A text as the content of `<t>`, with line ends as Excel has them, cut to what a cell holds. */
export function sheetText(text: string): string {
  if (text.length <= LONGEST_CELL && !needsEscape.test(text)) return `<t>${text}</t>`;
  const cut = cutText(text.replace(/\r\n?/g, '\n'));
  const escaped = cut
    .replace(escapeLookalike, '_x005F_')
    .replace(unrepresentable, (character) => {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      return `_x${code}_`;
    })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return `<t xml:space="preserve">${escaped}</t>`;
}

/** Half of a surrogate pair, in the text or where it is cut, is no character. */
function cutText(text: string): string {
  const last = text.charCodeAt(LONGEST_CELL - 1);
  const splitsPair = text.length > LONGEST_CELL && last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? LONGEST_CELL - 1 : LONGEST_CELL).toWellFormed();
}

/** `A`, `B` … `Z`, `AA` … for the column at this place, from 0. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}

/** A text as a cell that no program computes, not even after somebody has edited it. */
export function textCell(address: string, value: string, style: number): string {
  const shown = looksLikeFormula(value) ? STYLES.guarded : style;
  return `<c r="${address}"${shown === 0 ? '' : ` s="${shown}"`} t="inlineStr"><is>${sheetText(value)}</is></c>`;
}

/** Writes a column's cells: `letters` of the column and number of the row in the sheet are its address. */
export function cellWriter(column: PreparedColumn, letters: string): (row: Row, line: number) => string {
  switch (column.type) {
    case 'text':
      return (row, line) => {
        const value = column.read(row);
        return value === null || value === '' ? '' : textCell(letters + line, value, STYLES.plain);
      };
    case 'integer':
      return numberWriter(column.read, letters, () => STYLES.plain);
    case 'decimal':
      return numberWriter(column.read, letters, (value) => decimalStyle(value));
    case 'instant':
      return numberWriter(
        (row) => serialDay(column.read(row)),
        letters,
        () => STYLES.instant,
      );
    case 'date':
      return numberWriter(
        (row) => serialDay(dayStart(column.read(row))),
        letters,
        () => STYLES.date,
      );
  }
}

function numberWriter<Value extends string | number>(
  read: (row: Row) => Value | null,
  letters: string,
  styleOf: (value: Value) => number,
): (row: Row, line: number) => string {
  return (row, line) => {
    const value = read(row);
    if (value === null) return '';
    const style = styleOf(value);
    return `<c r="${letters}${line}"${style === 0 ? '' : ` s="${style}"`}><v>${value}</v></c>`;
  };
}

/** As many decimals as the currency has. */
function decimalStyle(value: string): number {
  const point = value.indexOf('.');
  return STYLES.decimals[point < 0 ? 0 : value.length - point - 1] ?? STYLES.plain;
}

function dayStart(day: string | null): number | null {
  const start = day === null ? Number.NaN : Date.parse(day);
  return Number.isNaN(start) ? null : start;
}

/** Days since Excel's day 0, with the time of day as a fraction. */
function serialDay(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / DAY_MS + EPOCH_DAY;
}
