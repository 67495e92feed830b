import { Inbox } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../../../shared/domains/tickets/entity.ts';
import { errorText } from '../../../lib/error-text.ts';
import { useDelayed } from '../../../lib/use-delayed.ts';
import { useLiveQuery } from '../../../lib/use-live-query.ts';
import { useScreenCommands } from '../../../lib/use-screen-commands.ts';
import { useScreenReady } from '../../../lib/use-screen-ready.ts';
import { useQueueChoice } from '../../../stores/queue-choice.ts';
import { Empty } from '../../../ui/empty.tsx';
import { QUEUE_KEYS, TICKET_KEYS } from '../actions.ts';
import { changeOf } from '../ticket-change.ts';
import { useBulk } from '../use-bulk.ts';
import { EmptyQueue } from './empty-queue.tsx';
import { QueueFilterChips } from './queue-filter.tsx';
import { QueueList } from './queue-list.tsx';
import styles from './queue-pane.module.css';
import { QueueRowSkeleton } from './queue-row.tsx';
import { QueueToolbar } from './queue-toolbar.tsx';
import { QueueViews } from './queue-views.tsx';
import { allOf, cursorAfterChange, extended, NO_SELECTION, toggled } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useQueue } from './use-queue.ts';

type QueuePaneProps = {
  readonly login: string;
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
};

type Layer = 'views' | 'sort' | 'filter' | 'status' | 'tags';

