import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueRow as Row } from '../../../../shared/domains/tickets/contract.ts';
import { matchesChord } from '../../../lib/keys.ts';
import type { LivePages } from '../../../lib/live-pages.ts';
import { useNow } from '../../../lib/use-now.ts';
import { useShortcuts } from '../../../lib/use-shortcuts.ts';
import { rowAfterKey } from '../../../ui/use-roving-rows.ts';
import { QUEUE_KEYS } from '../actions.ts';
import styles from './queue-list.module.css';
import { QueueRow, QueueRowSkeleton } from './queue-row.tsx';

const ROW_HEIGHT = 64;
const OVERSCAN = 6;

type QueueListProps = {
  readonly label: string;
  readonly pages: LivePages<Row>;
  /** Another list: starts at its top. */
  readonly listKey: string;
  readonly openId: string | null;
  readonly cursor: number;
  readonly chosen: ReadonlySet<string>;
  readonly showsAssignee: boolean;
  readonly onCursor: (index: number) => void;
  readonly onOpen: (id: string) => void;
  readonly onChoose: (index: number, how: 'toggle' | 'stretch') => void;
  readonly onChooseLoaded: () => void;
  readonly onChooseNone: () => void;
  readonly onShow: (first: number, last: number, cursor: number) => void;
};

/** The rows of a queue, as many as there are: only those on the screen exist. */
export function QueueList(props: QueueListProps) {
  const { label, pages, listKey, openId, cursor, chosen, showsAssignee } = props;
  const { onCursor, onOpen, onChoose, onShow } = props;
  const { t } = useTranslation();
  const now = useNow();
  const box = useRef<HTMLDivElement | null>(null);
  const total = pages.total() ?? 0;

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    // The row that the keyboard stands on exists even when the wheel has left it: it is what is read out.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return cursor >= total || shown.includes(cursor) ? shown : [...shown, cursor].sort((a, b) => a - b);
    },
  });
  const { range } = virtualizer;
  const first = range?.startIndex ?? 0;
  const last = range?.endIndex ?? 0;
  useEffect(() => onShow(first, last, cursor), [onShow, first, last, cursor]);
  useEffect(() => virtualizer.scrollToOffset(0), [listKey]);

  // A ticket that was opened by key or by tab is brought into sight, one that is clicked on is there.
  const isOpenAtCursor = openId !== null && pages.row(cursor)?.ticket.id === openId;
  useEffect(() => {
    if (isOpenAtCursor) virtualizer.scrollToIndex(cursor);
  }, [openId, isOpenAtCursor]);

  const move = useCallback(
    (index: number) => {
      if (index < 0 || index >= total) return;
      onCursor(index);
      virtualizer.scrollToIndex(index);
      box.current?.focus({ preventScroll: true });
    },
    [total, onCursor, virtualizer],
  );
  useShortcuts({ j: () => move(cursor + 1), k: () => move(cursor - 1) });

  // Keys work at once when the list opens and nothing else wants the focus.
  const hasRows = total > 0;
  useEffect(() => {
    if (hasRows && document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  }, [hasRows]);

  function onKeyDown(event: KeyboardEvent): void {
    const press = event.nativeEvent;
    const row = pages.row(cursor);
    const done = (): void => event.preventDefault();
    if (matchesChord(press, QUEUE_KEYS.selectLoaded)) {
      done();
      props.onChooseLoaded();
    } else if (matchesChord(press, 'shift+arrowdown') || matchesChord(press, 'shift+arrowup')) {
      done();
      const next = cursor + (press.key === 'ArrowDown' ? 1 : -1);
      if (chosen.size === 0) onChoose(cursor, 'toggle');
      if (next >= 0 && next < total) onChoose(next, 'stretch');
      move(next);
    } else if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      return;
    } else if (event.key === 'Enter' && row !== null) {
      done();
      onOpen(row.ticket.id);
    } else if (event.key === 'Escape' && chosen.size > 0) {
      done();
      props.onChooseNone();
    } else {
      const screenful = Math.max(1, last - first - 1);
      const paged = { PageDown: cursor + screenful, PageUp: cursor - screenful }[event.key];
      const next = paged ?? rowAfterKey(event.key, cursor, total);
      if (next === null) return;
      done();
      move(Math.min(total - 1, Math.max(0, next)));
    }
  }

  return (
    <div
      ref={box}
      className={styles.list}
      role="listbox"
      aria-label={label}
      aria-multiselectable
      aria-activedescendant={total > 0 ? optionId(cursor) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      {...(chosen.size > 0 ? { 'data-choosing': '' } : {})}
    >
      <div className={styles.all} role="presentation" style={{ blockSize: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = pages.row(index);
          const id = row?.ticket.id ?? null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys (aria-activedescendant)
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
            <div
              key={index}
              id={optionId(index)}
              role="option"
              data-row={index}
              className={styles.place}
              style={{ blockSize: ROW_HEIGHT, transform: `translateY(${start}px)` }}
              aria-selected={id !== null && chosen.has(id)}
              aria-current={id !== null && id === openId}
              aria-setsize={total}
              aria-posinset={index + 1}
              aria-busy={row === null}
              {...(row === null ? { 'aria-label': t('ui.loading') } : {})}
              {...(index === cursor ? { 'data-cursor': '' } : {})}
              onClick={(event) => {
                onCursor(index);
                if (event.shiftKey) onChoose(index, 'stretch');
                else if (event.ctrlKey || event.metaKey) onChoose(index, 'toggle');
                else if (id !== null) onOpen(id);
              }}
            >
              {row === null ? (
                <QueueRowSkeleton />
              ) : (
                <QueueRow
                  row={row}
                  now={now}
                  showsAssignee={showsAssignee}
                  isChosen={chosen.has(row.ticket.id)}
                  onChoose={(_, isStretch) => onChoose(index, isStretch ? 'stretch' : 'toggle')}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function optionId(index: number): string {
  return `queue-row-${index}`;
}
