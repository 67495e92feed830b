import { messageSchema, ticketSchema } from '../../../../shared/domains/tickets/entity.ts';
import { defineSyncedTable } from '../../db/mapping.ts';
import { messageTable, ticketTable } from './table.ts';

export const syncedTickets = defineSyncedTable({ table: ticketTable, schema: ticketSchema });

export const syncedMessages = defineSyncedTable({ table: messageTable, schema: messageSchema });
