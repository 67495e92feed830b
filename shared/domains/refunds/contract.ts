import { z } from 'zod';
import { command, query } from '../../ipc/define.ts';
import { customerSchema } from '../customers/entity.ts';
import { outboxStateSchema } from '../outbox/contract.ts';
import { paymentSchema } from '../payments/entity.ts';
import { idSchema, instantSchema } from '../values.ts';
import { refundCommandSchemas } from './commands.ts';
import { refundEventSchema, refundSchema } from './entity.ts';

/** A transition with the name of who made it; a login that nobody here bears stands for itself. */
const namedEventSchema = refundEventSchema.extend({ actorName: z.string() });
export type NamedRefundEvent = z.infer<typeof namedEventSchema>;

/** A refund as screens show it: the row with this desktop's queued commands replayed over it. */
export const refundViewSchema = z.strictObject({
  refund: refundSchema,
  events: z.array(namedEventSchema),
  /** State of the newest unanswered command on it, if any: "Saved here", "Checking, do not repeat". */
  pending: outboxStateSchema.nullable(),
  requestedByName: z.string(),
  decidedByName: z.string().nullable(),
});
export type RefundView = z.infer<typeof refundViewSchema>;

const queuedSchema = z.strictObject({ commandId: idSchema, savedAt: instantSchema });

/** The window never makes ids for money: `commandId` is made once per form by it and doubles as protection
 *  against a double click, so a second call with the same id answers the same and changes nothing. */
const commandIdSchema = z.strictObject({ commandId: idSchema });

const refundReads = ['refund', 'refund_event', 'payment', 'customer', 'outbox', 'staff'] as const;

export const refundsContract = {
  'refunds.list': query({
    owner: 'data',
    audience: 'both',
    reads: refundReads,
    input: z.strictObject({
      /** `review`: waiting for a decision, most urgent first; `open`: all not final; `mine`: filed by me. */
      view: z.enum(['review', 'open', 'mine', 'all']),
      limit: z.int().min(1).max(200).default(100),
    }),
    output: z.strictObject({
      refunds: z.array(
        z.strictObject({
          view: refundViewSchema,
          payment: paymentSchema.nullable(),
          customer: customerSchema.nullable(),
        }),
      ),
      total: z.int(),
    }),
  }),
  'refunds.submit': command({
    owner: 'data',
    input: commandIdSchema.extend(refundCommandSchemas['refund.submit'].omit({ team: true }).shape),
    output: queuedSchema,
  }),
  'refunds.withdraw': command({
    owner: 'data',
    input: commandIdSchema.extend(refundCommandSchemas['refund.withdraw'].shape),
    output: queuedSchema,
  }),
  'refunds.approve': command({
    owner: 'data',
    input: commandIdSchema.extend(refundCommandSchemas['refund.approve'].shape),
    output: queuedSchema,
  }),
  'refunds.reject': command({
    owner: 'data',
    input: commandIdSchema.extend(refundCommandSchemas['refund.reject'].shape),
    output: queuedSchema,
  }),
  'refunds.resend': command({
    owner: 'data',
    input: commandIdSchema.extend(refundCommandSchemas['refund.resend'].shape),
    output: queuedSchema,
  }),
  'refunds.look-up-again': command({
    owner: 'data',
    input: commandIdSchema.extend(refundCommandSchemas['refund.look_up_again'].shape),
    output: queuedSchema,
  }),
  'refunds.declare-not-sent': command({
    owner: 'data',
    input: commandIdSchema.extend(refundCommandSchemas['refund.declare_not_sent'].shape),
    output: queuedSchema,
  }),
} as const;
