import { describe, expect, it } from 'vitest';
import {
  applyRefundCommand,
  DECLARED_NOT_SENT,
  REVIEW_WINDOW_MS,
  refundCommandSchemas,
} from '../../../shared/domains/refunds/commands.ts';
import type { Refund, RefundState } from '../../../shared/domains/refunds/entity.ts';

const context = { login: 'sue', personId: '01990000-0000-7000-8000-00000000000b', at: 1_764_000_000_000 };
const refundId = '01990000-0000-7000-8000-000000000001';
const form = {
  refundId,
  paymentId: '01990000-0000-7000-8000-000000000002',
  team: 1,
  amountMinor: 2500,
  currency: 'EUR',
  reason: 'goodwill' as const,
  note: '',
  evidence: { duplicateOf: null, verdict: null, newApplicationNo: null, document: null },
};

function refundIn(state: RefundState): Refund {
  const made = applyRefundCommand('refund.submit', form, context, null);
  if (made === null) throw new Error('a form makes a refund');
  return { ...made, state, ver: 3 };
}

const decision = { refundId, baseVer: 3, note: 'why' };

describe('what a queued refund command makes of the refund', () => {
  it('a form makes a submitted refund with a review clock of 24 hours, once', () => {
    const made = applyRefundCommand('refund.submit', form, context, null);
    expect(made).toMatchObject({ state: 'submitted', ver: 0, reviewDueAt: context.at + REVIEW_WINDOW_MS });
    const known = refundIn('approved');
    expect(applyRefundCommand('refund.submit', form, context, known)).toBe(known);
  });

  it.each([
    ['refund.reject', 'submitted', 'rejected'],
    ['refund.reject', 'in_review', 'rejected'],
    ['refund.reject', 'gateway_refused', 'rejected'],
    ['refund.resend', 'refund_failed', 'approved'],
    ['refund.resend', 'gateway_refused', 'approved'],
    ['refund.withdraw', 'submitted', 'withdrawn'],
    ['refund.look_up_again', 'manual_check', 'send_unknown'],
    ['refund.declare_not_sent', 'manual_check', 'gateway_refused'],
  ] as const)('%s moves %s to %s', (kind, from, to) => {
    expect(applyRefundCommand(kind, decision, context, refundIn(from))?.state).toBe(to);
  });

  it('a resend promises nothing of the send that failed', () => {
    const failed = {
      ...refundIn('refund_failed'),
      gatewayRefundRef: 're_1',
      acceptedAt: context.at,
      arrivalEarliest: '2026-11-27',
      arrivalLatest: '2026-12-04',
      failureReason: 'declined',
    };
    expect(applyRefundCommand('refund.resend', decision, context, failed)).toEqual({
      ...refundIn('approved'),
      sendNo: 1,
    });
  });

  it('declared never sent it keeps its approval and its number, and says why it is refused', () => {
    const row = { ...refundIn('manual_check'), decidedBy: 'sam', sendNo: 1 };
    expect(applyRefundCommand('refund.declare_not_sent', decision, context, row)).toEqual({
      ...row,
      state: 'gateway_refused',
      failureReason: DECLARED_NOT_SENT,
    });
  });

  it('a declaration needs a note, a question does not', () => {
    const { 'refund.declare_not_sent': declare, 'refund.look_up_again': lookUp } = refundCommandSchemas;
    expect(declare.safeParse(decision).success).toBe(true);
    expect(declare.safeParse({ ...decision, note: '' }).success).toBe(false);
    expect(lookUp.safeParse({ refundId }).success).toBe(true);
    expect(lookUp.safeParse(decision).success).toBe(false);
  });

  it.each([
    ['refund.reject', 'refunded'],
    ['refund.resend', 'sending'],
    ['refund.resend', 'send_unknown'],
    ['refund.withdraw', 'approved'],
    ['refund.resend', 'manual_check'],
    ['refund.look_up_again', 'send_unknown'],
    ['refund.declare_not_sent', 'send_unknown'],
    ['refund.declare_not_sent', 'gateway_pending'],
  ] as const)('%s leaves %s alone: the team database will say why', (kind, from) => {
    const row = refundIn(from);
    expect(applyRefundCommand(kind, decision, context, row)).toBe(row);
  });
});
