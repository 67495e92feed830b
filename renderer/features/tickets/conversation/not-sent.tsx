import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as uuid } from 'uuid';
import type { ThreadEntry } from '../../../../shared/domains/tickets/contract.ts';
import { previewOf } from '../../../../shared/domains/tickets/preview.ts';
import { errorText } from '../../../lib/error-text.ts';
import { useCommand } from '../../../lib/use-command.ts';
import { useUndo } from '../../../stores/undo.ts';
import { Button } from '../../../ui/button.tsx';
import { Instant } from '../../../ui/facts.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { putIntoDraft } from '../composer/open-drafts.ts';
import { takeBack } from '../take-back.ts';
import { cameBetween, newestSeen } from './merge-thread.ts';
import styles from './not-sent.module.css';

const UNDO_MS = 8000;

type NotSentProps = {
  readonly entry: ThreadEntry;
  readonly entries: readonly ThreadEntry[];
  readonly command: NonNullable<ThreadEntry['command']>;
};

/** A message that the team refused or that is held back: why, what came in between, and what can be done. */
export function NotSent({ entry, entries, command }: NotSentProps) {
  const { t } = useTranslation();
  const retry = useCommand('tickets.retry');
  const resume = useCommand('outbox.retry');
  const dismiss = useCommand('outbox.dismiss');
  const [commandId] = useState(() => uuid());
  const { message } = entry;
  const isAnswer = message.direction === 'out' && message.kind === 'message';
  const isText = message.kind === 'message';
  const isHeld = command.state === 'held';
  const between = command.reason === 'stale' ? cameBetween(entries, command.seenMessageId) : [];

  async function discard(): Promise<void> {
    if ((await dismiss.run({ id: command.id })) === null || !isText) return;
    useUndo.getState().offer({
      id: command.id,
      text: t('tickets.did.discarded'),
      until: Date.now() + UNDO_MS,
      run: () => void putIntoDraft(message.ticketId, isAnswer ? 'reply' : 'note', message.body),
    });
  }

  return (
    <div className={styles.notice}>
      <Notice tone={isHeld ? 'amber' : 'red'} icon={CircleAlert} isAlert>
        <p className={styles.title}>{t(isHeld ? 'states.outbox.held' : 'tickets.notSent')}</p>
        {between.length > 0 ? (
          <>
            <p>{t('tickets.cameBetween', { count: between.length })}</p>
            <ul className={styles.between}>
              {between.map(({ message: each, authorName }) => (
                <li key={each.id} className={styles.line}>
                  <bdi className={styles.author}>{authorName}</bdi>
                  <bdi className={styles.words} {...(each.language === null ? {} : { lang: each.language })}>
                    {previewOf(each.body)}
                  </bdi>
                  <Instant at={each.at} as="time" />
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p>{command.reason === null ? null : errorText(t, { code: command.reason })}</p>
        )}
        <div className={styles.actions}>
          {isHeld ? (
            <Button small isPending={resume.pending} onPress={() => void resume.run({ id: command.id })}>
              {t('tickets.tryAgain')}
            </Button>
          ) : null}
          {isAnswer && command.state === 'rejected' ? (
            <Button
              small
              isPending={retry.pending}
              onPress={() =>
                void retry.run({ commandId, refusedId: command.id, seenMessageId: newestSeen(entries) })
              }
            >
              {t(command.reason === 'stale' ? 'tickets.sendAnyway' : 'tickets.tryAgain')}
            </Button>
          ) : null}
          {isText && !isHeld ? (
            <Button small onPress={() => void takeBack(message.ticketId, command.id)}>
              {t('tickets.edit')}
            </Button>
          ) : null}
          {isHeld ? null : (
            <Button small look="quiet" isPending={dismiss.pending} onPress={() => void discard()}>
              {t('tickets.discard')}
            </Button>
          )}
        </div>
      </Notice>
    </div>
  );
}
