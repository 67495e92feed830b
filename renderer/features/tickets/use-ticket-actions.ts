import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Priority, Ticket, TicketStatus } from '../../../shared/domains/tickets/entity.ts';
import { useFormat } from '../../lib/i18n.ts';
import type { TicketChange } from './ticket-change.ts';
import { useBulk } from './use-bulk.ts';

export type TicketActions = {
  readonly setStatus: (status: TicketStatus) => void;
  readonly assign: (login: string | null, name: string) => void;
  readonly setPriority: (priority: Priority) => void;
  /** Null wakes it. */
  readonly snooze: (until: number | null) => void;
  readonly addTag: (tag: string) => void;
  readonly removeTag: (tag: string) => void;
  readonly rename: (subject: string) => void;
};

/** What can be changed on one ticket; every change can be taken back for a while. */
export function useTicketActions(ticket: Ticket): TicketActions {
  const { t } = useTranslation();
  const format = useFormat();
  const { run } = useBulk();

  return useMemo(() => {
    const ticketId = ticket.id;
    const change = (part: Omit<TicketChange, 'ticketId'>, sentence: string) =>
      void run([{ ticketId, ...part }], () => sentence);
    return {
      setStatus: (status) => {
        if (status === ticket.status) return;
        change(
          { status: { from: ticket.status, to: status } },
          t('tickets.did.status', { count: 1, status: t(`states.ticket.${status}`) }),
        );
      },
      assign: (login, name) => {
        if (login === ticket.assignee) return;
        change(
          { assignee: { from: ticket.assignee, to: login } },
          login === null ? t('tickets.did.unassigned') : t('tickets.did.assigned', { name }),
        );
      },
      setPriority: (priority) => {
        if (priority === ticket.priority) return;
        change(
          { priority: { from: ticket.priority, to: priority } },
          t('tickets.did.priority', { priority: t(`tickets.priority.${priority}`) }),
        );
      },
      snooze: (until) => {
        if (until === ticket.snoozedUntil) return;
        change(
          { snoozedUntil: { from: ticket.snoozedUntil, to: until } },
          until === null
            ? t('tickets.did.woken')
            : t('tickets.did.snoozed', { time: format.timeOrDay(until, Date.now()) }),
        );
      },
      addTag: (tag) => {
        if (!ticket.tags.includes(tag))
          change({ addTags: [tag] }, t('tickets.did.tagged', { count: 1, tag }));
      },
      removeTag: (tag) => change({ removeTags: [tag] }, t('tickets.did.untagged', { tag })),
      rename: (subject) => {
        if (subject === ticket.subject) return;
        change({ subject: { from: ticket.subject, to: subject } }, t('tickets.did.renamed'));
      },
    };
  }, [ticket, run, t, format]);
}
