import {
  CirclePlus,
  CreditCard,
  Download,
  Gavel,
  Lock,
  type LucideIcon,
  RefreshCw,
  TriangleAlert,
  Undo2,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import type { PaymentAttempt, PaymentEvent } from '../../../shared/domains/payments/entity.ts';
import { classNames } from '../../lib/class-names.ts';
import { groupByDay } from '../../lib/group-by-day.ts';
import { useFormat } from '../../lib/i18n.ts';
import { refundEventWords } from '../../lib/refund-event-words.ts';
import { useNow } from '../../lib/use-now.ts';
import type { Tone } from '../../ui/chip.tsx';
import { Instant, Money } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { REFUND_LOOKS } from '../../ui/state-look.ts';
import tones from '../../ui/tones.module.css';
import { type TimelineEntry, timelineOf } from './timeline.ts';
import styles from './timeline-view.module.css';

const ATTEMPT_TONES: Readonly<Record<PaymentAttempt['outcome'], Tone>> = {
  succeeded: 'green',
  authorised: 'blue',
  failed: 'red',
  requires_action: 'amber',
  unknown: 'amber',
  cancelled: 'neutral',
};

const EVENT_LOOKS: Readonly<Record<PaymentEvent['kind'], { icon: LucideIcon; tone: Tone }>> = {
  created: { icon: CirclePlus, tone: 'neutral' },
  authorised: { icon: Lock, tone: 'blue' },
  captured: { icon: CreditCard, tone: 'green' },
  failed: { icon: X, tone: 'red' },
  cancelled: { icon: X, tone: 'neutral' },
  refunded: { icon: Undo2, tone: 'green' },
  disputed: { icon: Gavel, tone: 'amber' },
  imported: { icon: Download, tone: 'neutral' },
  updated: { icon: RefreshCw, tone: 'neutral' },
};

/** Everything that happened to a payment on one line, grouped by day, amounts aligned. */
export function TimelineView({ page }: { readonly page: PaymentPage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const days = groupByDay(
    timelineOf(page),
    ({ at }) => at,
    (at) => format.day(at, now),
  );
  if (days.length === 0) return <p className={styles.none}>{t('payments.nothingHappened')}</p>;

  return (
    <div>
      {days.map(({ day, items }) => (
        <section key={items[0]?.key ?? day} aria-label={day}>
          <h3 className={styles.day}>{day}</h3>
          <ol>
            {items.map((entry) => (
              <TimelineItem key={entry.key} entry={entry} page={page} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function TimelineItem({ entry, page }: { readonly entry: TimelineEntry; readonly page: PaymentPage }) {
  const { t } = useTranslation();
  const { currency } = page.payment;

  switch (entry.kind) {
    case 'attempt': {
      const { n, outcome, rawCode } = entry.attempt;
      return (
        <Line
          at={entry.at}
          icon={outcome === 'failed' ? TriangleAlert : CreditCard}
          tone={ATTEMPT_TONES[outcome]}
          text={t(`payments.attempt.${outcome}`, { n })}
          code={rawCode}
        />
      );
    }
    case 'event': {
      const { kind, detail } = entry.event;
      const amount = detail.amountMinor ?? detail.amount_minor;
      const code = detail.rawCode ?? detail.raw_code;
      return (
        <Line
          at={entry.at}
          {...EVENT_LOOKS[kind]}
          text={t(`payments.event.${kind}`)}
          code={typeof code === 'string' ? code : null}
          end={typeof amount === 'number' ? <Money minor={amount} currency={currency} /> : null}
        />
      );
    }
    case 'refund': {
      const { event } = entry;
      return (
        <Line
          at={entry.at}
          {...REFUND_LOOKS[event.toState]}
          text={t('payments.refundEvent', { state: refundEventWords(event, t), actor: event.actorName })}
          code={null}
          end={<Money minor={entry.amountMinor} currency={entry.currency} />}
        />
      );
    }
  }
}

type LineProps = {
  readonly at: number;
  readonly icon: LucideIcon;
  readonly tone: Tone;
  readonly text: string;
  readonly code: string | null;
  readonly end?: ReactNode;
};

function Line({ at, icon, tone, text, code, end }: LineProps) {
  return (
    <li className={styles.item}>
      <span className={styles.time}>
        <Instant at={at} as="seconds" />
      </span>
      <span className={classNames(styles.sign, tones[tone])}>
        <Icon icon={icon} size={14} />
      </span>
      <span className={styles.text}>
        {text}
        {code === null ? null : <code className={styles.code}>{code}</code>}
      </span>
      <span className={styles.end}>{end}</span>
    </li>
  );
}
