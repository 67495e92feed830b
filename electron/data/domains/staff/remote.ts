import { staffSchema } from '../../../../shared/domains/staff/entity.ts';
import { defineSyncedTable } from '../../db/mapping.ts';
import { staffTable } from './table.ts';

export const syncedStaff = defineSyncedTable({ table: staffTable, schema: staffSchema });
