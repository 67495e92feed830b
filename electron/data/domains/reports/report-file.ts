import { exportWords, type ValueGroup } from '../../../../shared/domains/exports/words.ts';
import type {
  FailureReport,
  RefundReport,
  SaveRequest,
} from '../../../../shared/domains/reports/contract.ts';
import { type ReportColumnKey, reportWords } from '../../../../shared/domains/reports/words.ts';
import { inBlocks } from '../exports/blocks.ts';
import { csvTexts } from '../exports/csv.ts';
import type { PreparedColumn, Row } from '../exports/prepare.ts';
import { xlsxStream } from '../exports/xlsx.ts';
import { failureRows, type ReportRow, refundRows } from './report-rows.ts';

/** A column of a report's file: integers unless it says otherwise. */
type Column = readonly [key: ReportColumnKey, type?: 'text' | 'date' | 'decimal'];

const FAILURE_COLUMNS: readonly Column[] = [
  ['section', 'text'],
  ['gateway', 'text'],
  ['country', 'text'],
  ['code', 'text'],
  ['day', 'date'],
  ['failed'],
  ['tried'],
  ['rate', 'decimal'],
];
const FAILURE_COMPARISON: readonly Column[] = [
  ['before_day', 'date'],
  ['before_failed'],
  ['before_tried'],
  ['before_rate', 'decimal'],
  ['failed_change'],
  ['failed_change_relative', 'decimal'],
  ['rate_change', 'decimal'],
  ['rate_change_relative', 'decimal'],
  ['few', 'text'],
];
const REFUND_COLUMNS: readonly Column[] = [
  ['section', 'text'],
  ['reason', 'text'],
  ['state', 'text'],
  ['age', 'text'],
  ['day', 'date'],
  ['currency', 'text'],
  ['refunds'],
  ['amount', 'decimal'],
  ['amount_minor'],
  ['decided'],
  ['undecided'],
  ['median_hours', 'decimal'],
  ['in_time', 'decimal'],
  ['decided_in_time'],
  ['decided_late'],
  ['dropped'],
];
const REFUND_COMPARISON: readonly Column[] = [
  ['before_day', 'date'],
  ['before_refunds'],
  ['before_amount', 'decimal'],
  ['before_amount_minor'],
  ['before_decided'],
  ['before_undecided'],
  ['before_median_hours', 'decimal'],
  ['before_in_time', 'decimal'],
  ['before_decided_in_time'],
  ['before_decided_late'],
  ['before_dropped'],
  ['refunds_change'],
  ['refunds_change_relative', 'decimal'],
  ['amount_change_relative', 'decimal'],
  ['few', 'text'],
];

type Wishes = Pick<SaveRequest, 'format' | 'language' | 'headers'>;

/** A report's file, and how many rows it has. */
export type ReportFile = {
  readonly rows: number;
  /** Begins to make it; whoever calls it writes it or destroys it. */
  content(): Iterable<Buffer> | AsyncIterable<Buffer>;
};

/** The file of a report on failures. */
export function failureFile(report: FailureReport, wishes: Wishes): ReportFile {
  const columns = report.before === null ? FAILURE_COLUMNS : [...FAILURE_COLUMNS, ...FAILURE_COMPARISON];
  return fileOf('failures', columns, failureRows(report), wishes);
}

/** The file of a report on refunds. */
export function refundFile(report: RefundReport, wishes: Wishes): ReportFile {
  const columns = report.before === null ? REFUND_COLUMNS : [...REFUND_COLUMNS, ...REFUND_COMPARISON];
  return fileOf('refunds', columns, refundRows(report), wishes);
}

function fileOf(
  report: SaveRequest['report'],
  columns: readonly Column[],
  reportRows: readonly ReportRow[],
  { format, language, headers }: Wishes,
): ReportFile {
  const words = reportWords(language ?? 'en');
  const prepared = columns.map(([key, type = 'integer'], index): PreparedColumn => {
    const heading = headers === 'localised' ? words.column[key] : key;
    // report-rows.ts fills integer columns with numbers and all others with texts.
    return { heading, type, read: (row: Row) => row[index] ?? null } as PreparedColumn;
  });
  const rows = reportRows.map((row) => columns.map(([key]) => inWords(key, row[key] ?? null, language)));
  const ignore = (): void => undefined;
  const name = words.report[report];
  return {
    rows: rows.length,
    content: () =>
      format === 'csv'
        ? inBlocks(csvTexts(prepared, rows, ignore))
        : xlsxStream(prepared, rows.values(), { name, total: rows.length, onRow: ignore }),
  };
}

/** Codes of these columns that the words of exports name too. */
const STATE_WORDS: { readonly [Key in ReportColumnKey]?: ValueGroup } = {
  reason: 'refundReason',
  state: 'refund',
};

function inWords(
  key: ReportColumnKey,
  value: string | number | null,
  language: Wishes['language'],
): string | number | null {
  if (typeof value !== 'string' || language === null) return value;
  const { section, age, few } = reportWords(language);
  if (key === 'few') return few;
  const group = STATE_WORDS[key];
  const known: Readonly<Record<string, string>> =
    key === 'section' ? section : key === 'age' ? age : group ? exportWords(language).values(group) : {};
  return (Object.hasOwn(known, value) ? known[value] : undefined) ?? value;
}
