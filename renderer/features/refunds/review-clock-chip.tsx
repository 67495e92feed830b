import { AlarmClock, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Refund } from '../../../shared/domains/refunds/entity.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useNow } from '../../lib/use-now.ts';
import { Chip } from '../../ui/chip.tsx';
import { reviewClock } from './review-clock.ts';

/** Time left for the decision; red and solid once it is overdue. */
export function ReviewClockChip({ refund }: { readonly refund: Refund }) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = reviewClock(refund.state, refund.reviewDueAt, useNow());
  if (clock === null) return null;
  const duration = format.durationShort(clock.milliseconds);
  if (clock.tone === 'overdue') {
    return (
      <Chip tone="red" icon={AlarmClock} loud>
        {t('refunds.overdueBy', { duration })}
      </Chip>
    );
  }
  return (
    <Chip tone={clock.tone === 'soon' ? 'amber' : 'neutral'} icon={Clock}>
      {t('refunds.timeLeft', { duration })}
    </Chip>
  );
}
