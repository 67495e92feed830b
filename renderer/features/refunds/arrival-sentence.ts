import type { TFunction } from 'i18next';
import type { Refund } from '../../../shared/domains/refunds/entity.ts';
import {
  type MethodWindow,
  methodWindow,
  methodWindowsVersion,
} from '../../../shared/domains/refunds/method-windows.ts';
import type { Formatter } from '../../lib/format.ts';

/**
 * When the customer sees the money, in words: "between Tue 29 Sept and Thu 8 Oct, 3–10 business days, Germany".
 * `method` is the payment's. Null until the gateway has accepted the refund: there is no window before that.
 */
export function arrivalSentence(
  refund: Refund,
  method: string | null,
  { now, format, t }: { readonly now: number; readonly format: Formatter; readonly t: TFunction },
): string | null {
  const { arrivalEarliest, arrivalLatest, arrivalCountry } = refund;
  if (arrivalEarliest === null || arrivalLatest === null) return null;
  const earliest = format.calendarDay(arrivalEarliest, now);
  const latest = format.calendarDay(arrivalLatest, now);
  const days = businessDays(refund, method);
  const country = arrivalCountry === null ? null : format.country(arrivalCountry);
  const window = { earliest, latest };
  if (days === null) {
    return country === null
      ? t('refunds.arrival', window)
      : t('refunds.arrivalWithCountry', { ...window, country });
  }
  const counted = { ...window, from: days.minDays, to: days.maxDays };
  return country === null
    ? t('refunds.arrivalWithDays', counted)
    : t('refunds.arrivalWithBoth', { ...counted, country });
}

/**
 * The business days that the window counts. Only while the figures are still those that the promise was made by:
 * the rule kept with the refund says which they were, and newer figures must not rewrite it.
 */
function businessDays(refund: Refund, method: string | null): MethodWindow | null {
  const isSameRule = refund.arrivalRule?.split('; ').includes(methodWindowsVersion) ?? false;
  return isSameRule ? methodWindow(method) : null;
}
