import { z } from 'zod';
import { ticketDraftKey, ticketDraftSchema } from '../../../../shared/domains/tickets/drafts.ts';
import { call } from '../../../lib/ipc-client.ts';

/** A composer field that is on screen. */
export type OpenDraft = {
  /** Writes at once what is still waiting. */
  readonly flush: () => Promise<void>;
  /** Reads the draft again, after somebody else has changed it. */
  readonly reload: () => Promise<void>;
};

const open = new Map<string, OpenDraft>();

/** Announces a composer field by its draft's key; the answer withdraws it. */
export function announceDraft(key: string, draft: OpenDraft): () => void {
  open.set(key, draft);
  return () => {
    if (open.get(key) === draft) open.delete(key);
  };
}

/** Before the data process changes drafts of a ticket: everything that was typed must lie there. */
export async function flushDrafts(ticketId: string): Promise<void> {
  await Promise.all(
    (['reply', 'note'] as const).map((what) => open.get(ticketDraftKey(ticketId, what))?.flush()),
  );
}

/** The field on screen, if there is one, shows what the draft holds now. */
export async function reloadDraft(key: string): Promise<void> {
  await open.get(key)?.reload();
}

/** Puts a text into a draft, above what may be half-written there. */
export async function putIntoDraft(ticketId: string, what: 'reply' | 'note', text: string): Promise<void> {
  const key = ticketDraftKey(ticketId, what);
  await flushDrafts(ticketId);
  const answer = await call('drafts.get', { key });
  const half = (answer.ok && answer.value.draft !== null && readDraft(answer.value.draft.body)?.body) || '';
  const body = half.trim() === '' ? text : `${text}\n\n${half}`;
  await call('drafts.save', { key, body: JSON.stringify({ body }) });
  await reloadDraft(key);
}

/** What the window keeps beside the text: the message that it becomes, from the click until it is saved. */
const keptDraftSchema = ticketDraftSchema.extend({ messageId: z.string().optional() });

/** A draft's content; null for one of another version. */
export function readDraft(draftBody: string): z.infer<typeof keptDraftSchema> | null {
  try {
    return keptDraftSchema.parse(JSON.parse(draftBody));
  } catch {
    return null;
  }
}
