import { useCallback, useEffect, useRef, useState } from 'react';
import { ticketDraftKey } from '../../../../shared/domains/tickets/drafts.ts';
import { createDraftWriter, type DraftWriter } from '../../../lib/draft-writer.ts';
import { call } from '../../../lib/ipc-client.ts';
import { announceDraft, readDraft } from './open-drafts.ts';

type TicketDraft = {
  readonly text: string;
  /** False until the kept text has been looked for. */
  readonly isRead: boolean;
  readonly change: (text: string) => void;
  /**
   * Before it is sent: notes in the draft which message it becomes. If the program ends before `empty`, the next start
   * finds the message in the conversation and does not offer the same text a second time.
   */
  readonly becomes: (messageId: string) => Promise<void>;
  /** After it was sent: the field and the draft are empty. */
  readonly empty: () => Promise<void>;
};

/** The text of a composer field, kept in outbox.db while it is typed and there again whatever happens. */
export function useTicketDraft(
  ticketId: string,
  what: 'reply' | 'note',
  isInConversation: (messageId: string) => boolean,
): TicketDraft {
  const key = ticketDraftKey(ticketId, what);
  const [text, setText] = useState('');
  const [isRead, setRead] = useState(false);
  const writer = useRef<DraftWriter | null>(null);
  const isSent = useRef(isInConversation);
  isSent.current = isInConversation;

  useEffect(() => {
    let gone = false;
    const own = createDraftWriter({
      save: (body) => call('drafts.save', { key, body }),
      clear: () => call('drafts.clear', { key }),
    });
    writer.current = own;
    const read = async (): Promise<void> => {
      const answer = await call('drafts.get', { key });
      if (gone) return;
      const kept = answer.ok && answer.value.draft !== null ? readDraft(answer.value.draft.body) : null;
      const isLeft = kept?.messageId !== undefined && isSent.current(kept.messageId);
      if (isLeft) await own.empty();
      setText(isLeft ? '' : (kept?.body ?? ''));
      setRead(true);
    };
    void read();
    const withdraw = announceDraft(key, { flush: own.flush, reload: read });
    return () => {
      gone = true;
      withdraw();
      void own.flush();
    };
  }, [key]);

  const empty = useCallback(async () => {
    setText('');
    await writer.current?.empty();
  }, []);

  const change = useCallback((next: string) => {
    setText(next);
    if (next.trim() === '') void writer.current?.empty();
    else writer.current?.keep(JSON.stringify({ body: next }));
  }, []);

  const becomes = useCallback(
    async (messageId: string) => {
      writer.current?.keep(JSON.stringify({ body: text, messageId }));
      await writer.current?.flush();
    },
    [text],
  );

  return { text, isRead, change, becomes, empty };
}
