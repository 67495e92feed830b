import { ArrowDownWideNarrow, SquarePen } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { queueSortSchema } from '../../../../shared/domains/tickets/contract.ts';
import type { CallOutput } from '../../../../shared/ipc/contract.ts';
import { useFormat } from '../../../lib/i18n.ts';
import { usePanels } from '../../../stores/panels.ts';
import { type QueueChoice, useQueueChoice } from '../../../stores/queue-choice.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Menu, MenuChoices } from '../../../ui/menu.tsx';
import { Tooltip } from '../../../ui/tooltip.tsx';
import { QUEUE_KEYS } from '../actions.ts';
import { QueueFilterButton } from './queue-filter.tsx';
import styles from './queue-toolbar.module.css';

type QueueToolbarProps = {
  readonly choice: QueueChoice;
  readonly overview: CallOutput<'tickets.overview'> | null;
  /** How many tickets the view holds with its filters; null until known. */
  readonly total: number | null;
  readonly isSortOpen: boolean;
  readonly onSortOpen: (isOpen: boolean) => void;
  readonly isFilterOpen: boolean;
  readonly onFilterOpen: (isOpen: boolean) => void;
};

/** Order and filters of the queue, how many tickets there are, and the way to a new one. */
export function QueueToolbar(props: QueueToolbarProps) {
  const { choice, overview, total, isSortOpen, onSortOpen, isFilterOpen, onFilterOpen } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const setSort = useQueueChoice((state) => state.setSort);
  const setFilter = useQueueChoice((state) => state.setFilter);
  const setNewTicket = usePanels((state) => state.setNewTicket);

  return (
    <>
      <Menu
        label={t('tickets.queueAction.sort')}
        placement="bottom start"
        isOpen={isSortOpen}
        onOpenChange={onSortOpen}
        trigger={
          <Tooltip text={t('tickets.queueAction.sort')} keys={QUEUE_KEYS.sort}>
            <AriaButton
              className={styles.sort ?? ''}
              aria-label={t('tickets.sortIs', { sort: t(`tickets.sort.${choice.sort}`) })}
            >
              <Icon icon={ArrowDownWideNarrow} size={14} />
              {t(`tickets.sort.${choice.sort}`)}
            </AriaButton>
          </Tooltip>
        }
      >
        <MenuChoices
          name="sort"
          title={t('tickets.queueAction.sort')}
          choices={queueSortSchema.options.map((sort) => ({ key: sort, text: t(`tickets.sort.${sort}`) }))}
          chosen={choice.sort}
          onChoose={(key) => setSort(queueSortSchema.parse(key))}
        />
      </Menu>
      <span className={styles.end}>
        {total === null ? null : (
          <span className={styles.total}>
            {t('tickets.total', { count: total, shown: format.number(total) })}
          </span>
        )}
        <QueueFilterButton
          filter={choice.filter}
          overview={overview}
          onChange={setFilter}
          isOpen={isFilterOpen}
          onOpenChange={onFilterOpen}
        />
        <IconButton
          icon={SquarePen}
          label={t('tickets.newTicket')}
          keys="n"
          onPress={() => setNewTicket(true)}
        />
      </span>
    </>
  );
}
