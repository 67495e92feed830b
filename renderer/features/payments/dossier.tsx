import { useTranslation } from 'react-i18next';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { useFormat } from '../../lib/i18n.ts';
import { identifierName } from '../../lib/identifier-name.ts';
import { openPayment, openTicket } from '../../stores/navigation.ts';
import { CopyReference } from '../../ui/copy-reference.tsx';
import { Instant, Money } from '../../ui/facts.tsx';
import { FeeTable } from '../../ui/fee-table.tsx';
import { FactList, Section } from '../../ui/page.tsx';
import { PaymentChip } from '../../ui/state-chip.tsx';
import styles from './dossier.module.css';

type PartProps = { readonly page: PaymentPage };

/** Who paid. */
export function CustomerPart({ page }: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { customer, payment } = page;
  const email = customer?.email ?? payment.email;
  const facts = [
    customer?.name ? { name: t('payments.name'), value: <strong dir="auto">{customer.name}</strong> } : null,
    email
      ? {
          name: t('payments.email'),
          value: <CopyReference value={email} name={t('payments.email')} isText />,
        }
      : null,
    customer?.phone
      ? {
          name: t('payments.phone'),
          value: <CopyReference value={customer.phone} name={t('payments.phone')} isText />,
        }
      : null,
    customer?.language
      ? { name: t('payments.language'), value: format.languageName(customer.language) }
      : null,
    customer?.country ? { name: t('payments.country'), value: format.country(customer.country) } : null,
  ].filter((fact) => fact !== null);
  return (
    <Section title={t('payments.customer')}>
      {facts.length === 0 ? (
        <p className={styles.none}>{t('payments.noCustomer')}</p>
      ) : (
        <FactList facts={facts} />
      )}
    </Section>
  );
}

/** What was paid for. */
export function ApplicationPart({ page }: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { application, feeComponents } = page;
  if (application === null) {
    return (
      <Section title={t('payments.application')}>
        <p className={styles.none}>{t('payments.noApplication')}</p>
      </Section>
    );
  }
  const { applicationNo, applicantName, nationality, destination, visaType, status } = application;
  const facts = [
    {
      name: t('payments.applicationNo'),
      value: <CopyReference value={applicationNo} name={t('payments.applicationNo')} />,
    },
    applicantName ? { name: t('payments.applicant'), value: <span dir="auto">{applicantName}</span> } : null,
    nationality ? { name: t('payments.nationality'), value: format.country(nationality) } : null,
    destination
      ? {
          name: t('payments.visa'),
          value: visaType
            ? t('payments.visaFor', { country: format.country(destination), type: visaType })
            : format.country(destination),
        }
      : null,
    status ? { name: t('payments.state'), value: t(`states.application.${status}`) } : null,
  ].filter((fact) => fact !== null);
  return (
    <Section title={t('payments.application')}>
      <FactList facts={facts} />
      <FeeTable components={feeComponents} />
    </Section>
  );
}

const TEXT_KINDS: readonly string[] = ['email', 'phone', 'name'];

/** Everything the payment may be asked for by. */
export function IdentifierPart({ page }: PartProps) {
  const { t } = useTranslation();
  if (page.identifiers.length === 0) return null;
  return (
    <Section title={t('payments.identifiers')}>
      <FactList
        facts={page.identifiers.map(({ kind, value }) => ({
          name: identifierName(kind, t),
          value: (
            <CopyReference value={value} name={identifierName(kind, t)} isText={TEXT_KINDS.includes(kind)} />
          ),
        }))}
      />
    </Section>
  );
}

/** The customer's other payments, to be opened with one click. */
export function OtherPaymentsPart({ page }: PartProps) {
  const { t } = useTranslation();
  if (page.otherPayments.length === 0) return null;
  return (
    <Section title={t('payments.otherPayments')}>
      <ul className={styles.list}>
        {page.otherPayments.map((payment) => (
          <li key={payment.id}>
            <button type="button" className={styles.other} onClick={() => openPayment(payment.id)}>
              <Money minor={payment.amountMinor} currency={payment.currency} />
              <PaymentChip status={payment.status} />
              <span className={styles.when}>
                <Instant at={payment.createdAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What the customer wrote about. */
export function TicketPart({ page }: PartProps) {
  const { t } = useTranslation();
  if (page.tickets.length === 0) return null;
  return (
    <Section title={t('payments.tickets')}>
      <ul className={styles.list}>
        {page.tickets.map((ticket) => (
          <li key={ticket.id}>
            <button type="button" className={styles.ticket} onClick={() => openTicket(ticket.id)}>
              <span
                className={styles.subject}
                dir="auto"
                {...(ticket.language ? { lang: ticket.language } : {})}
              >
                {ticket.subject}
              </span>
              <span className={styles.ticketFacts}>
                {t('payments.ticketLine', {
                  number: ticket.number,
                  status: t(`states.ticket.${ticket.status}`),
                  channel: t(`tickets.channel.${ticket.channel}`),
                })}
                <Instant at={ticket.updatedAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
