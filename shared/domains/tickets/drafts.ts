import { z } from 'zod';

/** Where a half-written answer or note of a ticket lies (`drafts.*`). */
export function ticketDraftKey(ticketId: string, what: 'reply' | 'note'): string {
  return `ticket:${ticketId}:${what}`;
}

/** A half-written answer or note: the JSON body of its draft. The window may keep more beside the text. */
export const ticketDraftSchema = z.looseObject({ body: z.string() });
