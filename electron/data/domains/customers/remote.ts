import { customerSchema } from '../../../../shared/domains/customers/entity.ts';
import { defineSyncedTable } from '../../db/mapping.ts';
import { customerTable } from './table.ts';

export const syncedCustomers = defineSyncedTable({ table: customerTable, schema: customerSchema });
