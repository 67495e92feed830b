import { z } from 'zod';
import { ERROR_CODES } from '../../errors.ts';
import { command, query } from '../../ipc/define.ts';
import { doneSchema, idSchema, instantSchema, nothingSchema } from '../values.ts';

/** `sending` after a crash counts as `unknown`; only `queued` may be cancelled. */
export const outboxStateSchema = z.enum([
  'queued',
  'sending',
  'unknown',
  'acked',
  'rejected',
  'held',
  'needs_review',
]);
export type OutboxState = z.infer<typeof outboxStateSchema>;

/** One queued or answered command as the drawer shows it. */
export const outboxEntrySchema = z.strictObject({
  id: idSchema,
  kind: z.string(),
  /** The thing it concerns, for the link: `refund` or `ticket` + its id. */
  entityType: z.string(),
  entityId: z.string(),
  /**
   * Facts for the sentence in the agent's words. Refunds: paymentId, amountMinor, currency, gateway, gatewayRef.
   * Tickets: subject, ticketNumber (0 or null = none yet), customerName.
   */
  subject: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  state: outboxStateSchema,
  createdAt: instantSchema,
  attempts: z.int(),
  /** Why it was refused or held; null while nothing is wrong. */
  reason: z.enum(ERROR_CODES).nullable(),
  canCancel: z.boolean(),
  canRetry: z.boolean(),
  /** It will never be sent (again): a person who has read why may put it away. */
  canDismiss: z.boolean(),
});
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;

export const outboxContract = {
  'outbox.list': query({
    owner: 'data',
    audience: 'both',
    reads: ['outbox', 'payment', 'refund', 'ticket', 'customer'],
    input: nothingSchema,
    output: z.strictObject({ entries: z.array(outboxEntrySchema) }),
  }),
  'outbox.cancel': command({ owner: 'data', input: z.strictObject({ id: idSchema }), output: doneSchema }),
  /** Retries a held or unknown command, or removes the block of a refused one. */
  'outbox.retry': command({ owner: 'data', input: z.strictObject({ id: idSchema }), output: doneSchema }),
  /** The person has read why it failed: it leaves the list of things that need attention. */
  'outbox.dismiss': command({ owner: 'data', input: z.strictObject({ id: idSchema }), output: doneSchema }),
} as const;
