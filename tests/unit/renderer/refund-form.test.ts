import { describe, expect, it } from 'vitest';
import {
  checkForm,
  newRefundDraft,
  type RefundDraft,
  refundDraftSchema,
} from '../../../renderer/features/refunds/refund-form-state.ts';
import { submissionProgress } from '../../../renderer/features/refunds/submission-progress.ts';
import type { OutboxEntry } from '../../../shared/domains/outbox/contract.ts';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { ids, NOW, samplePage, samplePair, samplePayment, sampleView } from './sample.ts';

const request = { paymentId: ids.payment, duplicateOf: null, verdict: null };

function check(change: Partial<RefundDraft>, page: PaymentPage = samplePage()) {
  return checkForm({ ...newRefundDraft(page, request), reason: 'goodwill', ...change }, page, request, NOW);
}

describe('a new form', () => {
  it('asks for the whole remaining amount, under ids that stay with its draft', () => {
    const draft = newRefundDraft(samplePage({ refundableMinor: 1050 }), request);
    expect(draft).toMatchObject({ amountText: '10.50', reason: null });
    expect(draft.commandId).not.toBe(draft.refundId);
    expect(refundDraftSchema.parse(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
  });

  it('knows the reason when it was opened from a duplicate', () => {
    const draft = newRefundDraft(samplePage(), { ...request, duplicateOf: ids.other });
    expect(draft.reason).toBe('duplicate');
  });
});

describe('the check', () => {
  it('builds what is sent once everything is there', () => {
    const { submission, problems, block } = check({ amountText: '10', note: ' sorry ' });
    expect([problems, block]).toEqual([{}, null]);
    expect(submission).toMatchObject({
      paymentId: ids.payment,
      amountMinor: 1000,
      currency: 'USD',
      reason: 'goodwill',
      note: 'sorry',
    });
  });

  it.each([
    ['', 'amount-not-a-number'],
    ['ten', 'amount-not-a-number'],
    ['0', 'amount-not-positive'],
    ['-5', 'amount-not-positive'],
    ['25.01', 'amount-too-much'],
    ['1.234', 'amount-decimals'],
  ])('refuses the amount "%s"', (amountText, problem) => {
    const { problems, submission } = check({ amountText });
    expect(problems.amount).toBe(problem);
    expect(submission).toBeNull();
  });

  it('returns a double charge although a third attempt is only held, but not because of that one', () => {
    const third = { ...samplePayment(), id: ids.refund, status: 'authorised', capturedMinor: 0 } as const;
    const hold = samplePair({ b: third.id, verdict: 'PENDING_HOLD', refund: null });
    const twice = samplePair({ a: ids.other, b: ids.payment, refund: ids.payment });
    const page = samplePage({
      duplicates: [
        { pair: hold, other: third },
        { pair: twice, other: { ...samplePayment(), id: ids.other } },
      ],
    });
    expect(check({ reason: 'duplicate' }, page)).toMatchObject({
      block: null,
      submission: { evidence: { duplicateOf: ids.other } },
    });
    const because = { ...request, duplicateOf: third.id };
    const draft = { ...newRefundDraft(page, because), amountText: '10' };
    expect(checkForm(draft, page, because, NOW)).toMatchObject({ block: 'not-settled', submission: null });
    expect(check({ reason: 'goodwill' }, page).warnings).toEqual(['not-settled']);
  });

  it('returns no charge whose other half goes back already', () => {
    const other = { ...samplePayment(), id: ids.other, refundedMinor: samplePayment().capturedMinor };
    const pair = samplePair({ a: ids.other, b: ids.payment, refund: ids.payment });
    const page = samplePage({ duplicates: [{ pair, other }] });
    expect(check({ reason: 'duplicate' }, page)).toMatchObject({
      block: 'other-charge-returned',
      submission: null,
    });
  });

  it('asks for the evidence that each reason needs', () => {
    expect(check({ reason: 'other' }).problems).toEqual({ note: 'note-missing' });
    expect(check({ reason: 'trip_cancelled', document: ' ' }).problems).toEqual({
      document: 'document-missing',
    });
    expect(check({ reason: 'name_error' }).problems).toEqual({ newApplicationNo: 'application-missing' });
    expect(check({ reason: 'duplicate' }).problems).toEqual({ reason: 'no-second-charge' });
    expect(check({ reason: null }).problems).toEqual({ reason: 'reason-missing' });
  });

  it('takes the second charge of a duplicate from the page when the form was opened without it', () => {
    const page = samplePage({
      duplicates: [{ pair: samplePair({ refund: ids.payment }), other: samplePayment({ id: ids.other }) }],
    });
    const { submission } = check({ reason: 'duplicate' }, page);
    expect(submission?.evidence).toMatchObject({ duplicateOf: ids.other, verdict: 'CONFIRMED_DUPLICATE' });
  });

  it('does not send evidence of a reason that is no longer chosen', () => {
    const { submission } = check({ document: 'left over', newApplicationNo: 'left over' });
    expect(submission?.evidence).toEqual({
      duplicateOf: null,
      verdict: null,
      newApplicationNo: null,
      document: null,
    });
  });

  it('says why a payment takes no refund', () => {
    const blockOf = (change: Partial<PaymentPage>) => check({}, samplePage(change)).block;
    expect(blockOf({ refunds: [sampleView()], refundableMinor: 0 })).toBe('open-refund-exists');
    expect(blockOf({ refunds: [sampleView({ state: 'send_unknown' })] })).toBe('checking');
    expect(blockOf({ refunds: [sampleView({ state: 'approved' }, 'unknown')] })).toBe('checking');
    expect(blockOf({ payment: samplePayment({ status: 'failed', capturedMinor: 0 }) })).toBe('not-captured');
    expect(blockOf({ payment: samplePayment({ status: 'unknown', capturedMinor: 0 }) })).toBe(
      'outcome-unknown',
    );
    expect(blockOf({ payment: samplePayment({ status: 'authorised', capturedMinor: 0 }) })).toBe('hold');
    expect(blockOf({ payment: samplePayment({ dispute: 'open' }) })).toBe('dispute-open');
    expect(blockOf({ payment: samplePayment({ refundedMinor: 2500 }), refundableMinor: 0 })).toBe(
      'nothing-left',
    );
    expect(blockOf({})).toBeNull();
  });
});

describe('the way of a filed refund to the team', () => {
  const entry = (state: OutboxEntry['state']): OutboxEntry => ({
    id: ids.command,
    kind: 'refund.submit',
    entityType: 'refund',
    entityId: ids.refund,
    subject: {},
    state,
    createdAt: NOW,
    attempts: 0,
    reason: null,
    canCancel: false,
    canRetry: false,
    canDismiss: false,
  });

  it('follows the queued command', () => {
    const states = ['queued', 'sending', 'unknown', 'acked', 'rejected', 'held'] as const;
    expect(states.map((state) => submissionProgress(entry(state), null))).toEqual([
      'saved',
      'sending',
      'checking',
      'sent',
      'refused',
      'held',
    ]);
  });

  it('counts as sent once the team has the refund, even if the command is gone from the list', () => {
    expect(submissionProgress(null, sampleView({ ver: 1 }))).toBe('sent');
    expect(submissionProgress(null, sampleView({ ver: 0 }))).toBe('saved');
  });
});
