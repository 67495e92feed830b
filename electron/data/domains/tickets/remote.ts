import { attachmentSchema, messageSchema, ticketSchema } from '../../../../shared/domains/tickets/entity.ts';
import { defineSyncedTable } from '../../db/mapping.ts';
import { shelfOf } from './shelves.ts';
import { attachmentTable, messageTable, ticketTable } from './table.ts';

export const syncedTickets = defineSyncedTable({
  table: ticketTable,
  schema: ticketSchema,
  local: ['shelf', 'newest_at'],
  derive: (ticket) => [shelfOf(ticket), ticket.lastMessageAt ?? ticket.createdAt],
});

export const syncedMessages = defineSyncedTable({ table: messageTable, schema: messageSchema });

export const syncedAttachments = defineSyncedTable({ table: attachmentTable, schema: attachmentSchema });
