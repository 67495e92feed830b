import { Equal } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Payment } from '../../../shared/domains/payments/entity.ts';
import { cardBrandName } from '../../lib/card-brand.ts';
import { classNames } from '../../lib/class-names.ts';
import { gatewayName } from '../../lib/gateway-name.ts';
import { useFormat } from '../../lib/i18n.ts';
import { Instant, Money, Reference } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PaymentChip } from '../../ui/state-chip.tsx';
import { type ComparedField, comparePayments } from './pair-comparison.ts';
import styles from './pair-table.module.css';

type PairTableProps = {
  readonly first: Payment;
  readonly second: Payment;
  /** The payment whose page this is. */
  readonly pageId: string;
  /** The charge to return, or null where none is. */
  readonly refundId: string | null;
  readonly onOpen: (id: string) => void;
  /** Application numbers by application id, as far as the page knows them. */
  readonly applicationNos: ReadonlyMap<string, string>;
};

/** The two charges side by side: what agrees is lit, what differs is plain. */
export function PairTable(props: PairTableProps) {
  const { t } = useTranslation();
  const { first, second } = props;
  return (
    <table className={styles.pair} aria-label={t('duplicates.sideBySide')}>
      <colgroup>
        <col className={styles.nameColumn} />
        <col />
        <col />
        <col className={styles.signColumn} />
      </colgroup>
      <thead>
        <tr>
          <td />
          <ChargeHead {...props} payment={first} title={t('duplicates.firstCharge')} />
          <ChargeHead {...props} payment={second} title={t('duplicates.secondCharge')} />
          <td />
        </tr>
      </thead>
      <tbody>
        {comparePayments(first, second).map(({ field, same }) => (
          <tr key={field} className={classNames(same && styles.same)}>
            <th scope="row">{t(`duplicates.field.${field}`)}</th>
            <td>{fieldValue(field, first, null, props.applicationNos)}</td>
            <td>{fieldValue(field, second, first, props.applicationNos)}</td>
            <td>
              {same ? <Icon icon={Equal} size={14} className={styles.equal} /> : null}
              <span className="visually-hidden">{t(same ? 'duplicates.same' : 'duplicates.different')}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type ChargeHeadProps = PairTableProps & { readonly payment: Payment; readonly title: string };

function ChargeHead({ payment, title, pageId, refundId, onOpen }: ChargeHeadProps) {
  const { t } = useTranslation();
  const returns = payment.id === refundId;
  return (
    <th scope="col" className={classNames(returns && styles.returned)}>
      {payment.id === pageId ? (
        <span>{title}</span>
      ) : (
        <button
          type="button"
          className={styles.open}
          aria-label={t('duplicates.openCharge', { charge: title, reference: payment.gatewayRef })}
          onClick={() => onOpen(payment.id)}
        >
          {title}
        </button>
      )}
      {payment.id === pageId ? <span className={styles.tag}>{t('duplicates.thisPage')}</span> : null}
      {refundId === null ? null : (
        <span className={returns ? styles.returnTag : styles.stayTag}>
          {t(returns ? 'duplicates.toReturn' : 'duplicates.stays')}
        </span>
      )}
    </th>
  );
}

function fieldValue(
  field: ComparedField['field'],
  payment: Payment,
  earlier: Payment | null,
  applicationNos: ReadonlyMap<string, string>,
): ReactNode {
  const plain = (value: string | null) => (value === null ? <Unknown /> : value);
  switch (field) {
    case 'amount':
      return <Money minor={payment.amountMinor} currency={payment.currency} />;
    case 'application':
      return <ApplicationNo payment={payment} applicationNos={applicationNos} />;
    case 'fee':
      return <Fee payment={payment} />;
    case 'card':
      return <Card payment={payment} />;
    case 'payer':
      return plain(payment.payerId);
    case 'email':
      return plain(payment.email);
    case 'order':
      return payment.orderRef === null ? <Unknown /> : <Reference value={payment.orderRef} />;
    case 'device':
      return payment.deviceId === null ? <Unknown /> : <Reference value={payment.deviceId} />;
    case 'created':
      return <Moment at={payment.createdAt} after={earlier?.createdAt ?? null} />;
    case 'captured':
      return payment.capturedAt === null ? (
        <Unknown />
      ) : (
        <Moment at={payment.capturedAt} after={earlier?.capturedAt ?? null} />
      );
    case 'gateway':
      return gatewayName(payment.gateway);
    case 'reference':
      return <Reference value={payment.gatewayRef} />;
    case 'status':
      return <PaymentChip status={payment.status} />;
  }
}

function Unknown() {
  const { t } = useTranslation();
  return <span className={styles.unknown}>{t('ui.unknown')}</span>;
}

function ApplicationNo({
  payment,
  applicationNos,
}: {
  readonly payment: Payment;
  readonly applicationNos: ReadonlyMap<string, string>;
}) {
  const { t } = useTranslation();
  if (payment.applicationId === null) return <Unknown />;
  return <span>{applicationNos.get(payment.applicationId) ?? t('duplicates.anotherApplication')}</span>;
}

function Fee({ payment }: { readonly payment: Payment }) {
  const { t } = useTranslation();
  return payment.feeType === null ? <Unknown /> : <span>{t(`payments.fee.${payment.feeType}`)}</span>;
}

function Card({ payment }: { readonly payment: Payment }) {
  const { t } = useTranslation();
  if (payment.cardLast4 === null) return <Unknown />;
  const brand = payment.cardBrand === null ? t('payments.methods.card') : cardBrandName(payment.cardBrand);
  return <span>{t('payments.card', { brand, last4: payment.cardLast4 })}</span>;
}

/** A time, and for the second charge how long after the first. */
function Moment({ at, after }: { readonly at: number; readonly after: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span>
      <Instant at={at} as="date" />
      {after === null || after === at ? null : (
        <span className={styles.gap}>
          {t(at > after ? 'duplicates.later' : 'duplicates.earlier', {
            gap: format.durationShort(at - after),
          })}
        </span>
      )}
    </span>
  );
}
