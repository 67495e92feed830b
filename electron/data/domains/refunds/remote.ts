import { refundEventSchema, refundSchema } from '../../../../shared/domains/refunds/entity.ts';
import { defineSyncedTable } from '../../db/mapping.ts';
import { refundEventTable, refundTable } from './table.ts';

export const syncedRefunds = defineSyncedTable({ table: refundTable, schema: refundSchema });

export const syncedRefundEvents = defineSyncedTable({ table: refundEventTable, schema: refundEventSchema });
