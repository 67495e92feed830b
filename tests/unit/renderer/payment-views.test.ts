import { describe, expect, it } from 'vitest';
import { nextAction } from '../../../renderer/features/payments/next-action.ts';
import { timelineOf } from '../../../renderer/features/payments/timeline.ts';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import {
  HOUR,
  ids,
  lostHistory,
  NOW,
  sampleEvent,
  samplePage,
  samplePair,
  samplePayment,
  sampleView,
} from './sample.ts';

describe('the next action', () => {
  const kind = (change: Partial<PaymentPage>) => nextAction(samplePage(change)).kind;
  const other = samplePayment({ id: ids.other });
  const ownPair = [{ pair: samplePair({ refund: ids.payment }), other }];

  it('is the duplicate, on the charge that goes back and on the one that stays', () => {
    expect(kind({ duplicates: ownPair })).toBe('return-duplicate');
    expect(kind({ duplicates: [{ pair: samplePair(), other }] })).toBe('look-at-duplicate');
  });

  it('is what the other charge of a pair needs, once nothing is left to do on this one', () => {
    const pairOf = (verdict: 'RESOLVE_FIRST' | 'REVIEW') => [
      { pair: samplePair({ verdict, refund: null }), other },
    ];
    expect(kind({ duplicates: pairOf('RESOLVE_FIRST') })).toBe('resolve-other');
    expect(kind({ duplicates: pairOf('REVIEW') })).toBe('compare-charges');
    const unknown = samplePayment({ status: 'unknown' });
    expect(kind({ payment: unknown, duplicates: pairOf('RESOLVE_FIRST') })).toBe('outcome-unknown');
  });

  it('is the refund once there is one', () => {
    expect(kind({ duplicates: ownPair, refunds: [sampleView()] })).toBe('refund-in-review');
    expect(kind({ duplicates: ownPair, refunds: [sampleView({ state: 'gateway_pending' })] })).toBe(
      'refund-at-gateway',
    );
    expect(kind({ refunds: [sampleView({ state: 'send_unknown' })] })).toBe('refund-checking');
  });

  it('is what the gateway said, or how long it has said nothing, where nobody knows the outcome', () => {
    const lost = (reason: string) =>
      nextAction(samplePage({ refunds: [sampleView({ state: 'manual_check' }, null, lostHistory(reason))] }));
    expect(lost('timeout')).toMatchObject({ kind: 'refund-unanswered', at: NOW - 25 * HOUR });
    expect(lost('not-found')).toMatchObject({ kind: 'refund-not-found', at: NOW - HOUR });
    expect(kind({ refunds: [sampleView({ state: 'manual_check' })] })).toBe('refund-manual');
  });

  it('is before all else money that the gateway tells of and nobody counts', () => {
    const twice = sampleView({ state: 'refunded' }, null, [
      sampleEvent({ fromState: 'refunded', toState: 'refunded', detail: { reason: 'gateway-conflict' } }),
    ]);
    expect(kind({ refunds: [sampleView({ state: 'refund_failed' }), twice] })).toBe('refund-conflict');
    expect(kind({ refunds: [sampleView({ state: 'refunded' })] })).toBe('refund-arriving');
  });

  it('puts what asks for attention before what only waits for the bank', () => {
    const refunds = [sampleView({ state: 'refunded' }), sampleView({ state: 'refund_failed' })];
    expect(kind({ refunds })).toBe('refund-failed');
  });

  it('says first whether this desktop has been heard', () => {
    expect(kind({ refunds: [sampleView({ state: 'submitted', ver: 0 }, 'queued')] })).toBe('saved-here');
    expect(kind({ refunds: [sampleView({ state: 'approved' }, 'unknown')] })).toBe('checking-command');
  });

  it('is the state of the payment where nothing else is', () => {
    expect(kind({ payment: samplePayment({ status: 'authorised' }) })).toBe('hold');
    expect(kind({ payment: samplePayment({ status: 'unknown' }) })).toBe('outcome-unknown');
    expect(kind({ payment: samplePayment({ status: 'failed' }) })).toBe('not-charged');
    expect(kind({ payment: samplePayment({ dispute: 'open' }) })).toBe('disputed');
    expect(kind({ refundableMinor: 0 })).toBe('all-refunded');
    expect(kind({ refunds: [sampleView({ state: 'rejected' })] })).toBe('nothing');
  });
});

describe('the timeline', () => {
  const attempt = (at: number, outcome: 'failed' | 'succeeded', n: number) => ({
    id: `attempt-${n}`,
    paymentId: ids.payment,
    n,
    at,
    outcome,
    rawCode: null,
    ver: 1,
  });
  const event = (at: number, kind: 'failed' | 'captured' | 'created', id: string) => ({
    id,
    paymentId: ids.payment,
    at,
    kind,
    detail: {},
    ver: 1,
  });

  it('brings attempts, events and refunds into one order and tells a failure once', () => {
    const view = sampleView();
    const entries = timelineOf(
      samplePage({
        attempts: [attempt(NOW, 'succeeded', 2), attempt(NOW - HOUR, 'failed', 1)],
        events: [
          event(NOW - HOUR, 'created', 'created'),
          event(NOW - HOUR + 500, 'failed', 'echo'),
          event(NOW + 10, 'captured', 'captured'),
        ],
        refunds: [
          {
            ...view,
            events: [
              {
                id: 'filed',
                refundId: ids.refund,
                team: 1,
                at: NOW + HOUR,
                actor: 'ann',
                actorName: 'Ann Lee',
                fromState: null,
                toState: 'submitted',
                detail: {},
                ver: 1,
              },
            ],
          },
        ],
      }),
    );
    expect(entries.map(({ key }) => key)).toEqual(['created', 'attempt-1', 'attempt-2', 'captured', 'filed']);
  });
});
