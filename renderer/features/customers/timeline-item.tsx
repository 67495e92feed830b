import { ArrowDownLeft, ArrowUpRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '../../../shared/domains/customers/contract.ts';
import { classNames } from '../../lib/class-names.ts';
import { gatewayName } from '../../lib/gateway-name.ts';
import { useFormat } from '../../lib/i18n.ts';
import { openPayment, openTicket } from '../../stores/navigation.ts';
import type { Tone } from '../../ui/chip.tsx';
import { Instant, Money } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { REFUND_LOOKS } from '../../ui/state-look.ts';
import tones from '../../ui/tones.module.css';
import { KIND_ICONS } from './kind-icons.ts';
import styles from './timeline-item.module.css';

type TimelineItemProps = {
  readonly entry: TimelineEntry;
  /** The open case: what belongs to it needs no name. */
  readonly ticketId: string;
};

/** One thing that happened. */
export function TimelineItem({ entry, ticketId }: TimelineItemProps) {
  const { t } = useTranslation();
  const format = useFormat();
  switch (entry.kind) {
    case 'message':
    case 'call':
    case 'note':
      return (
        <Line
          entry={entry}
          tone="neutral"
          onOpen={entry.ticket.id === ticketId ? null : () => openTicket(entry.ticket.id)}
          opens={t('customers.ticketNumber', { number: entry.ticket.number })}
          head={
            <>
              {entry.direction === 'note' ? null : (
                <Icon icon={entry.direction === 'in' ? ArrowDownLeft : ArrowUpRight} size={12} />
              )}
              <bdi className={styles.author}>{entry.authorName}</bdi>
              {entry.callSeconds === null ? null : (
                <span className={styles.soft}>{format.durationShort(entry.callSeconds * 1000)}</span>
              )}
            </>
          }
          body={<Words text={entry.text} language={entry.language} isCut={entry.isCut} />}
        />
      );
    case 'payment':
      return (
        <Line
          entry={entry}
          tone={entry.event === 'captured' ? 'green' : 'red'}
          onOpen={() => openPayment(entry.payment.id)}
          opens={gatewayName(entry.payment.gateway)}
          head={
            <>
              <span className={styles.amount}>
                <Money minor={entry.payment.amountMinor} currency={entry.payment.currency} />
              </span>
              <span>{t(`customers.paymentEvent.${entry.event}`)}</span>
              {entry.rawCode === null ? null : <code className={styles.code}>{entry.rawCode}</code>}
            </>
          }
        />
      );
    case 'refund':
      return (
        <Line
          entry={entry}
          tone={REFUND_LOOKS[entry.toState].tone}
          onOpen={() => openPayment(entry.refund.paymentId)}
          opens={t(`refunds.reason.${entry.refund.reason}`)}
          head={
            <>
              <span className={styles.amount}>
                <Money minor={entry.refund.amountMinor} currency={entry.refund.currency} />
              </span>
              <span>{t('customers.refundEvent', { state: t(`states.refund.${entry.toState}`) })}</span>
              <bdi className={styles.soft}>{entry.actorName}</bdi>
            </>
          }
        />
      );
    case 'application': {
      const { applicationNo, destination } = entry.application;
      return (
        <Line
          entry={entry}
          tone="neutral"
          onOpen={null}
          opens={null}
          head={
            <span>
              {destination === null
                ? t('customers.applied', { number: applicationNo })
                : t('customers.appliedFor', { country: format.country(destination), number: applicationNo })}
            </span>
          }
        />
      );
    }
    case 'ticket':
      return (
        <Line
          entry={entry}
          tone="neutral"
          onOpen={entry.ticket.id === ticketId ? null : () => openTicket(entry.ticket.id)}
          opens={t('customers.ticketNumber', { number: entry.ticket.number })}
          head={
            <span>
              {t('customers.wroteBy', { channel: t(`tickets.channel.${entry.ticket.channel}`) })}{' '}
              <bdi className={styles.author}>{entry.ticket.subject}</bdi>
            </span>
          }
        />
      );
  }
}

type LineProps = {
  readonly entry: TimelineEntry;
  readonly tone: Tone;
  readonly head: ReactNode;
  readonly body?: ReactNode;
  /** Where it leads, in words; null with `onOpen`: it is here already. */
  readonly opens: string | null;
  readonly onOpen: (() => void) | null;
};

function Line({ entry, tone, head, body, opens, onOpen }: LineProps) {
  const { t } = useTranslation();
  return (
    <li className={styles.item}>
      <span className={classNames(styles.sign, tones[tone])} title={t(`customers.kind.${entry.kind}`)}>
        <Icon icon={KIND_ICONS[entry.kind]} size={12} />
        <span className="visually-hidden">{t(`customers.kind.${entry.kind}`)}</span>
      </span>
      <div className={styles.main}>
        <div className={styles.head}>
          <div className={styles.what}>{head}</div>
          <span className={styles.time}>
            <Instant at={entry.at} as="time" />
          </span>
        </div>
        {body}
        {opens === null || onOpen === null ? null : (
          <button type="button" className={styles.open} onClick={onOpen}>
            {opens}
          </button>
        )}
      </div>
    </li>
  );
}

/** The beginning of what was written, unfolded by a click. */
function Words({
  text,
  language,
  isCut,
}: {
  readonly text: string;
  readonly language: string | null;
  readonly isCut: boolean;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  if (text.trim() === '') return null;
  return (
    <button
      type="button"
      className={classNames(styles.words, !isOpen && styles.folded)}
      dir="auto"
      aria-expanded={isOpen}
      {...(language === null ? {} : { lang: language })}
      onClick={() => setOpen(!isOpen)}
    >
      {text}
      {isOpen && isCut ? <span className={styles.soft}> {t('customers.cut')}</span> : null}
    </button>
  );
}
