import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RefundState, refundStateSchema } from '../../../shared/domains/refunds/entity.ts';
import { remainingRefundable } from '../../../shared/domains/refunds/guards.ts';
import {
  canTransition,
  countsAgainstRefundable,
  finalStates,
  openStates,
  type RefundTrigger,
  refundTransitions,
  refundTriggers,
  reservesAmount,
  transition,
} from '../../../shared/domains/refunds/states.ts';

const walk = (from: RefundState, ...triggers: readonly RefundTrigger[]) =>
  triggers.reduce<RefundState | null>(
    (state, trigger) => (state === null ? null : transition(state, trigger)),
    from,
  );

describe('the refund state machine', () => {
  it('leads from the form to the customer', () => {
    expect(
      walk('draft', 'submit', 'pick', 'approve', 'send', 'accepted', 'succeeded', 'reference', 'settled'),
    ).toBe('closed');
    expect(walk('draft', 'submit', 'pick', 'ask', 'reply', 'hold', 'clear', 'reject')).toBe('rejected');
    expect(walk('approved', 'send', 'no-answer', 'lookup-none', 'no-answer', 'lookup-found')).toBe(
      'gateway_pending',
    );
    expect(walk('approved', 'send', 'no-answer', 'give-up-lookups', 'lookup-found')).toBe('gateway_pending');
    expect(walk('manual_check', 'look-up-again', 'lookup-none', 'accepted')).toBe('gateway_pending');
    expect(walk('manual_check', 'declare-not-sent', 'retry')).toBe('approved');
    expect(walk('manual_check', 'declare-not-sent', 'reject')).toBe('rejected');
    expect(walk('needs_info', 'expire', 'reopen')).toBe('submitted');
    expect(walk('closed', 'late-failure', 'pay-manually', 'manual-payout-done')).toBe('closed');
    expect(walk('traceable', 'trace', 'returned', 'retry')).toBe('approved');
  });

  it('refuses what is not in the table', () => {
    expect(canTransition('draft', 'approve')).toBe(false);
    expect(canTransition('submitted', 'approve')).toBe(false);
    expect(canTransition('rejected', 'reopen')).toBe(false);
    expect(canTransition('send_unknown', 'retry')).toBe(false);
    expect(canTransition('manual_check', 'retry')).toBe(false);
    expect(canTransition('send_unknown', 'declare-not-sent')).toBe(false);
    expect(canTransition('approved', 'withdraw')).toBe(false);
  });

  it('is unambiguous, reaches every state from a draft, and uses every trigger', () => {
    const keys = refundTransitions.flatMap(({ trigger, from }) => from.map((state) => `${state} ${trigger}`));
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(refundTransitions.map(({ trigger }) => trigger))).toEqual(new Set(refundTriggers));
    const reached = new Set<RefundState>(['draft']);
    for (const state of reached) {
      for (const trigger of refundTriggers) {
        const next = transition(state, trigger);
        if (next !== null) reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual([...refundStateSchema.options].sort());
  });

  it('never sends without an approval, and never under a new number after a timeout', () => {
    const into = (state: RefundState) => refundTransitions.filter(({ to }) => to === state);
    expect(into('sending').map(({ trigger, from }) => [trigger, from])).toEqual([
      ['send', ['approved']],
      ['lookup-none', ['send_unknown']],
    ]);
    expect(into('approved').map(({ trigger, from }) => [trigger, from])).toEqual([
      ['approve', ['in_review']],
      ['retry', ['refund_failed', 'gateway_refused']],
    ]);
  });

  it('sorts states into open, final and the rest', () => {
    for (const state of refundStateSchema.options)
      expect(openStates.has(state) && finalStates.has(state)).toBe(false);
    for (const state of openStates) expect(countsAgainstRefundable(state)).toBe(true);
    const rest = refundStateSchema.options.filter(
      (state) => !openStates.has(state) && !finalStates.has(state),
    );
    expect(rest.sort()).toEqual(['draft', 'refund_failed', 'refunded', 'trace_open', 'traceable']);
  });

  it('knows which triggers reserve money', () => {
    const reserving = refundTransitions.flatMap(({ trigger, from }) =>
      from.filter((state) => reservesAmount(state, trigger)).map((state) => `${state} ${trigger}`),
    );
    expect(reserving.sort()).toEqual([
      'draft submit',
      'expired reopen',
      'refund_failed pay-manually',
      'refund_failed retry',
    ]);
  });
});

describe('no path of refunds', () => {
  type ModelRefund = { id: string; amountMinor: number; currency: string; state: RefundState; ver: number };

  const anyStep = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('file' as const),
        amountMinor: fc.integer({ min: 1, max: 9000 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('trigger' as const),
        refund: fc.nat({ max: 5 }),
        choice: fc.nat({ max: 9 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('outside' as const),
        amountMinor: fc.integer({ min: 1, max: 3000 }),
      }),
    },
  );

  it('gives back more than was captured, whatever happens in whatever order', () => {
    const seen = new Set<RefundState>();
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 40, maxLength: 200 }), (steps) => {
        const refunds: ModelRefund[] = [];
        const capturedMinor = 10_000;
        let externalRefundedMinor = 0;
        const reserved = () =>
          refunds
            .filter(({ state }) => countsAgainstRefundable(state))
            .reduce((sum, one) => sum + one.amountMinor, 0);
        const left = () =>
          remainingRefundable(
            {
              capturedMinor,
              externalRefundedMinor,
              refundedMinor: reserved(),
              dispute: 'none',
              status: 'captured',
            },
            refunds,
          );
        for (const step of steps) {
          if (step.kind === 'outside') externalRefundedMinor += Math.min(step.amountMinor, left());
          else if (step.kind === 'file') {
            refunds.push({
              id: `r${refunds.length}`,
              amountMinor: step.amountMinor,
              currency: 'USD',
              state: 'draft',
              ver: 1,
            });
          } else {
            const refund = refunds[step.refund];
            if (refund === undefined) continue;
            const possible = refundTriggers.filter((trigger) => canTransition(refund.state, trigger));
            const trigger = possible[step.choice % possible.length];
            const next = trigger === undefined ? null : transition(refund.state, trigger);
            if (trigger === undefined || next === null) continue;
            if (reservesAmount(refund.state, trigger) && refund.amountMinor > left()) continue;
            refund.state = next;
            seen.add(next);
          }
          expect(reserved() + externalRefundedMinor).toBeLessThanOrEqual(capturedMinor);
        }
      }),
      { numRuns: 3000 },
    );
    expect([...seen].sort()).toEqual(refundStateSchema.options.filter((state) => state !== 'draft').sort());
  });
});