/** The queue: which tickets, in which order, and what can be done with many of them at once. */
export function QueuePane({ login, openId, onOpen }: QueuePaneProps) {
  const { t } = useTranslation();
  const choice = useQueueChoice();
  const overview = useLiveQuery('tickets.overview', {}).value;
  const { pages, shownInput, change, show } = useQueue(choice);
  const [cursor, setCursor] = useState<{ index: number; id: string | null }>({ index: 0, id: null });
  const [selection, setSelection] = useState(NO_SELECTION);
  const [layer, setLayer] = useState<Layer | null>(null);
  const bulk = useBulk();
  const isLate = useDelayed(pages === null);
  useScreenReady(pages === null ? null : 'tickets');

  // `change` counts what happened inside `pages`.
  const loaded = useMemo(
    () => (pages?.loaded() ?? []).map(({ index, row }) => ({ index, id: row.ticket.id, ticket: row.ticket })),
    [pages, change],
  );
  const total = pages?.total() ?? 0;

  useEffect(() => {
    setCursor((previous) => {
      const next = cursorAfterChange(previous, total, loaded);
      return next.index === previous.index && next.id === previous.id
        ? previous
        : { index: next.index, id: next.id };
    });
  }, [loaded, total]);

  // What was chosen in one list is not chosen in another.
  useEffect(() => {
    setSelection(NO_SELECTION);
    setCursor({ index: 0, id: null });
  }, [shownInput]);

  const idAt = useCallback((index: number) => pages?.row(index)?.ticket.id ?? null, [pages]);
  const chosen: readonly Ticket[] = loaded.flatMap(({ id, ticket }) =>
    selection.ids.has(id) ? [ticket] : [],
  );
  const isChoosing = chosen.length > 0;
  const layerProps = (name: Layer) => ({
    isOpen: layer === name,
    onOpenChange: (isOpen: boolean) => setLayer(isOpen ? name : null),
  });

  function choose(index: number, how: 'toggle' | 'stretch'): void {
    const id = idAt(index);
    if (id === null) return;
    setSelection((previous) =>
      how === 'toggle' ? toggled(previous, id, index) : extended(previous, index, idAt),
    );
  }

  /** The ticket after or before the open one; where that has left the queue, the one in its place. */
  function openBeside(step: 1 | -1): void {
    const isThere = idAt(cursor.index) === openId;
    const index = cursor.index + (isThere || step === -1 ? step : 0);
    const id = idAt(index);
    if (id === null) return;
    setCursor({ index, id });
    onOpen(id);
  }

  useScreenCommands([
    {
      id: 'queue-views',
      name: t('tickets.queueAction.views'),
      keys: QUEUE_KEYS.views,
      run: () => setLayer('views'),
    },
    {
      id: 'queue-filter',
      name: t('tickets.queueAction.filter'),
      keys: QUEUE_KEYS.filter,
      run: () => setLayer('filter'),
    },
    {
      id: 'queue-sort',
      name: t('tickets.queueAction.sort'),
      keys: QUEUE_KEYS.sort,
      run: () => setLayer('sort'),
    },
    {
      id: 'queue-select',
      name: t('tickets.queueAction.select'),
      keys: QUEUE_KEYS.select,
      run: () => choose(cursor.index, 'toggle'),
    },
    {
      id: 'ticket-next',
      name: t('tickets.action.next'),
      keys: TICKET_KEYS.next,
      run: () => openBeside(1),
    },
    {
      id: 'ticket-previous',
      name: t('tickets.action.previous'),
      keys: TICKET_KEYS.previous,
      run: () => openBeside(-1),
    },
    ...(isChoosing
      ? [
          {
            id: 'selection-assign',
            name: t('tickets.action.assignToMe'),
            keys: TICKET_KEYS.assignToMe,
            run: () => {
              const changes = chosen.flatMap((ticket) => changeOf({ kind: 'assign', login }, ticket) ?? []);
              void bulk
                .run(changes, (count) => t('tickets.did.assignedToMe', { count }))
                .then(() => setSelection(NO_SELECTION));
            },
          },
          {
            id: 'selection-status',
            name: t('tickets.action.status'),
            keys: TICKET_KEYS.status,
            run: () => setLayer('status'),
          },
          {
            id: 'selection-tags',
            name: t('tickets.action.tags'),
            keys: TICKET_KEYS.tags,
            run: () => setLayer('tags'),
          },
        ]
      : []),
  ]);

  const error = pages?.error() ?? null;

  return (
    <section className={styles.pane} aria-label={t('tickets.queue')}>
      <QueueViews
        view={choice.view}
        counts={overview?.counts ?? null}
        onChange={choice.setView}
        isMenuOpen={layer === 'views'}
        onMenuOpen={(isOpen) => setLayer(isOpen ? 'views' : null)}
      />
      <div className={styles.toolbar}>
        {isChoosing || bulk.progress !== null ? (
          <SelectionBar
            tickets={chosen}
            login={login}
            knownTags={overview?.tags ?? []}
            bulk={bulk}
            isStatusOpen={layer === 'status'}
            onStatusOpen={layerProps('status').onOpenChange}
            isTagOpen={layer === 'tags'}
            onTagOpen={layerProps('tags').onOpenChange}
            onClear={() => setSelection(NO_SELECTION)}
          />
        ) : (
          <QueueToolbar
            choice={choice}
            overview={overview}
            total={pages?.total() ?? null}
            isSortOpen={layer === 'sort'}
            onSortOpen={layerProps('sort').onOpenChange}
            isFilterOpen={layer === 'filter'}
            onFilterOpen={layerProps('filter').onOpenChange}
          />
        )}
      </div>
      <QueueFilterChips filter={choice.filter} onChange={choice.setFilter} />
      {isLate ? (
        <div role="status" aria-label={t('ui.loading')} className={styles.skeleton}>
          {Array.from({ length: 8 }, (_, row) => (
            <QueueRowSkeleton key={row} />
          ))}
        </div>
      ) : null}
      {pages !== null && pages.total() === null && error !== null ? (
        <Empty icon={Inbox} title={t('ui.notLoaded')} text={errorText(t, error)} />
      ) : null}
      {pages !== null && pages.total() === 0 ? <EmptyQueue choice={choice} /> : null}
      {pages !== null && total > 0 ? (
        <QueueList
          label={t(`tickets.view.${choice.view}`)}
          pages={pages}
          listKey={shownInput}
          openId={openId}
          cursor={cursor.index}
          chosen={selection.ids}
          showsAssignee={choice.view !== 'mine' && choice.view !== 'unassigned'}
          onCursor={(index) => setCursor({ index, id: idAt(index) })}
          onOpen={onOpen}
          onChoose={choose}
          onChooseLoaded={() => setSelection(allOf(loaded.map(({ id }) => id)))}
          onChooseNone={() => setSelection(NO_SELECTION)}
          onShow={show}
        />
      ) : null}
    </section>
  );
}
