import { Clock, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../../shared/domains/tickets/entity.ts';
import { useFormat } from '../../lib/i18n.ts';
import { Chip } from '../../ui/chip.tsx';
import { deadlineLook } from './deadline-look.ts';

type DeadlineChipProps = {
  readonly ticket: Pick<Ticket, 'dueAt' | 'priority' | 'channel'>;
  readonly now: number;
};

/** How long there still is to answer, or how late it is; nothing if nobody waits. */
export function DeadlineChip({ ticket, now }: DeadlineChipProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = deadlineLook(ticket, now);
  if (look === null || ticket.dueAt === null) return null;
  const duration = format.durationShort(Math.max(60_000, Math.floor(look.milliseconds / 60_000) * 60_000));
  const title = t('tickets.answerBy', { time: format.full(ticket.dueAt) });
  return (
    <span title={title}>
      {look.state === 'overdue' ? (
        <Chip tone="red" icon={TriangleAlert} loud>
          {t('tickets.overdueBy', { duration })}
        </Chip>
      ) : (
        <Chip tone={look.state === 'soon' ? 'amber' : 'neutral'} icon={Clock}>
          {t('tickets.dueIn', { duration })}
        </Chip>
      )}
    </span>
  );
}
