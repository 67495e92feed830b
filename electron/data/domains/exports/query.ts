import type { ExportRequest } from '../../../../shared/domains/exports/contract.ts';
import type { Column, ExportSource } from './columns.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The two statements of an export and what fills their parameters. */
export type ExportQuery = {
  readonly count: string;
  readonly rows: string;
  readonly parameters: Readonly<Record<string, number | string>>;
};

type Period = Pick<ExportRequest, 'from' | 'to' | 'filters'>;

/** Columns in the order of `columns`; both days of the period count whole, in UTC. */
export function exportQuery(
  source: ExportSource,
  columns: readonly Column[],
  { from, to, filters }: Period,
): ExportQuery {
  const parameters: Record<string, number | string> = {
    from: Date.parse(from),
    until: Date.parse(to) + DAY_MS,
  };
  const conditions = [`${source.countedAt} >= @from`, `${source.countedAt} < @until`];
  if (source.where !== null) conditions.push(source.where);
  for (const [name, values] of Object.entries(filters)) {
    const expression = source.filters[name];
    if (expression === undefined || values === undefined) continue;
    parameters[name] = JSON.stringify(values);
    const wanted = `(SELECT value FROM json_each(@${name}))`;
    conditions.push(
      typeof expression === 'string'
        ? `${expression} IN ${wanted}`
        : `EXISTS (SELECT 1 FROM json_each(${expression.json}) WHERE value IN ${wanted})`,
    );
  }
  const where = `WHERE ${conditions.join(' AND ')}`;
  // SQLite looks every joined row up to count them, although nothing depends on it unless a filter does.
  const counted = Object.keys(parameters).length > 2 ? `${source.table} ${source.joins}` : source.table;
  return {
    count: `SELECT count(*) FROM ${counted} ${where}`,
    rows: `SELECT ${columns.map(({ sql }) => sql).join(', ')} FROM ${source.table} ${source.joins} ${where}
      ORDER BY ${source.order}`,
    parameters,
  };
}
