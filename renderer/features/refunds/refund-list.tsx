import { useTranslation } from 'react-i18next';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import type { RefundView } from '../../../shared/domains/refunds/contract.ts';
import type { Staff } from '../../../shared/domains/staff/entity.ts';
import { useFormat } from '../../lib/i18n.ts';
import { Money } from '../../ui/facts.tsx';
import { Section } from '../../ui/page.tsx';
import { RefundActions } from './refund-actions.tsx';
import { Arrival, RefundChips, RefundFactList } from './refund-facts.tsx';
import styles from './refund-list.module.css';
import { RefundTrack } from './refund-track.tsx';

type RefundListProps = { readonly page: PaymentPage; readonly staff: Staff };

/** Refunds of a payment and what is left of it, with the same actions as on the refunds screen. */
export function RefundList({ page, staff }: RefundListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { payment, refunds, refundableMinor } = page;
  const outside = payment.externalRefundedMinor;
  if (payment.capturedMinor === 0 && refunds.length === 0) return null;

  return (
    <Section
      title={t('refunds.title')}
      aside={
        <span className={styles.remaining}>
          {t('refunds.remaining', { amount: format.money(refundableMinor, payment.currency) })}
        </span>
      }
    >
      {refunds.length === 0 && outside === 0 ? <p className={styles.none}>{t('refunds.noneYet')}</p> : null}
      {outside > 0 ? (
        <p className={styles.none}>
          {t('refunds.outside', { amount: format.money(outside, payment.currency) })}
        </p>
      ) : null}
      <ul className={styles.list}>
        {refunds.map((view) => (
          <RefundCard key={view.refund.id} view={view} page={page} staff={staff} />
        ))}
      </ul>
    </Section>
  );
}

function RefundCard({ view, page, staff }: RefundListProps & { readonly view: RefundView }) {
  const { refund } = view;
  return (
    <li className={styles.card}>
      <RefundActions view={view} page={page} staff={staff} hasKeys={false}>
        {(buttons, notes) => (
          <>
            <div className={styles.head}>
              <span className={styles.amount}>
                <Money minor={refund.amountMinor} currency={refund.currency} />
              </span>
              <RefundChips view={view} />
              {buttons}
            </div>
            <RefundTrack state={refund.state} />
            <Arrival view={view} method={page.payment.method} />
            {notes}
          </>
        )}
      </RefundActions>
      <RefundFactList view={view} />
    </li>
  );
}
