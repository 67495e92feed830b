import { useTranslation } from 'react-i18next';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { Instant, Money } from '../../ui/facts.tsx';
import { FactList } from '../../ui/page.tsx';
import { DuplicateChip, PaymentChip, RefundChip } from '../../ui/state-chip.tsx';
import styles from './palette-preview.module.css';

/** What the highlighted hit would open, answered before Enter: amount, state, duplicate, refund. */
export function PalettePreview({ paymentId }: { readonly paymentId: string }) {
  const { t } = useTranslation();
  const { value: page } = useLiveQuery('payments.page', { id: paymentId });
  if (page === null) return null;
  const { payment, customer, application, refunds, duplicates } = page;
  const newest = refunds[0];

  return (
    <aside className={styles.preview} aria-label={t('lookup.preview')}>
      <p className={styles.amount}>
        <Money minor={payment.amountMinor} currency={payment.currency} />
      </p>
      <p className={styles.chips}>
        <PaymentChip status={payment.status} />
        {duplicates.some((each) => each.pair.refund !== null) ? <DuplicateChip /> : null}
        {newest === undefined ? null : <RefundChip state={newest.refund.state} />}
      </p>
      <FactList
        facts={[
          { name: t('payments.customer'), value: customer?.name ?? payment.email ?? t('ui.unknown') },
          { name: t('payments.application'), value: application?.applicationNo ?? t('ui.unknown') },
          { name: t('payments.paidAt'), value: <Instant at={payment.createdAt} as="date" /> },
          {
            name: t('payments.refundable'),
            value: <Money minor={page.refundableMinor} currency={payment.currency} />,
          },
        ]}
      />
    </aside>
  );
}
