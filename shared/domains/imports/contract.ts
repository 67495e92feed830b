import { z } from 'zod';
import { command } from '../../ipc/define.ts';
import { importRowSchema } from '../payments/import-row.ts';
import { instantSchema } from '../values.ts';

/** What one batch did. Unchanged rows cost nothing and leave no trace. */
export const importCountsSchema = z.strictObject({
  inserted: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  /** Rows the team database refused, by position in the batch. */
  bad: z.array(z.strictObject({ index: z.int(), reason: z.string() })),
});
export type ImportCounts = z.infer<typeof importCountsSchema>;

export const importsContract = {
  /** About 1,000 rows a call; idempotent by gateway and gateway reference. */
  'imports.batch': command({
    owner: 'hub',
    audience: 'headless',
    timeoutMs: 120_000,
    input: z.strictObject({
      /** Login that imports: supervisor or admin of the embedded workspace. */
      login: z.string(),
      source: z.string().max(64),
      /** As of when the rows' facts hold; newer facts that are known already stay. Later than now counts as now. */
      asOf: instantSchema,
      rows: z.array(importRowSchema).max(2000),
    }),
    output: importCountsSchema,
  }),
} as const;
