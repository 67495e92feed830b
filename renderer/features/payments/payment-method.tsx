import { useTranslation } from 'react-i18next';
import type { Payment } from '../../../shared/domains/payments/entity.ts';
import { cardBrandName } from '../../lib/card-brand.ts';

const METHODS = ['card', 'wallet', 'bank_transfer', 'paypal', 'alipay', 'wechat', 'upi'] as const;

/** How it was paid: "Visa ···· 4242", "Bank transfer". Never more of a card than its last four digits. */
export function PaymentMethod({ payment }: { readonly payment: Payment }) {
  const { t } = useTranslation();
  const { method, cardBrand, cardLast4 } = payment;
  if (cardLast4 !== null) {
    return (
      <span>
        {t('payments.card', {
          brand: cardBrand === null ? t('payments.methods.card') : cardBrandName(cardBrand),
          last4: cardLast4,
        })}
      </span>
    );
  }
  const named = METHODS.find((each) => each === method);
  return <span>{named === undefined ? (method ?? t('ui.unknown')) : t(`payments.methods.${named}`)}</span>;
}
