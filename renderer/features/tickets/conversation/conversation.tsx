import { SearchX } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../lib/error-text.ts';
import { useDelayed } from '../../../lib/use-delayed.ts';
import { useScreenCommands } from '../../../lib/use-screen-commands.ts';
import { useScreenReady } from '../../../lib/use-screen-ready.ts';
import { useLayout } from '../../../stores/layout.ts';
import { usePanels } from '../../../stores/panels.ts';
import { useToasts } from '../../../stores/toasts.ts';
import { Empty, Skeleton } from '../../../ui/empty.tsx';
import { TICKET_KEYS, type TicketAction } from '../actions.ts';
import { Composer, type ComposerTab } from '../composer/composer.tsx';
import { useTicketActions } from '../use-ticket-actions.ts';
import styles from './conversation.module.css';
import { ConversationHeader } from './conversation-header.tsx';
import { newestSeen } from './merge-thread.ts';
import { MessageList } from './message-list.tsx';
import { type PropertyMenu, PropertyMenus } from './property-menus.tsx';
import { RefusedChanges } from './refused-changes.tsx';
import { SubjectLine } from './subject-line.tsx';
import { type Thread, useThread } from './use-thread.ts';

type ConversationProps = {
  readonly ticketId: string;
  readonly login: string;
  /** Under which name to report that it is painted. */
  readonly readyAs: string;
};

/** A ticket: its facts, its messages, and the place to answer. Give it the ticket's id as `key`. */
export function Conversation({ ticketId, login, readyAs }: ConversationProps) {
  const { t } = useTranslation();
  const { thread, error, loading, ...messages } = useThread(ticketId);
  const isLate = useDelayed(loading);
  useScreenReady(thread === null ? null : readyAs);

  if (thread === null) {
    if (isLate) return <Skeleton rows={10} label={t('ui.loading')} />;
    if (error === null) return null;
    return <Empty icon={SearchX} title={t('tickets.notHere')} text={errorText(t, error)} />;
  }
  return <Loaded thread={thread} login={login} {...messages} />;
}

type LoadedProps = Pick<ReturnType<typeof useThread>, 'entries' | 'hasEarlier' | 'loadEarlier'> & {
  readonly thread: Thread;
  readonly login: string;
};

function Loaded({ thread, login, entries, hasEarlier, loadEarlier }: LoadedProps) {
  const { t } = useTranslation();
  const { ticket, customer, seenAt, colleagues } = thread;
  const [seenAtOpening] = useState(seenAt);
  const [menu, setMenu] = useState<PropertyMenu | null>(null);
  const [isRenaming, setRenaming] = useState(false);
  const [tab, setTab] = useState<ComposerTab>('reply');
  /** Rises when the composer is asked for the focus. */
  const [focusWish, setFocusWish] = useState(0);
  const messages = useRef<HTMLElement | null>(null);
  const actions = useTicketActions(ticket);
  const toggle = useLayout((state) => state.toggle);
  const openCallForm = usePanels((state) => state.openCallForm);
  const isClosed = ticket.status === 'closed';

  const write = (where: ComposerTab) => () => {
    setTab(where);
    setFocusWish((wish) => wish + 1);
  };
  const runs: Readonly<Partial<Record<TicketAction, () => void>>> = {
    ...(isClosed
      ? {}
      : {
          reply: write('reply'),
          note: write('note'),
          call: () => openCallForm({ ticketId: ticket.id }),
          solve: () => actions.setStatus('solved'),
          status: () => setMenu('status'),
          assignToMe: () =>
            actions.assign(login, colleagues.find((each) => each.login === login)?.name ?? login),
          assignee: () => setMenu('assignee'),
          priority: () => setMenu('priority'),
          tags: () => setMenu('tags'),
          snooze: () => setMenu('snooze'),
          subject: () => setRenaming(true),
        }),
    copyNumber: () => {
      void navigator.clipboard
        .writeText(`#${ticket.number}`)
        .then(() =>
          useToasts.getState().show({ tone: 'neutral', text: t('ui.copied', { name: `#${ticket.number}` }) }),
        );
    },
    dossier: () => toggle('dossier'),
  };
  useScreenCommands(
    (Object.keys(TICKET_KEYS) as TicketAction[]).flatMap((action) => {
      const run = runs[action];
      if (run === undefined) return [];
      return [
        { id: `ticket-${action}`, name: t(`tickets.action.${action}`), keys: TICKET_KEYS[action], run },
      ];
    }),
  );

  return (
    <article
      className={styles.conversation}
      aria-label={t('tickets.ticketOf', {
        number: ticket.number,
        name: customer?.name ?? t('tickets.noCustomer'),
      })}
    >
      <ConversationHeader
        ticket={ticket}
        actions={actions}
        subject={
          <SubjectLine
            ticket={ticket}
            isEditing={isRenaming}
            onEditing={setRenaming}
            onRename={actions.rename}
          />
        }
      />
      <PropertyMenus thread={thread} login={login} actions={actions} openMenu={menu} onMenu={setMenu} />
      <RefusedChanges ticketId={ticket.id} />
      <MessageList
        ticketId={ticket.id}
        ticketLanguage={ticket.language}
        entries={entries}
        hasEarlier={hasEarlier}
        loadEarlier={loadEarlier}
        seenAt={seenAt}
        seenAtOpening={seenAtOpening}
        box={messages}
      />
      {isClosed ? (
        <p className={styles.closed}>{t('tickets.isClosed')}</p>
      ) : (
        <Composer
          ticket={ticket}
          customerName={customer?.name ?? null}
          seenMessageId={newestSeen(entries)}
          isInConversation={(id) => entries.some(({ message }) => message.id === id)}
          tab={tab}
          onTab={setTab}
          focusWish={focusWish}
          onLeave={() => messages.current?.focus({ preventScroll: true })}
        />
      )}
    </article>
  );
}
