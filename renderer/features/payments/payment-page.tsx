import { SearchX } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentPage as PaymentPageData } from '../../../shared/domains/payments/contract.ts';
import type { Payment } from '../../../shared/domains/payments/entity.ts';
import type { RefundView } from '../../../shared/domains/refunds/contract.ts';
import { errorText } from '../../lib/error-text.ts';
import { useDelayed } from '../../lib/use-delayed.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useScreenReady } from '../../lib/use-screen-ready.ts';
import { useShortcuts } from '../../lib/use-shortcuts.ts';
import { usePanels } from '../../stores/panels.ts';
import { useRecents } from '../../stores/recents.ts';
import { Empty, Skeleton } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { ApplicationPart, CustomerPart, IdentifierPart, OtherPaymentsPart, TicketPart } from './dossier.tsx';
import { PaymentHeader } from './payment-header.tsx';
import styles from './payment-page.module.css';
import { TimelineView } from './timeline-view.tsx';

type PaymentPageProps = {
  readonly id: string;
  /** Under which name to report that the page is painted; null: somebody else reports. */
  readonly readyAs: string | null;
  /** Parts of other domains, given by the app: features do not know each other. */
  readonly duplicates: (page: PaymentPageData) => ReactNode;
  readonly refunds: (page: PaymentPageData) => ReactNode;
  readonly arrivalOf: (view: RefundView, payment: Payment) => string | null;
};

/** Everything about one payment. Give it the payment's id as `key`. */
export function PaymentPage({ id, readyAs, duplicates, refunds, arrivalOf }: PaymentPageProps) {
  const { t } = useTranslation();
  const { value: page, error, loading } = useLiveQuery('payments.page', { id });
  const waiting = useDelayed(loading);
  const openRefundForm = usePanels((state) => state.openRefundForm);
  const remember = useRecents((state) => state.remember);
  useScreenReady(page === null ? null : readyAs);
  useShortcuts({
    r: () => {
      if (page !== null) openRefundForm({ paymentId: id, duplicateOf: null, verdict: null });
    },
  });

  useEffect(() => {
    if (page === null) return;
    const { payment, customer } = page;
    remember({
      id: payment.id,
      reference: payment.gatewayRef,
      customer: customer?.name ?? payment.email,
      amountMinor: payment.amountMinor,
      currency: payment.currency,
    });
  }, [page, remember]);

  if (page === null) {
    if (waiting) return <Skeleton rows={10} label={t('ui.loading')} />;
    if (error === null) return null;
    return <Empty icon={SearchX} title={t('payments.notHere')} text={errorText(t, error)} />;
  }
  return (
    <article
      className={styles.page}
      aria-label={t('payments.pageOf', { reference: page.payment.gatewayRef })}
    >
      <div className={styles.main}>
        <PaymentHeader page={page} arrivalOf={(view) => arrivalOf(view, page.payment)} />
        <div className={styles.parts}>
          {duplicates(page)}
          <Section title={t('payments.whatHappened')}>
            <TimelineView page={page} />
          </Section>
          {refunds(page)}
        </div>
      </div>
      <aside className={styles.dossier} aria-label={t('payments.dossier')}>
        <CustomerPart page={page} />
        <ApplicationPart page={page} />
        <IdentifierPart page={page} />
        <OtherPaymentsPart page={page} />
        <TicketPart page={page} />
      </aside>
    </article>
  );
}
