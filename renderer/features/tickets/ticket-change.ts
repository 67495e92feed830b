import type { Ticket, TicketStatus } from '../../../shared/domains/tickets/entity.ts';
import type { CallInput } from '../../../shared/ipc/contract.ts';

/** One change for many tickets. */
export type BulkChange =
  | { readonly kind: 'assign'; readonly login: string | null }
  | { readonly kind: 'status'; readonly status: TicketStatus }
  | { readonly kind: 'tag'; readonly tag: string };

/** The arguments of one ticket's command, without the command's id. */
export type TicketChange = Omit<CallInput<'tickets.update'>, 'commandId'>;

/** What a change means for one ticket; null where it changes nothing or may not. */
export function changeOf(change: BulkChange, ticket: Ticket): TicketChange | null {
  if (ticket.status === 'closed') return null;
  const ticketId = ticket.id;
  switch (change.kind) {
    case 'assign':
      return ticket.assignee === change.login
        ? null
        : { ticketId, assignee: { from: ticket.assignee, to: change.login } };
    case 'status':
      return ticket.status === change.status
        ? null
        : { ticketId, status: { from: ticket.status, to: change.status } };
    case 'tag':
      return ticket.tags.includes(change.tag) ? null : { ticketId, addTags: [change.tag] };
  }
}

/** The change that takes another one back. */
export function inverseOf(change: TicketChange): TicketChange {
  const { ticketId, addTags, removeTags, ...pairs } = change;
  const turned = Object.fromEntries(
    Object.entries(pairs).flatMap(([field, pair]) =>
      pair === undefined ? [] : [[field, { from: pair.to, to: pair.from }]],
    ),
  );
  return {
    ticketId,
    ...turned,
    ...(addTags === undefined ? {} : { removeTags: addTags }),
    ...(removeTags === undefined ? {} : { addTags: removeTags }),
  };
}
