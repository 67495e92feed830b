import { useCallback, useEffect, useState } from 'react';
import { type CallInput, contract, type QueryName } from '../../shared/ipc/contract.ts';
import type { Envelope } from '../../shared/ipc/result.ts';
import { callText, onWindowEvent } from './ipc-client.ts';
import { createLivePages, type ListPage, type LivePages } from './live-pages.ts';
import { startLiveQuery } from './live-query.ts';

/** Where the list is at rest, its pages are read after this; while it flies past nothing is. */
const REST_MS = 40;

/** Where another list begins. */
const TOP = [0, 0, 0] as const;

/** Queries that read a part of a list. */
type PagedQueryName = {
  [Name in QueryName]: CallInput<Name> extends { offset?: number | undefined; limit?: number | undefined }
    ? Name
    : never;
}[QueryName];

type PagedOptions<Name extends PagedQueryName> = {
  readonly name: Name;
  /** Without `offset` and `limit`. Another input is another list. */
  readonly input: Omit<CallInput<Name>, 'offset' | 'limit'>;
  readonly pageSize: number;
  readonly keep: number;
};

/**
 * A long list by what is on the screen (see `createLivePages`). When the input changes, the rows of the earlier one
 * stay until the first answer for the new one: nothing goes blank.
 */
export function useLivePages<Name extends PagedQueryName, Row>(
  { name, input, pageSize, keep }: PagedOptions<Name>,
  read: (text: string) => Envelope<ListPage<Row>>,
): {
  readonly pages: LivePages<Row> | null;
  /** The input, as a text, whose rows are shown. */
  readonly shownInput: string;
  /** Rises whenever something inside `pages` is different. */
  readonly change: number;
  /** Which rows are on the screen, and where the keyboard stands; the same function as long as the component lives. */
  readonly show: (first: number, last: number, cursor: number) => void;
} {
  const inputText = JSON.stringify(input);
  const [shown, setShown] = useState<{ pages: LivePages<Row> | null; inputText: string; change: number }>({
    pages: null,
    inputText: '',
    change: 0,
  });
  const [current, setCurrent] = useState<LivePages<Row> | null>(null);
  const [range, setRange] = useState<readonly [first: number, last: number, cursor: number]>(TOP);

  useEffect(() => {
    const pages = createLivePages<Row>({
      pageSize,
      keep,
      open: (offset, onAnswer) =>
        startLiveQuery<ListPage<Row>>({
          run: () => callText(name, JSON.stringify({ ...JSON.parse(inputText), offset, limit: pageSize })),
          read,
          listen: onWindowEvent,
          topics: contract[name].reads,
          onAnswer,
        }),
      onChange: () => setShown(({ change }) => ({ pages, inputText, change: change + 1 })),
    });
    setCurrent(pages);
    setRange(TOP);
    pages.show(...TOP);
    return pages.stop;
  }, [name, inputText, pageSize, keep, read]);

  const [first, last, cursor] = range;
  useEffect(() => {
    if (current === null) return;
    const timer = setTimeout(() => current.show(first, last, cursor), REST_MS);
    return () => clearTimeout(timer);
  }, [current, first, last, cursor]);

  const show = useCallback(
    (from: number, to: number, at: number) => {
      const start = (row: number) => Math.floor(row / pageSize) * pageSize;
      const next = [start(from), start(to), start(at)] as const;
      setRange((previous) => (next.every((row, place) => row === previous[place]) ? previous : next));
    },
    [pageSize],
  );

  return { pages: shown.pages, shownInput: shown.inputText, change: shown.change, show };
}
