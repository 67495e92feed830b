import type { ThreadEntry } from '../../../shared/domains/tickets/contract.ts';
import type { Message, Ticket } from '../../../shared/domains/tickets/entity.ts';
import { makeMessage, makeTicket } from '../../support/ticket-rows.ts';
import { HOUR, NOW } from './sample.ts';

/** An open e-mail ticket whose customer has waited for an hour. */
export function sampleTicket(n: number, change: Partial<Ticket> = {}): Ticket {
  return makeTicket(n, {
    lastMessageAt: NOW - HOUR,
    lastDirection: 'in',
    waitingSince: NOW - HOUR,
    dueAt: NOW + 7 * HOUR,
    createdAt: NOW - HOUR,
    ...change,
  });
}

/** Message `n` of a conversation, one a minute; the customer's unless told. */
export function sampleEntry(
  n: number,
  change: Partial<Message> = {},
  command: ThreadEntry['command'] = null,
): ThreadEntry {
  const message = makeMessage(n, sampleTicket(1), { at: NOW + n * 60_000, ...change });
  return { message, authorName: message.author, attachments: [], command };
}
