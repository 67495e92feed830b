import { Tag, UserCheck, X } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../../../shared/domains/tickets/entity.ts';
import { useFormat } from '../../../lib/i18n.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Kbd } from '../../../ui/kbd.tsx';
import { Menu, MenuVerbs } from '../../../ui/menu.tsx';
import { TICKET_LOOKS } from '../../../ui/state-look.ts';
import { TICKET_KEYS } from '../actions.ts';
import { SETTABLE_STATUSES } from '../settable-statuses.ts';
import { TagPopover } from '../tag-popover.tsx';
import { type BulkChange, changeOf } from '../ticket-change.ts';
import type { useBulk } from '../use-bulk.ts';
import styles from './selection-bar.module.css';

type SelectionBarProps = {
  readonly tickets: readonly Ticket[];
  readonly login: string;
  readonly knownTags: readonly string[];
  readonly bulk: ReturnType<typeof useBulk>;
  readonly isStatusOpen: boolean;
  readonly onStatusOpen: (isOpen: boolean) => void;
  readonly isTagOpen: boolean;
  readonly onTagOpen: (isOpen: boolean) => void;
  readonly onClear: () => void;
};

/** What can be done with the chosen tickets, in the place of the toolbar. Later also with all that match. */
export function SelectionBar(props: SelectionBarProps) {
  const { tickets, login, knownTags, bulk, onClear } = props;
  const { t } = useTranslation();
  const format = useFormat();

  function act(change: BulkChange, sentence: (count: number) => string): void {
    const changes = tickets.flatMap((ticket) => changeOf(change, ticket) ?? []);
    void bulk.run(changes, sentence).then(onClear);
  }

  if (bulk.progress !== null) {
    const { done, total } = bulk.progress;
    return (
      <div className={styles.bar}>
        <progress className={styles.progress} value={done} max={total} aria-label={t('tickets.changing')} />
        <span className={styles.text} role="status">
          {t('tickets.changed', { done: format.number(done), total: format.number(total) })}
        </span>
        <AriaButton className={styles.button ?? ''} onPress={bulk.stop}>
          {t('tickets.stop')}
        </AriaButton>
      </div>
    );
  }

  return (
    <div className={styles.bar} role="toolbar" aria-label={t('tickets.selectionActions')}>
      <span className={styles.text} role="status">
        {t('tickets.selected', { count: tickets.length, shown: format.number(tickets.length) })}
      </span>
      <IconButton
        icon={UserCheck}
        label={t('tickets.action.assignToMe')}
        keys={TICKET_KEYS.assignToMe}
        onPress={() => act({ kind: 'assign', login }, (count) => t('tickets.did.assignedToMe', { count }))}
      />
      <Menu
        label={t('tickets.action.status')}
        isOpen={props.isStatusOpen}
        onOpenChange={props.onStatusOpen}
        trigger={
          <AriaButton className={styles.button ?? ''}>
            <Icon icon={TICKET_LOOKS.solved.icon} size={14} />
            {t('tickets.action.status')}
            <Kbd keys={TICKET_KEYS.status} quiet />
          </AriaButton>
        }
      >
        <MenuVerbs
          label={t('tickets.action.status')}
          verbs={SETTABLE_STATUSES.map((status) => ({
            key: status,
            text: t(`states.ticket.${status}`),
            icon: TICKET_LOOKS[status].icon,
            onRun: () =>
              act({ kind: 'status', status }, (count) =>
                t('tickets.did.status', { count, status: t(`states.ticket.${status}`) }),
              ),
          }))}
        />
      </Menu>
      <TagPopover
        tags={[]}
        knownTags={knownTags}
        isOpen={props.isTagOpen}
        onOpenChange={props.onTagOpen}
        onAdd={(tag) => act({ kind: 'tag', tag }, (count) => t('tickets.did.tagged', { count, tag }))}
        trigger={
          <AriaButton className={styles.button ?? ''}>
            <Icon icon={Tag} size={14} />
            {t('tickets.action.tags')}
            <Kbd keys={TICKET_KEYS.tags} quiet />
          </AriaButton>
        }
      />
      <span className={styles.end}>
        <IconButton icon={X} label={t('tickets.selectNone')} keys="escape" onPress={onClear} />
      </span>
    </div>
  );
}
