import { z } from 'zod';
import { currencySchema, idSchema, minorSchema } from '../values.ts';
import type { Refund } from './entity.ts';
import { refundEvidenceSchema, refundReasonSchema } from './entity.ts';

/** Review clock: 24 wall-clock hours from submission. */
export const REVIEW_WINDOW_MS = 24 * 60 * 60 * 1000;

/** Arguments of the refund commands, version 1, exactly as `api.submit` receives them (camelCase JSON). */
export const refundCommandSchemas = {
  'refund.submit': z.strictObject({
    refundId: idSchema,
    paymentId: idSchema,
    team: z.int(),
    amountMinor: minorSchema.positive(),
    currency: currencySchema,
    reason: refundReasonSchema,
    note: z.string().max(4000),
    evidence: refundEvidenceSchema,
  }),
  'refund.withdraw': z.strictObject({ refundId: idSchema, baseVer: z.int(), note: z.string().max(4000) }),
  /** Binds to the exact amount, currency, payment and version that the approver saw. */
  'refund.approve': z.strictObject({
    refundId: idSchema,
    baseVer: z.int(),
    paymentId: idSchema,
    amountMinor: minorSchema.positive(),
    currency: currencySchema,
    note: z.string().max(4000),
  }),
  'refund.reject': z.strictObject({
    refundId: idSchema,
    baseVer: z.int(),
    note: z.string().min(1).max(4000),
  }),
  /** A supervisor sends a failed refund again under a new send number. */
  'refund.resend': z.strictObject({ refundId: idSchema, baseVer: z.int(), note: z.string().max(4000) }),
  /** A supervisor has the gateway asked again. It decides nothing, so it binds to no version. */
  'refund.look_up_again': z.strictObject({ refundId: idSchema }),
  /** A second person takes the gateway's word that it does not know the refund. */
  'refund.declare_not_sent': z.strictObject({
    refundId: idSchema,
    baseVer: z.int(),
    note: z.string().min(1).max(4000),
  }),
} as const;

export type RefundCommandKind = keyof typeof refundCommandSchemas;
export type RefundCommandArguments = {
  [Kind in RefundCommandKind]: z.output<(typeof refundCommandSchemas)[Kind]>;
};

/** `failureReason` of a refund that a person declared never sent; all others are the gateway's own codes. */
export const DECLARED_NOT_SENT = 'declared-not-sent';

/** Who acts and when, as stored with the queued command. `at` is the desktop's clock: shown, never ordered by. */
export type CommandContext = { readonly login: string; readonly personId: string; readonly at: number };

/**
 * What a queued refund command makes of the refund it concerns: pure, replayed over every newer server row until
 * the team database has answered. `null` = there is no such row (yet). A command that no longer fits changes nothing:
 * the team database will refuse it and say why.
 */
export function applyRefundCommand<Kind extends RefundCommandKind>(
  kind: Kind,
  args: RefundCommandArguments[Kind],
  context: CommandContext,
  row: Refund | null,
): Refund | null {
  switch (kind) {
    case 'refund.submit':
      return row ?? submitted(args as RefundCommandArguments['refund.submit'], context);
    case 'refund.withdraw':
      return moved(row, ['submitted', 'needs_info'], { state: 'withdrawn' }, context);
    case 'refund.approve':
      return moved(
        row,
        ['submitted', 'in_review'],
        decided('approved', (args as Decision).note, context),
        context,
      );
    case 'refund.reject':
      return moved(
        row,
        ['submitted', 'in_review', 'gateway_refused'],
        decided('rejected', (args as Decision).note, context),
        context,
      );
    case 'refund.resend':
      return moved(
        row,
        ['refund_failed', 'gateway_refused'],
        { ...notSent, state: 'approved', sendNo: (row?.sendNo ?? 0) + 1 },
        context,
      );
    case 'refund.look_up_again':
      return moved(row, ['manual_check'], { state: 'send_unknown' }, context);
    case 'refund.declare_not_sent':
      return moved(
        row,
        ['manual_check'],
        { state: 'gateway_refused', failureReason: DECLARED_NOT_SENT },
        context,
      );
    default:
      return row;
  }
}

type Decision = RefundCommandArguments['refund.approve' | 'refund.reject'];

/** What only a gateway's answer to this very send fills in. */
const notSent = {
  gatewayRefundRef: null,
  acceptedAt: null,
  arrivalEarliest: null,
  arrivalLatest: null,
  arrivalCountry: null,
  arrivalEstimate: null,
  arrivalRule: null,
  failureReason: null,
  arn: null,
} as const satisfies Partial<Refund>;

function decided(state: 'approved' | 'rejected', note: string, context: CommandContext): Partial<Refund> {
  return {
    state,
    decidedBy: context.login,
    decidedPerson: context.personId,
    decidedAt: context.at,
    decisionReason: note === '' ? null : note,
  };
}

function moved(
  row: Refund | null,
  from: readonly Refund['state'][],
  change: Partial<Refund>,
  context: CommandContext,
): Refund | null {
  if (row === null || !from.includes(row.state)) return row;
  return { ...row, ...change, updatedAt: context.at };
}

function submitted(args: RefundCommandArguments['refund.submit'], context: CommandContext): Refund {
  return {
    id: args.refundId,
    paymentId: args.paymentId,
    team: args.team,
    amountMinor: args.amountMinor,
    currency: args.currency,
    reason: args.reason,
    note: args.note,
    evidence: args.evidence,
    state: 'submitted',
    requestedBy: context.login,
    requestedPerson: context.personId,
    requestedAt: context.at,
    reviewDueAt: context.at + REVIEW_WINDOW_MS,
    decidedBy: null,
    decidedPerson: null,
    decidedAt: null,
    decisionReason: null,
    ...notSent,
    sendNo: 0,
    updatedAt: context.at,
    ver: 0,
  };
}
