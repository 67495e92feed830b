import type { Envelope } from '../../shared/ipc/result.ts';
import type { CallError } from './ipc-client.ts';

/** A part of a long list, as its query answers. */
export type ListPage<Row> = { readonly rows: readonly Row[]; readonly total: number };

type LivePagesOptions<Row> = {
  readonly pageSize: number;
  /** Pages that stay in memory after they left the screen. */
  readonly keep: number;
  /** Starts a live query for a page; every answer is announced until it is stopped. */
  readonly open: (
    offset: number,
    onAnswer: (answer: Envelope<ListPage<Row>>) => void,
  ) => { readonly stop: () => void };
  /** Something that `row`, `total` or `error` tells is different. */
  readonly onChange: () => void;
};

export type LivePages<Row> = {
  /**
   * Which rows are on the screen: their pages and the ones beside them are kept fresh, and the page of the row that
   * the keyboard stands on, wherever that is.
   */
  readonly show: (first: number, last: number, cursor?: number) => void;
  /** Null while it has not been read yet. */
  readonly row: (index: number) => Row | null;
  /** How many rows there are; null before the first answer. */
  readonly total: () => number | null;
  /** Why the newest answer failed; null once one succeeded. */
  readonly error: () => CallError | null;
  /** Every row in memory with its place, in order. */
  readonly loaded: () => readonly { readonly index: number; readonly row: Row }[];
  readonly stop: () => void;
};

type Page<Row> = { rows: readonly Row[]; live: { readonly stop: () => void } | null; usedAt: number };

/** Pages around rows `first` to `last` of a list of `total` rows (null = not known), nearest needed first. */
export function pagesAround(first: number, last: number, total: number | null, pageSize: number): number[] {
  const end = total === null ? 0 : Math.max(0, Math.ceil(total / pageSize) - 1);
  const pageOf = (row: number) => Math.min(end, Math.max(0, Math.floor(row / pageSize)));
  const [from, to] = [pageOf(first), pageOf(last)];
  const seen: number[] = [];
  for (let page = from; page <= to; page += 1) seen.push(page);
  const beside = [to + 1, from - 1].filter((page) => page >= 0 && page <= end);
  return [...seen, ...beside];
}

/**
 * A long list read in pages by what is on the screen. Pages in sight stay live; those that left are kept as they were,
 * so that scrolling back shows rows at once, and are read again when they come back.
 */
export function createLivePages<Row>(options: LivePagesOptions<Row>): LivePages<Row> {
  const { pageSize, keep, open, onChange } = options;
  const pages = new Map<number, Page<Row>>();
  let total: number | null = null;
  let error: CallError | null = null;
  let tick = 0;
  let range: { readonly first: number; readonly last: number; readonly cursor: number } = {
    first: 0,
    last: 0,
    cursor: 0,
  };
  let stopped = false;

  function receive(number: number, answer: Envelope<ListPage<Row>>): void {
    if (stopped) return;
    if (answer.ok) {
      error = null;
      const page = pages.get(number);
      if (page !== undefined) page.rows = answer.value.rows;
      if (total !== answer.value.total) {
        total = answer.value.total;
        forgetBeyond(total);
        adjust();
      }
    } else {
      error = answer.error;
    }
    onChange();
  }

  /** Pages that the list does not have any more. */
  function forgetBeyond(rows: number): void {
    for (const [number, page] of pages) {
      if (number === 0 || number * pageSize < rows) continue;
      page.live?.stop();
      pages.delete(number);
    }
  }

  function adjust(): void {
    const { first, last, cursor } = range;
    const wanted = pagesAround(first, last, total, pageSize);
    if (total !== null && cursor < total) wanted.push(Math.floor(cursor / pageSize));
    tick += 1;
    for (const [number, page] of pages) {
      if (wanted.includes(number)) continue;
      page.live?.stop();
      page.live = null;
    }
    for (const number of wanted) {
      const page: Page<Row> = pages.get(number) ?? { rows: [], live: null, usedAt: tick };
      pages.set(number, page);
      page.usedAt = tick;
      page.live ??= open(number * pageSize, (answer) => receive(number, answer));
    }
    const resting = [...pages].filter(([, page]) => page.live === null);
    resting.sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [number] of resting.slice(0, Math.max(0, resting.length - keep))) pages.delete(number);
  }

  return {
    show: (first, last, cursor = first) => {
      range = { first, last, cursor };
      adjust();
    },
    row: (index) => pages.get(Math.floor(index / pageSize))?.rows[index % pageSize] ?? null,
    total: () => total,
    error: () => error,
    loaded: () =>
      [...pages]
        .sort(([one], [other]) => one - other)
        .flatMap(([number, page]) =>
          page.rows.map((row, place) => ({ index: number * pageSize + place, row })),
        ),
    stop: () => {
      stopped = true;
      for (const page of pages.values()) page.live?.stop();
    },
  };
}
