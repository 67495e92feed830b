import { applicationSchema, feeComponentSchema } from '../../../../shared/domains/applications/entity.ts';
import { foldConfusable } from '../../../../shared/lib/fold.ts';
import { defineSyncedTable } from '../../db/mapping.ts';
import { applicationTable, feeComponentTable } from './table.ts';

export const syncedApplications = defineSyncedTable({
  table: applicationTable,
  schema: applicationSchema,
  local: ['folded'],
  derive: (application) => [foldConfusable(application.applicationNo)],
});

export const syncedFeeComponents = defineSyncedTable({
  table: feeComponentTable,
  schema: feeComponentSchema,
});
