import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useListMemory } from '../stores/list-memory.ts';
import styles from './data-grid.module.css';
import { useRovingRows } from './use-roving-rows.ts';

export type Column<Row> = {
  readonly id: string;
  readonly header: string;
  readonly align?: 'end';
  /** CSS width; the columns without one share the rest. */
  readonly width?: string;
  readonly cell: (row: Row) => ReactNode;
};

type DataGridProps<Row> = {
  /** Accessible name; also the name under which the active row is remembered. */
  readonly label: string;
  readonly memory: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly onOpen: (row: Row) => void;
};

/** A table to walk through with the keyboard; a row opens. */
export function DataGrid<Row>({ label, memory, rows, rowKey, columns, onOpen }: DataGridProps<Row>) {
  const activeKey = useListMemory((state) => state.active[memory]) ?? null;
  const remember = useListMemory((state) => state.remember);
  const { listProps, rowProps } = useRovingRows({
    keys: rows.map(rowKey),
    activeKey,
    onActiveChange: (key) => remember(memory, key),
    onOpen: (key) => {
      const row = rows.find((each) => rowKey(each) === key);
      if (row !== undefined) onOpen(row);
    },
  });

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table walked by keyboard is a grid; ARIA in HTML allows it
    <table className={styles.grid} role="grid" aria-label={label} {...listProps}>
      <colgroup>
        {columns.map((column) => (
          <col key={column.id} style={column.width === undefined ? undefined : { width: column.width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={classNames(column.align === 'end' && styles.end)}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} className={styles.row} {...rowProps(rowKey(row))}>
            {columns.map((column) => (
              <td key={column.id} className={classNames(column.align === 'end' && styles.end)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
