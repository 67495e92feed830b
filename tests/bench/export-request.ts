import { columnsOf } from '../../electron/data/domains/exports/prepare.ts';
import { exportQuery } from '../../electron/data/domains/exports/query.ts';
import { EXPORT_SOURCES } from '../../electron/data/domains/exports/sources.ts';
import {
  type ExportFormat,
  type ExportRequest,
  exportRequestSchema,
} from '../../shared/domains/exports/contract.ts';

/** A first day before every payment. */
export const EVERYTHING = '2000-01-01';
const LAST_DAY = '2100-01-01';

/** Payments from this day on, masked. */
export function paymentsRequest(format: ExportFormat, file: string, from: string): ExportRequest {
  return exportRequestSchema.parse({ kind: 'payments', from, to: LAST_DAY, format, file, replace: true });
}

/** The statement that such an export reads its rows by, for SQLite's own shell. */
export function plainSelect(from: string): string {
  const source = EXPORT_SOURCES.payments;
  const { rows, parameters } = exportQuery(source, columnsOf(source.columns, false), {
    from,
    to: LAST_DAY,
    filters: {},
  });
  const bound = Object.entries(parameters).reduce(
    (sql, [name, value]) => sql.replaceAll(`@${name}`, `${value}`),
    rows,
  );
  return `${bound.replace(/\s+/g, ' ')};`;
}
