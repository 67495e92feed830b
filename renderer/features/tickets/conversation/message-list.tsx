import { ArrowDown } from 'lucide-react';
import { Fragment, type RefObject, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThreadEntry } from '../../../../shared/domains/tickets/contract.ts';
import { groupByDay } from '../../../lib/group-by-day.ts';
import { useFormat } from '../../../lib/i18n.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Button } from '../../../ui/button.tsx';
import { Skeleton } from '../../../ui/empty.tsx';
import { firstUnseen } from './merge-thread.ts';
import { MessageCard } from './message-card.tsx';
import styles from './message-list.module.css';
import { useConversationScroll } from './use-conversation-scroll.ts';
import { useSeen } from './use-seen.ts';

type MessageListProps = {
  readonly ticketId: string;
  readonly ticketLanguage: string | null;
  readonly entries: readonly ThreadEntry[];
  readonly hasEarlier: boolean;
  readonly loadEarlier: () => void;
  /** Until when this person has seen it: now, and when the conversation was opened. */
  readonly seenAt: number | null;
  readonly seenAtOpening: number | null;
  /** The scrolling part, for whoever hands it the focus. */
  readonly box: RefObject<HTMLElement | null>;
};

/** The messages of a conversation by day, oldest first. */
export function MessageList(props: MessageListProps) {
  const { ticketId, ticketLanguage, entries, hasEarlier, loadEarlier, seenAt, seenAtOpening, box } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const content = useRef<HTMLDivElement | null>(null);
  const { isAtEnd, onScroll, toEnd } = useConversationScroll({
    box,
    content,
    entries,
    hasEarlier,
    loadEarlier,
  });
  const newest = entries.findLast(({ command }) => command === null);
  useSeen({ id: ticketId, newestAt: newest?.message.at ?? null, seenAt, isEndInSight: isAtEnd });

  const unseen = firstUnseen(entries, seenAtOpening);
  const days = groupByDay(
    entries,
    ({ message }) => message.at,
    (at) => format.day(at, now),
  );

  return (
    <div className={styles.frame}>
      <section
        ref={box}
        className={styles.box}
        aria-label={t('tickets.messages')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
      >
        <div ref={content} className={styles.content}>
          {hasEarlier ? (
            <>
              <Skeleton rows={3} label={t('tickets.loadingEarlier')} />
              <Button look="quiet" small onPress={loadEarlier}>
                {t('tickets.showEarlier')}
              </Button>
            </>
          ) : null}
          {entries.length === 0 ? <p className={styles.none}>{t('tickets.noMessages')}</p> : null}
          {days.map(({ day, items }) => (
            <section key={items[0]?.message.id} className={styles.day} aria-label={day}>
              <h3 className={styles.date}>{day}</h3>
              {items.map((entry) => (
                <Fragment key={entry.message.id}>
                  {entry.message.id === unseen ? (
                    <p className={styles.unseen} data-unseen="">
                      {t('tickets.newFromHere')}
                    </p>
                  ) : null}
                  <MessageCard entry={entry} entries={entries} ticketLanguage={ticketLanguage} />
                </Fragment>
              ))}
            </section>
          ))}
        </div>
      </section>
      {isAtEnd ? null : (
        <span className={styles.jump}>
          <Button icon={ArrowDown} small onPress={toEnd}>
            {t('tickets.toNewest')}
          </Button>
        </span>
      )}
    </div>
  );
}
