import { AlarmClock, type LucideIcon, Tag, UserRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { prioritySchema, ticketStatusSchema } from '../../../../shared/domains/tickets/entity.ts';
import { classNames } from '../../../lib/class-names.ts';
import { useFormat } from '../../../lib/i18n.ts';
import { useLiveQuery } from '../../../lib/use-live-query.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Kbd } from '../../../ui/kbd.tsx';
import { Menu, MenuChoices, MenuVerbs } from '../../../ui/menu.tsx';
import { PRIORITY_ICONS, TICKET_LOOKS } from '../../../ui/state-look.ts';
import tones from '../../../ui/tones.module.css';
import { Tooltip } from '../../../ui/tooltip.tsx';
import { TICKET_KEYS } from '../actions.ts';
import { DeadlineChip } from '../deadline-chip.tsx';
import { SETTABLE_STATUSES } from '../settable-statuses.ts';
import { snoozeChoices } from '../snooze-choices.ts';
import { TagPopover } from '../tag-popover.tsx';
import type { TicketActions } from '../use-ticket-actions.ts';
import styles from './property-menus.module.css';
import type { Thread } from './use-thread.ts';

/** The menu that is open. */
export type PropertyMenu = 'status' | 'assignee' | 'priority' | 'tags' | 'snooze';

type PropertyMenusProps = {
  readonly thread: Thread;
  readonly login: string;
  readonly actions: TicketActions;
  readonly openMenu: PropertyMenu | null;
  readonly onMenu: (menu: PropertyMenu | null) => void;
};

const NOBODY = ':nobody';

/** State, deadline, whose it is, urgency, pause and tags of a ticket, each with its key. */
export function PropertyMenus({ thread, login, actions, openMenu, onMenu }: PropertyMenusProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const overview = useLiveQuery('tickets.overview', {}).value;
  const { ticket, assigneeName, colleagues } = thread;
  const isClosed = ticket.status === 'closed';
  const isSnoozed = ticket.snoozedUntil !== null && ticket.snoozedUntil > now;
  const layer = (menu: PropertyMenu) => ({
    isOpen: openMenu === menu,
    onOpenChange: (isOpen: boolean) => onMenu(isOpen ? menu : null),
  });
  const look = TICKET_LOOKS[ticket.status];

  return (
    <div className={styles.row} role="toolbar" aria-label={t('tickets.properties')}>
      <Menu
        label={t('tickets.action.status')}
        placement="bottom start"
        {...layer('status')}
        trigger={
          <Property
            icon={look.icon}
            name={t('tickets.action.status')}
            text={t(`states.ticket.${ticket.status}`)}
            keys={TICKET_KEYS.status}
            tone={tones[look.tone]}
            isDisabled={isClosed}
          />
        }
      >
        <MenuChoices
          name="status"
          title={t('tickets.action.status')}
          choices={SETTABLE_STATUSES.map((status) => ({
            key: status,
            text: t(`states.ticket.${status}`),
            icon: TICKET_LOOKS[status].icon,
          }))}
          chosen={ticket.status}
          onChoose={(key) => actions.setStatus(ticketStatusSchema.parse(key))}
        />
      </Menu>
      <DeadlineChip ticket={ticket} now={now} />
      <Menu
        label={t('tickets.action.assignee')}
        placement="bottom start"
        {...layer('assignee')}
        trigger={
          <Property
            icon={UserRound}
            name={t('tickets.action.assignee')}
            text={assigneeName ?? t('tickets.nobody')}
            keys={TICKET_KEYS.assignee}
            gives="then"
            isDisabled={isClosed}
          />
        }
      >
        <MenuChoices
          name="assignee"
          title={t('tickets.action.assignee')}
          choices={[
            ...[...colleagues]
              .sort((one, other) => Number(other.login === login) - Number(one.login === login))
              .map((each) => ({
                key: each.login,
                text: each.name,
                ...(each.login === login ? { detail: t('tickets.me') } : {}),
              })),
            { key: NOBODY, text: t('tickets.nobody') },
          ]}
          chosen={ticket.assignee ?? NOBODY}
          onChoose={(key) =>
            key === NOBODY
              ? actions.assign(null, '')
              : actions.assign(key, colleagues.find((each) => each.login === key)?.name ?? key)
          }
        />
      </Menu>
      <Menu
        label={t('tickets.action.priority')}
        placement="bottom start"
        {...layer('priority')}
        trigger={
          <Property
            icon={PRIORITY_ICONS[ticket.priority]}
            name={t('tickets.action.priority')}
            text={t(`tickets.priority.${ticket.priority}`)}
            keys={TICKET_KEYS.priority}
            isDisabled={isClosed}
          />
        }
      >
        <MenuChoices
          name="priority"
          title={t('tickets.action.priority')}
          choices={prioritySchema.options.toReversed().map((priority) => ({
            key: priority,
            text: t(`tickets.priority.${priority}`),
            icon: PRIORITY_ICONS[priority],
          }))}
          chosen={ticket.priority}
          onChoose={(key) => actions.setPriority(prioritySchema.parse(key))}
        />
      </Menu>
      <Menu
        label={t('tickets.action.snooze')}
        placement="bottom start"
        {...layer('snooze')}
        trigger={
          <Property
            icon={AlarmClock}
            name={t('tickets.action.snooze')}
            text={
              isSnoozed && ticket.snoozedUntil !== null
                ? t('tickets.snoozedUntil', { time: format.timeOrDay(ticket.snoozedUntil, now) })
                : t('tickets.action.snooze')
            }
            keys={TICKET_KEYS.snooze}
            isDisabled={isClosed}
          />
        }
      >
        <MenuVerbs
          label={t('tickets.action.snooze')}
          verbs={[
            ...(isSnoozed
              ? [{ key: 'wake', text: t('tickets.wake'), onRun: () => actions.snooze(null) }]
              : []),
            ...snoozeChoices(now).map(({ name, at }) => ({
              key: name,
              text: t(`tickets.snoozeFor.${name}`),
              detail: format.timeOrDay(at, now),
              onRun: () => actions.snooze(at),
            })),
          ]}
        />
      </Menu>
      <TagPopover
        tags={ticket.tags}
        knownTags={overview?.tags ?? []}
        {...layer('tags')}
        onAdd={actions.addTag}
        onRemove={actions.removeTag}
        trigger={
          <Property
            icon={Tag}
            name={t('tickets.action.tags')}
            text={ticket.tags.length === 0 ? t('tickets.action.tags') : ticket.tags.join(', ')}
            keys={TICKET_KEYS.tags}
            isDisabled={isClosed}
            gives="first"
          />
        }
      />
    </div>
  );
}

type PropertyProps = {
  readonly icon: LucideIcon;
  /** What it is, for screen readers; `text` says how it is. */
  readonly name: string;
  readonly text: string;
  readonly keys: string;
  readonly tone?: string | undefined;
  readonly isDisabled: boolean;
  /** Where there is little room its text is shortened, `first` or after that. */
  readonly gives?: 'first' | 'then' | null;
};

function Property({ icon, name, text, keys, tone, isDisabled, gives = null }: PropertyProps): ReactElement {
  const { t } = useTranslation();
  // Where it only says its own name, its sign is enough on a narrow screen.
  const isUnset = name === text;
  return (
    <Tooltip text={name} keys={keys}>
      <AriaButton
        className={classNames(
          styles.property,
          gives === 'first' && styles.last,
          gives === 'then' && styles.name,
          isUnset && styles.unset,
          tone !== undefined && styles.toned,
          tone,
        )}
        isDisabled={isDisabled}
      >
        <Icon icon={icon} size={14} className={styles.sign} />
        {isUnset ? null : <span className="visually-hidden">{t('tickets.propertyOf', { name })}</span>}
        <bdi className={styles.text}>{text}</bdi>
        <span className={styles.keys}>
          <Kbd keys={keys} quiet />
        </span>
      </AriaButton>
    </Tooltip>
  );
}
