import { Check, CircleAlert, CircleHelp, Clock, Send } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ThreadEntry } from '../../../../shared/domains/tickets/contract.ts';
import type { Message } from '../../../../shared/domains/tickets/entity.ts';
import { useDelayed } from '../../../lib/use-delayed.ts';
import { useSecondsUntil } from '../../../lib/use-seconds-until.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { putIntoDraft } from '../composer/open-drafts.ts';
import { takeBack } from '../take-back.ts';
import styles from './message-state.module.css';
import { NotSent } from './not-sent.tsx';

type MessageStateProps = {
  readonly entry: ThreadEntry;
  readonly entries: readonly ThreadEntry[];
};

/** How far an own message has come; nothing under what others wrote. */
export function MessageState({ entry, entries }: MessageStateProps) {
  const { t } = useTranslation();
  const { command, message } = entry;
  if (command === null) return <Delivery message={message} />;
  switch (command.state) {
    case 'queued':
      return <OnItsWay entry={entry} command={command} />;
    case 'sending':
      return (
        <p className={styles.state}>
          <Icon icon={Send} size={12} />
          {t('states.outbox.sending')}
        </p>
      );
    case 'unknown':
      return (
        <p className={styles.state}>
          <Icon icon={CircleHelp} size={12} />
          {t('states.outbox.unknown')}
        </p>
      );
    case 'acked':
      return <Delivery message={message} />;
    case 'rejected':
    case 'held':
    case 'needs_review':
      return <NotSent entry={entry} entries={entries} command={command} />;
  }
}

type OnItsWayProps = {
  readonly entry: ThreadEntry;
  readonly command: NonNullable<ThreadEntry['command']>;
};

/** Saved here: counts down while it can be taken back, then waits for a connection and still can. */
function OnItsWay({ entry, command }: OnItsWayProps) {
  const { t } = useTranslation();
  const seconds = useSecondsUntil(command.leavesAt);
  const isLate = useDelayed(true);
  const { message } = entry;
  const isCall = message.kind === 'call';
  // A note that the team has within a blink needs no word.
  if (seconds === 0 && !isLate) return null;
  return (
    <p className={styles.state} role="status">
      <Icon icon={Clock} size={12} />
      {seconds > 0 ? t('tickets.leavesIn', { count: seconds }) : t('states.outbox.queued')}
      {isCall ? null : (
        <Button
          look="quiet"
          small
          {...(seconds > 0 ? { keys: 'z' } : {})}
          onPress={() => void takeBack(message.ticketId, command.id)}
        >
          {t(seconds > 0 ? 'ui.undo' : 'tickets.takeBack')}
        </Button>
      )}
    </p>
  );
}

/** Whether the customer has got it. */
function Delivery({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  switch (message.delivery) {
    case 'none':
      return null;
    case 'queued':
      return (
        <p className={styles.state}>
          <Icon icon={Clock} size={12} />
          {t('tickets.delivery.queued')}
        </p>
      );
    case 'sent':
      return (
        <p className={styles.state}>
          <Icon icon={Check} size={12} />
          {t('tickets.delivery.sent')}
        </p>
      );
    case 'failed':
      return (
        <p className={styles.failed} role="status">
          <Icon icon={CircleAlert} size={12} />
          {t('tickets.delivery.failed')}
          {message.deliveryReason === null ? null : <code>{message.deliveryReason}</code>}
          <Button
            look="quiet"
            small
            onPress={() => void putIntoDraft(message.ticketId, 'reply', message.body)}
          >
            {t('tickets.writeAgain')}
          </Button>
        </p>
      );
  }
}
