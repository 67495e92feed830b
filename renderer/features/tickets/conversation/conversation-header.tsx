import { Check, PanelRight, Phone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../../../shared/domains/tickets/entity.ts';
import { useLayout } from '../../../stores/layout.ts';
import { usePanels } from '../../../stores/panels.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { CopyReference } from '../../../ui/copy-reference.tsx';
import { TICKET_KEYS } from '../actions.ts';
import type { TicketActions } from '../use-ticket-actions.ts';
import styles from './conversation-header.module.css';

type ConversationHeaderProps = {
  readonly ticket: Ticket;
  readonly actions: TicketActions;
  readonly subject: ReactNode;
};

/** What the ticket is about, and the verb that ends it. */
export function ConversationHeader({ ticket, actions, subject }: ConversationHeaderProps) {
  const { t } = useTranslation();
  const toggle = useLayout((state) => state.toggle);
  const openCallForm = usePanels((state) => state.openCallForm);
  const isOver = ticket.status === 'solved' || ticket.status === 'closed';

  return (
    <header className={styles.header}>
      {subject}
      {ticket.number === 0 ? null : (
        <span className={styles.number}>
          <CopyReference value={`#${ticket.number}`} name={t('tickets.number')} isText />
        </span>
      )}
      <span className={styles.end}>
        {ticket.status === 'closed' ? null : (
          <IconButton
            icon={Phone}
            label={t('tickets.action.call')}
            keys={TICKET_KEYS.call}
            onPress={() => openCallForm({ ticketId: ticket.id })}
          />
        )}
        {isOver ? null : (
          <Button small icon={Check} keys={TICKET_KEYS.solve} onPress={() => actions.setStatus('solved')}>
            {t('tickets.action.solve')}
          </Button>
        )}
        <IconButton
          icon={PanelRight}
          label={t('tickets.action.dossier')}
          keys={TICKET_KEYS.dossier}
          onPress={() => toggle('dossier')}
        />
      </span>
    </header>
  );
}
