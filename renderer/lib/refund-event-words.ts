import type { TFunction } from 'i18next';
import type { RefundEvent } from '../../shared/domains/refunds/entity.ts';

/** Reasons that say more than the state that the refund is in. */
const TELLING = ['declared-not-sent', 'gateway-conflict'] as const;

/** What happened in a line of a refund's history, in the agent's language. */
export function refundEventWords({ fromState, toState, detail }: RefundEvent, t: TFunction): string {
  const telling = TELLING.find((reason) => reason === detail.reason);
  if (telling !== undefined) return t(`refunds.event.${telling}`);
  if (toState === 'manual_check' && detail.reason === 'not-found') return t('refunds.event.not-found');
  // It stayed where it was: a question that had been answered before was not answered this time.
  if (fromState === toState) return t('refunds.event.no-answer');
  return t(`states.refund.${toState}`);
}
