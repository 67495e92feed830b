import { ChevronUp, Lock, Reply, Send } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button as AriaButton, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { v7 as uuid } from 'uuid';
import type { Ticket, TicketStatus } from '../../../../shared/domains/tickets/entity.ts';
import { classNames } from '../../../lib/class-names.ts';
import { useFormat } from '../../../lib/i18n.ts';
import { matchesChord } from '../../../lib/keys.ts';
import { useCommand } from '../../../lib/use-command.ts';
import { useUndo } from '../../../stores/undo.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Kbd } from '../../../ui/kbd.tsx';
import { Menu, MenuVerbs } from '../../../ui/menu.tsx';
import { COMPOSER_KEYS, TICKET_KEYS } from '../actions.ts';
import { SETTABLE_STATUSES } from '../settable-statuses.ts';
import { takeBack } from '../take-back.ts';
import styles from './composer.module.css';
import { useTicketDraft } from './use-ticket-draft.ts';

export type ComposerTab = 'reply' | 'note';
type StatusAfter = Exclude<TicketStatus, 'closed'>;

type ComposerProps = {
  readonly ticket: Ticket;
  readonly customerName: string | null;
  /** The newest message on the screen: what the answer is an answer to. */
  readonly seenMessageId: string | null;
  readonly isInConversation: (messageId: string) => boolean;
  readonly tab: ComposerTab;
  readonly onTab: (tab: ComposerTab) => void;
  /** Rises when the field shall have the focus. */
  readonly focusWish: number;
  /** The focus goes back to the conversation, where single keys work. */
  readonly onLeave: () => void;
};

/** Where an answer or an internal note is written. The two never look alike. */
export function Composer(props: ComposerProps) {
  const { ticket, customerName, seenMessageId, isInConversation, tab, onTab, focusWish, onLeave } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const reply = useTicketDraft(ticket.id, 'reply', isInConversation);
  const note = useTicketDraft(ticket.id, 'note', isInConversation);
  const sendReply = useCommand('tickets.reply');
  const saveNote = useCommand('tickets.note');
  const isSending = useRef(false);
  const field = useRef<HTMLTextAreaElement | null>(null);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const isNote = tab === 'note';
  const draft = isNote ? note : reply;
  const name = customerName ?? t('tickets.theCustomer');
  const [pending, setPending] = useState(false);
  const isEmpty = draft.text.trim() === '';

  useEffect(() => {
    if (focusWish > 0) field.current?.focus();
  }, [focusWish, tab]);

  /** One at a time: a second press of the keys sends nothing twice. */
  async function once(send: () => Promise<void>): Promise<void> {
    if (isEmpty || isSending.current) return;
    isSending.current = true;
    setPending(true);
    await send();
    isSending.current = false;
    setPending(false);
  }

  const answer = (status: StatusAfter) =>
    once(async () => {
      const [commandId, messageId] = [uuid(), uuid()];
      await reply.becomes(messageId);
      const sent = await sendReply.run({
        commandId,
        ticketId: ticket.id,
        messageId,
        body: reply.text.trim(),
        language: ticket.language,
        status,
        seenMessageId,
      });
      if (sent === null) return;
      await reply.empty();
      onLeave();
      useUndo.getState().offer({
        id: commandId,
        text: t('tickets.replyLeaves', { name }),
        until: sent.leavesAt,
        run: () => void takeBack(ticket.id, commandId),
      });
    });

  const keepNote = () =>
    once(async () => {
      const messageId = uuid();
      await note.becomes(messageId);
      const body = note.text.trim();
      const saved = await saveNote.run({ commandId: uuid(), ticketId: ticket.id, messageId, body });
      if (saved === null) return;
      await note.empty();
      onLeave();
    });

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const press = event.nativeEvent;
    if (press.isComposing) return;
    if (matchesChord(press, COMPOSER_KEYS.send)) {
      event.preventDefault();
      void (isNote ? keepNote() : answer('pending'));
    } else if (matchesChord(press, COMPOSER_KEYS.sendAndSolve) && !isNote) {
      event.preventDefault();
      void answer('solved');
    } else if (event.key === 'Escape') {
      onLeave();
    }
  }

  const language = ticket.language === null ? {} : { lang: ticket.language };
  const tabs = [
    { id: 'reply', icon: Reply, text: t('tickets.action.reply'), keys: TICKET_KEYS.reply },
    { id: 'note', icon: Lock, text: t('tickets.action.note'), keys: TICKET_KEYS.note },
  ] as const;

  return (
    <Tabs
      className={classNames(styles.composer, isNote && styles.note)}
      selectedKey={tab}
      onSelectionChange={(key) => onTab(key === 'note' ? 'note' : 'reply')}
    >
      <div className={styles.top}>
        <TabList className={styles.tabs ?? ''} aria-label={t('tickets.composer')}>
          {tabs.map(({ id, icon, text, keys }) => (
            <Tab key={id} id={id} className={styles.tab ?? ''}>
              <Icon icon={icon} size={14} />
              {text}
              <Kbd keys={keys} quiet />
            </Tab>
          ))}
        </TabList>
        <span className={styles.hint}>
          {isNote
            ? t('tickets.noteHint')
            : ticket.language === null
              ? null
              : t('tickets.replyIn', { language: format.languageName(ticket.language) })}
        </span>
      </div>
      <TabPanel id={tab} key={tab} className={styles.panel ?? ''}>
        <textarea
          ref={field}
          className={styles.field}
          aria-label={isNote ? t('tickets.noteField') : t('tickets.replyField', { name })}
          placeholder={isNote ? t('tickets.noteField') : t('tickets.replyField', { name })}
          dir="auto"
          {...(isNote ? {} : language)}
          rows={3}
          maxLength={100_000}
          readOnly={!draft.isRead}
          value={draft.text}
          onChange={(event) => draft.change(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className={styles.bottom}>
          {isNote ? (
            <Button
              look="primary"
              small
              icon={Lock}
              keys={COMPOSER_KEYS.send}
              isDisabled={isEmpty}
              isPending={pending}
              onPress={() => void keepNote()}
            >
              {t('tickets.saveNote')}
            </Button>
          ) : (
            <>
              <span className={styles.after}>{t('tickets.afterSending')}</span>
              <span className={styles.split}>
                <Button
                  look="primary"
                  small
                  icon={Send}
                  keys={COMPOSER_KEYS.send}
                  isDisabled={isEmpty}
                  isPending={pending}
                  onPress={() => void answer('pending')}
                >
                  {t('tickets.composerAction.send')}
                </Button>
                <Menu
                  label={t('tickets.sendAnd')}
                  placement="top end"
                  isOpen={isMenuOpen}
                  onOpenChange={setMenuOpen}
                  trigger={
                    <AriaButton
                      className={styles.more ?? ''}
                      aria-label={t('tickets.sendAnd')}
                      isDisabled={isEmpty}
                    >
                      <Icon icon={ChevronUp} size={14} />
                    </AriaButton>
                  }
                >
                  <MenuVerbs
                    label={t('tickets.sendAnd')}
                    verbs={SETTABLE_STATUSES.toReversed().map((status) => ({
                      key: status,
                      text: t(`tickets.sendAndSet.${status}`),
                      ...(status === 'pending' ? { keys: COMPOSER_KEYS.send } : {}),
                      ...(status === 'solved' ? { keys: COMPOSER_KEYS.sendAndSolve } : {}),
                      onRun: () => void answer(status),
                    }))}
                  />
                </Menu>
              </span>
            </>
          )}
        </div>
      </TabPanel>
    </Tabs>
  );
}
