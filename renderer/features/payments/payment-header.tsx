import { ArrowRight, type LucideIcon, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { classNames } from '../../lib/class-names.ts';
import { gatewayName } from '../../lib/gateway-name.ts';
import { useFormat } from '../../lib/i18n.ts';
import { usePanels } from '../../stores/panels.ts';
import { Button } from '../../ui/button.tsx';
import { CopyReference } from '../../ui/copy-reference.tsx';
import { Instant, Money } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DisputeChip, DuplicateChip, PaymentChip } from '../../ui/state-chip.tsx';
import { type NextAction, nextAction } from './next-action.ts';
import styles from './payment-header.module.css';
import { PaymentMethod } from './payment-method.tsx';

type PaymentHeaderProps = {
  readonly page: PaymentPage;
  /** When the money of a refund arrives, in words; null while that is unknown. */
  readonly arrivalOf: (refund: NonNullable<NextAction['refund']>) => string | null;
};

/** Amount, state and the one next action: what an agent must find within a second. */
export function PaymentHeader({ page, arrivalOf }: PaymentHeaderProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const openRefundForm = usePanels((state) => state.openRefundForm);
  const { payment, refundableMinor } = page;
  const next = nextAction(page);
  const partlyRefunded = refundableMinor > 0 && refundableMinor < payment.capturedMinor;

  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <h1 className={styles.amount}>
          <Money minor={payment.amountMinor} currency={payment.currency} />
        </h1>
        <span className={styles.chips}>
          <PaymentChip status={payment.status} />
          {page.duplicates.some(({ pair }) => pair.refund !== null) ? <DuplicateChip /> : null}
          <DisputeChip dispute={payment.dispute} />
        </span>
        <span className={styles.action}>
          <Button
            icon={Undo2}
            keys="r"
            onPress={() => openRefundForm({ paymentId: payment.id, duplicateOf: null, verdict: null })}
          >
            {t('payments.refund')}
          </Button>
        </span>
      </div>
      <p className={styles.facts}>
        {payment.feeType === null ? null : <span>{t(`payments.fee.${payment.feeType}`)}</span>}
        <PaymentMethod payment={payment} />
        {payment.issuerCountry === null ? null : (
          <span>{t('payments.issuedIn', { country: format.country(payment.issuerCountry) })}</span>
        )}
        <span>{gatewayName(payment.gateway)}</span>
        <Instant at={payment.createdAt} as="date" />
        <CopyReference value={payment.gatewayRef} name={t('payments.reference')} />
      </p>
      <NextLine next={next} icon={ArrowRight}>
        {t(`payments.next.${next.kind}`, {
          at: next.at === undefined ? '' : format.dayAndTime(next.at, Date.now()),
          due: next.refund === null ? '' : format.dayAndTime(next.refund.refund.reviewDueAt, Date.now()),
          arrival: next.refund === null ? '' : (arrivalOf(next.refund) ?? t('payments.arrivalUnknown')),
          remaining: format.money(refundableMinor, payment.currency),
        })}
        {partlyRefunded && next.kind === 'nothing' ? (
          <span className={styles.rest}>
            {t('payments.partlyRefunded', { remaining: format.money(refundableMinor, payment.currency) })}
          </span>
        ) : null}
      </NextLine>
    </header>
  );
}

function NextLine({
  next,
  icon,
  children,
}: {
  readonly next: NextAction;
  readonly icon: LucideIcon;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <p className={classNames(styles.next, styles[next.tone])}>
      <Icon icon={icon} className={styles.nextSign} />
      <span className="visually-hidden">{t('payments.nextLabel')}</span>
      <span>{children}</span>
    </p>
  );
}
