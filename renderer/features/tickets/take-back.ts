import i18next from 'i18next';
import { errorText } from '../../lib/error-text.ts';
import { call } from '../../lib/ipc-client.ts';
import { openTicket } from '../../stores/navigation.ts';
import { useToasts } from '../../stores/toasts.ts';
import { flushDrafts, reloadDraft } from './composer/open-drafts.ts';

/**
 * Takes an answer or a note back: its text lies in the composer again and nothing leaves. Goes to its ticket, where
 * the text is. Says so if it was too late.
 */
export async function takeBack(ticketId: string, commandId: string): Promise<void> {
  await flushDrafts(ticketId);
  const answer = await call('tickets.take-back', { id: commandId });
  if (answer.ok) {
    openTicket(ticketId);
    await reloadDraft(answer.value.draftKey);
    return;
  }
  const { t } = i18next;
  const text = answer.error.code === 'bad-state' ? t('tickets.tooLate') : errorText(t, answer.error);
  useToasts.getState().show({ tone: 'danger', text });
}
