import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerPage } from '../../../shared/domains/customers/contract.ts';
import { classNames } from '../../lib/class-names.ts';
import { gatewayName } from '../../lib/gateway-name.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useLayout } from '../../stores/layout.ts';
import { openPayment, openTicket } from '../../stores/navigation.ts';
import { CopyReference } from '../../ui/copy-reference.tsx';
import { Instant, Money } from '../../ui/facts.tsx';
import { FeeTable } from '../../ui/fee-table.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PaymentChip, RefundChip, TicketChip } from '../../ui/state-chip.tsx';
import { CHANNEL_ICONS } from '../../ui/state-look.ts';
import styles from './sections.module.css';

type SectionName = 'payments' | 'applications' | 'refunds' | 'tickets';

/** A section that folds and is found folded or not the next time. */
function DossierSection({
  name,
  count,
  aside,
  children,
}: {
  readonly name: SectionName;
  readonly count: number;
  readonly aside?: string | null;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const isFolded = useLayout((state) => state.folded.includes(name));
  const toggleFold = useLayout((state) => state.toggleFold);
  return (
    <Fold
      title={t(`customers.section.${name}`)}
      aside={
        <>
          {aside === null || aside === undefined ? null : <span className={styles.aside}>{aside}</span>}
          {format.number(count)}
        </>
      }
      isFolded={isFolded}
      onFold={() => toggleFold(name)}
    >
      {count === 0 ? <p className={styles.none}>{t(`customers.noSection.${name}`)}</p> : children}
    </Fold>
  );
}

type PartProps = { readonly page: CustomerPage };

/** What was paid and tried; the one that the case is about first. */
export function PaymentSection({ page, paymentId }: PartProps & { readonly paymentId: string | null }) {
  const { t } = useTranslation();
  const { counts } = page;
  const payments = [...page.payments].sort(
    (one, other) => Number(other.id === paymentId) - Number(one.id === paymentId),
  );
  return (
    <DossierSection
      name="payments"
      count={counts.payments}
      aside={counts.failedPayments === 0 ? null : t('customers.failed', { count: counts.failedPayments })}
    >
      <ul className={styles.list}>
        {payments.map((payment) => (
          <li key={payment.id}>
            <button type="button" className={styles.item} onClick={() => openPayment(payment.id)}>
              <span className={styles.line}>
                <span className={styles.amount}>
                  <Money minor={payment.amountMinor} currency={payment.currency} />
                </span>
                <PaymentChip status={payment.status} />
              </span>
              <span className={classNames(styles.line, styles.soft)}>
                <span className={styles.words}>
                  {payment.id === paymentId ? (
                    <span className={styles.mark}>{t('customers.inQuestion')}</span>
                  ) : null}
                  {payment.feeType === null ? null : <span>{t(`payments.fee.${payment.feeType}`)}</span>}
                  <span>{gatewayName(payment.gateway)}</span>
                </span>
                <Instant at={payment.createdAt} as="age" />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </DossierSection>
  );
}

/** What was applied for, with the parts of its fee. */
export function ApplicationSection({ page }: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <DossierSection name="applications" count={page.counts.applications}>
      <ul className={styles.list}>
        {page.applications.map(({ application, feeComponents }) => {
          const { id, applicationNo, applicantName, destination, visaType, status } = application;
          const country = destination === null ? null : format.country(destination);
          return (
            <li key={id} className={styles.block}>
              <span className={styles.line}>
                <span className={styles.title}>
                  {country !== null && visaType !== null
                    ? t('payments.visaFor', { country, type: visaType })
                    : (country ?? visaType ?? t('payments.application'))}
                </span>
                {status === null ? null : <span>{t(`states.application.${status}`)}</span>}
              </span>
              <span className={classNames(styles.line, styles.soft)}>
                <CopyReference value={applicationNo} name={t('payments.applicationNo')} />
                {applicantName === null ? null : <bdi className={styles.words}>{applicantName}</bdi>}
              </span>
              <FeeTable components={feeComponents} />
            </li>
          );
        })}
      </ul>
    </DossierSection>
  );
}

/** What was asked back; opens the payment. */
export function RefundSection({ page }: PartProps) {
  const { t } = useTranslation();
  return (
    <DossierSection name="refunds" count={page.counts.refunds}>
      <ul className={styles.list}>
        {page.refunds.map(({ refund }) => (
          <li key={refund.id}>
            <button type="button" className={styles.item} onClick={() => openPayment(refund.paymentId)}>
              <span className={styles.line}>
                <span className={styles.amount}>
                  <Money minor={refund.amountMinor} currency={refund.currency} />
                </span>
                <RefundChip state={refund.state} />
              </span>
              <span className={classNames(styles.line, styles.soft)}>
                <span className={styles.words}>{t(`refunds.reason.${refund.reason}`)}</span>
                <Instant at={refund.requestedAt} as="age" />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </DossierSection>
  );
}

/** "Have we spoken before?" */
export function TicketSection({ page, ticketId }: PartProps & { readonly ticketId: string }) {
  const { t } = useTranslation();
  const { counts } = page;
  return (
    <DossierSection
      name="tickets"
      count={counts.tickets}
      aside={counts.openTickets === 0 ? null : t('customers.open', { count: counts.openTickets })}
    >
      <ul className={styles.list}>
        {page.tickets.map((ticket) => (
          <li key={ticket.id}>
            <button
              type="button"
              className={styles.item}
              {...(ticket.id === ticketId ? { 'aria-current': 'true' as const } : {})}
              onClick={() => openTicket(ticket.id)}
            >
              <span className={styles.line}>
                <span
                  className={styles.title}
                  dir="auto"
                  {...(ticket.language === null ? {} : { lang: ticket.language })}
                >
                  {ticket.subject}
                </span>
                <TicketChip status={ticket.status} />
              </span>
              <span className={classNames(styles.line, styles.soft)}>
                <span className={styles.words}>
                  <Icon icon={CHANNEL_ICONS[ticket.channel]} size={12} />
                  <span className="visually-hidden">{t(`tickets.channel.${ticket.channel}`)}</span>
                  {ticket.id === ticketId ? (
                    <span className={styles.mark}>{t('customers.thisOne')}</span>
                  ) : (
                    <span>{t('customers.ticketNumber', { number: ticket.number })}</span>
                  )}
                </span>
                <Instant at={ticket.lastMessageAt ?? ticket.createdAt} as="age" />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </DossierSection>
  );
}
