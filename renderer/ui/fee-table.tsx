import { useTranslation } from 'react-i18next';
import type { FeeComponent } from '../../shared/domains/applications/entity.ts';
import { Money } from './facts.tsx';
import styles from './fee-table.module.css';

/** What a fee is made of, and which of it can be given back; nothing for an application without parts. */
export function FeeTable({ components }: { readonly components: readonly FeeComponent[] }) {
  const { t } = useTranslation();
  if (components.length === 0) return null;
  return (
    <table className={styles.fees} aria-label={t('payments.feeParts')}>
      <tbody>
        {components.map((part) => (
          <tr key={part.id}>
            <th scope="row">{t(`payments.feePart.${part.kind}`)}</th>
            <td className={styles.refundable}>
              {t(part.refundable ? 'payments.feeRefundable' : 'payments.feeNotRefundable')}
            </td>
            <td className={styles.amount}>
              <Money minor={part.amountMinor} currency={part.currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
