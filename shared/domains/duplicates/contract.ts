import { z } from 'zod';
import { query } from '../../ipc/define.ts';
import { paymentSchema } from '../payments/entity.ts';
import { idSchema, instantSchema } from '../values.ts';

/** Verdicts by the names of the exchange format. */
export const verdictSchema = z.enum([
  'PENDING_HOLD',
  'RESOLVE_FIRST',
  'RECORD_DUPLICATE',
  'ALREADY_REFUNDED',
  'IN_DISPUTE',
  'REPAYMENT_AFTER_FAILURE',
  'CONFIRMED_DUPLICATE',
  'LIKELY_DUPLICATE',
  'REVIEW',
  'DOUBLE_APPLICATION',
  'GROUP_PURCHASE',
  'REAPPLY',
  'SEPARATE',
]);
export type Verdict = z.infer<typeof verdictSchema>;

export const duplicateCauseSchema = z.enum([
  'double-click',
  'retry-after-timeout',
  'two-gateways',
  'webhook-twice',
  'hold',
  'failed-with-hold',
  'reversal',
  'two-applications',
  'family',
  'other-means',
  'batch',
]);
export type DuplicateCause = z.infer<typeof duplicateCauseSchema>;

/** One fact a verdict rests on. `rule` is stable; `values` fill its sentence in the agent's language. */
export const evidenceSchema = z.strictObject({
  rule: z.string(),
  /** English sentence, for headless answers and as a fallback. */
  text: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** A judged pair of payments; `a` is the earlier one. */
export const duplicatePairSchema = z.strictObject({
  a: idSchema,
  b: idSchema,
  verdict: verdictSchema,
  cause: duplicateCauseSchema.nullable(),
  /** The charge to return, only where returning one is right. */
  refund: idSchema.nullable(),
  evidence: z.array(evidenceSchema),
  judgedAt: instantSchema,
});
export type DuplicatePair = z.infer<typeof duplicatePairSchema>;

export const duplicatesContract = {
  /** Pairs with money to return and no refund under way, newest first. */
  'duplicates.open': query({
    owner: 'data',
    audience: 'both',
    reads: ['duplicate_pair', 'payment', 'refund'],
    input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
    output: z.strictObject({
      pairs: z.array(
        z.strictObject({ pair: duplicatePairSchema, first: paymentSchema, second: paymentSchema }),
      ),
      total: z.int(),
    }),
  }),
} as const;
