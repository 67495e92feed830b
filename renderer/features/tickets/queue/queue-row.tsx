import { AlarmClock, Check, CircleAlert, Clock, CornerUpLeft, Paperclip, PencilLine } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueRow as Row } from '../../../../shared/domains/tickets/contract.ts';
import { classNames } from '../../../lib/class-names.ts';
import { useFormat } from '../../../lib/i18n.ts';
import { Chip } from '../../../ui/chip.tsx';
import { Instant, Money } from '../../../ui/facts.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { LanguageBadge } from '../../../ui/language-badge.tsx';
import { CHANNEL_ICONS, PRIORITY_ICONS } from '../../../ui/state-look.ts';
import { DeadlineChip } from '../deadline-chip.tsx';
import styles from './queue-row.module.css';

type QueueRowProps = {
  readonly row: Row;
  readonly now: number;
  /** In a queue of one person's or nobody's tickets the name would say the same in every row. */
  readonly showsAssignee: boolean;
  readonly isChosen: boolean;
  /** A click on the box at its start. */
  readonly onChoose: (id: string, isStretch: boolean) => void;
};

/** One ticket of the queue: who, about what, how long, and what must not be missed. */
export const QueueRow = memo(function QueueRow({
  row,
  now,
  showsAssignee,
  isChosen,
  onChoose,
}: QueueRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { ticket, customerName, assigneeName, unread } = row;
  const at = ticket.lastMessageAt ?? ticket.createdAt;
  const language = ticket.language === null ? {} : { lang: ticket.language };
  const isPressing = ticket.priority === 'high' || ticket.priority === 'urgent';

  return (
    <div className={classNames(styles.row, unread && styles.unread)}>
      <div className={styles.line}>
        <span
          className={classNames(styles.lead, isChosen && styles.chosen)}
          onClick={(event) => {
            event.stopPropagation();
            onChoose(ticket.id, event.shiftKey);
          }}
          aria-hidden
        >
          <Icon icon={CHANNEL_ICONS[ticket.channel]} size={14} className={styles.channel} />
          <span className={styles.box}>{isChosen ? <Icon icon={Check} size={12} /> : null}</span>
        </span>
        <span className={styles.name} dir="auto" {...language}>
          {customerName ?? t('tickets.noCustomer')}
        </span>
        <span className="visually-hidden">
          {t(`tickets.channel.${ticket.channel}`)}
          {unread ? `, ${t('tickets.unread')}` : null}
        </span>
        <LanguageBadge language={ticket.language} />
        {isPressing ? (
          <span className={styles.priority} title={t(`tickets.priority.${ticket.priority}`)}>
            <Icon icon={PRIORITY_ICONS[ticket.priority]} size={14} />
            <span className="visually-hidden">{t(`tickets.priority.${ticket.priority}`)}</span>
          </span>
        ) : null}
        <span className={styles.age}>
          <Instant at={at} as="age" />
        </span>
      </div>
      <div className={classNames(styles.line, styles.indented)}>
        <span className={styles.subject} dir="auto" {...language}>
          {ticket.subject}
        </span>
        {showsAssignee && assigneeName !== null ? (
          <span className={styles.assignee} dir="auto">
            {assigneeName}
          </span>
        ) : null}
      </div>
      <div className={classNames(styles.line, styles.indented, styles.facts)}>
        <DeadlineChip ticket={ticket} now={now} />
        <PendingChip pending={row.pending} />
        {row.draft ? (
          <Chip tone="neutral" icon={PencilLine}>
            {t('tickets.draft')}
          </Chip>
        ) : null}
        {ticket.snoozedUntil !== null && ticket.snoozedUntil > now ? (
          <Chip tone="neutral" icon={AlarmClock}>
            {format.timeOrDay(ticket.snoozedUntil, now)}
          </Chip>
        ) : null}
        {row.amountMinor === null || row.currency === null ? null : (
          <span className={styles.amount}>
            <Money minor={row.amountMinor} currency={row.currency} />
          </span>
        )}
        {ticket.attachmentCount === 0 ? null : (
          <span className={styles.sign} title={t('tickets.attachments', { count: ticket.attachmentCount })}>
            <Icon icon={Paperclip} size={12} />
            <span className="visually-hidden">
              {t('tickets.attachments', { count: ticket.attachmentCount })}
            </span>
          </span>
        )}
        {ticket.lastDirection === 'out' ? (
          <span className={styles.sign} title={t('tickets.answered')}>
            <Icon icon={CornerUpLeft} size={12} className={styles.reply} />
            <span className="visually-hidden">{t('tickets.answered')}</span>
          </span>
        ) : null}
        <span className={styles.preview} dir="auto" {...language}>
          {ticket.lastPreview}
        </span>
      </div>
    </div>
  );
});

/** What of this ticket has not reached the team; nothing while all has. */
function PendingChip({ pending }: Pick<Row, 'pending'>) {
  const { t } = useTranslation();
  switch (pending) {
    case 'rejected':
    case 'needs_review':
      return (
        <Chip tone="red" icon={CircleAlert}>
          {t('tickets.notSent')}
        </Chip>
      );
    case 'queued':
    case 'held':
      return (
        <Chip tone="blue" icon={Clock}>
          {t('tickets.waitsHere')}
        </Chip>
      );
    default:
      return null;
  }
}

/** A row that is on its way. */
export function QueueRowSkeleton() {
  return (
    <div className={styles.row} aria-hidden>
      <span className={classNames(styles.bone, styles.boneName)} />
      <span className={classNames(styles.bone, styles.boneSubject)} />
      <span className={classNames(styles.bone, styles.bonePreview)} />
    </div>
  );
}
