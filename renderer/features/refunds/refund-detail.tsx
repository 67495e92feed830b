import { ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DECLARED_NOT_SENT } from '../../../shared/domains/refunds/commands.ts';
import type { Staff } from '../../../shared/domains/staff/entity.ts';
import type { CallOutput } from '../../../shared/ipc/contract.ts';
import { gatewayName } from '../../lib/gateway-name.ts';
import { useFormat } from '../../lib/i18n.ts';
import { refundEventWords } from '../../lib/refund-event-words.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useShortcuts } from '../../lib/use-shortcuts.ts';
import { openPayment } from '../../stores/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { CopyReference } from '../../ui/copy-reference.tsx';
import { Instant, Money } from '../../ui/facts.tsx';
import { FactList, Section } from '../../ui/page.tsx';
import { PaymentChip } from '../../ui/state-chip.tsx';
import { isVerdict } from './is-verdict.ts';
import { RefundActions } from './refund-actions.tsx';
import styles from './refund-detail.module.css';
import { Arrival, RefundChips, RefundFactList } from './refund-facts.tsx';
import { RefundTrack } from './refund-track.tsx';

type RefundDetailProps = {
  readonly row: CallOutput<'refunds.list'>['refunds'][number];
  readonly staff: Staff;
};

/** One refund with everything needed to decide on it. */
export function RefundDetail({ row, staff }: RefundDetailProps) {
  const { t } = useTranslation();
  const { view, payment, customer } = row;
  const { refund } = view;
  const { value: page } = useLiveQuery('payments.page', { id: refund.paymentId });
  const open = () => openPayment(refund.paymentId, refund.reason === 'duplicate');
  useShortcuts({ o: open });

  return (
    <article className={styles.detail} aria-label={t('refunds.detail')}>
      <RefundActions view={view} page={page} staff={staff} hasKeys>
        {(buttons, notes) => (
          <>
            <header className={styles.head}>
              <h2 className={styles.amount}>
                <Money minor={refund.amountMinor} currency={refund.currency} />
              </h2>
              <RefundChips view={view} />
              {buttons}
            </header>
            <RefundTrack state={refund.state} />
            <Arrival view={view} method={payment?.method ?? null} />
            {notes}
          </>
        )}
      </RefundActions>
      <Section title={t('refunds.request')}>
        <RefundFactList view={view} />
        <VerdictLine verdict={refund.evidence.verdict} />
      </Section>
      <Section
        title={t('refunds.ofPayment')}
        aside={
          <span className={styles.open}>
            <Button small icon={ExternalLink} onPress={open}>
              {t('refunds.openPayment')}
            </Button>
          </span>
        }
      >
        {payment === null ? (
          <p>{t('refunds.paymentNotHere')}</p>
        ) : (
          <FactList
            facts={[
              { name: t('payments.customer'), value: customer?.name ?? payment.email ?? t('ui.unknown') },
              {
                name: t('refunds.paid'),
                value: (
                  <>
                    <Money minor={payment.capturedMinor} currency={payment.currency} />{' '}
                    <PaymentChip status={payment.status} />
                  </>
                ),
              },
              {
                name: t('payments.reference'),
                value: <CopyReference value={payment.gatewayRef} name={t('payments.reference')} />,
              },
              { name: t('payments.gateway'), value: gatewayName(payment.gateway) },
              { name: t('payments.paidAt'), value: <Instant at={payment.createdAt} as="date" /> },
            ]}
          />
        )}
      </Section>
      {view.events.length === 0 ? null : <History row={row} />}
    </article>
  );
}

function VerdictLine({ verdict }: { readonly verdict: string | null }) {
  const { t } = useTranslation();
  if (verdict === null || !isVerdict(verdict)) return null;
  return (
    <p className={styles.verdict}>
      {t('refunds.verdictShown', { verdict: t(`duplicates.verdict.${verdict}.title`) })}
    </p>
  );
}

function History({ row }: { readonly row: RefundDetailProps['row'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('refunds.history')}>
      <ol className={styles.history}>
        {row.view.events.map((event) => (
          <li key={event.id}>
            <span className={styles.time} title={format.full(event.at)}>
              <Instant at={event.at} as="date" />
            </span>
            <span>
              {t('refunds.historyLine', {
                state: refundEventWords(event, t),
                actor: event.actorName,
              })}
            </span>
            {event.detail.reason === DECLARED_NOT_SENT ? (
              <span className={styles.note} dir="auto">
                {event.detail.note}
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </Section>
  );
}
