import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refundStateSchema } from '../../../shared/domains/refunds/entity.ts';
import {
  type ChargeForRefund,
  checkRefundGuards,
  type GuardedRefund,
  mayProceed,
  type RefundGuardFacts,
  type RefundOfCharge,
  remainingRefundable,
  verdictFor,
} from '../../../shared/domains/refunds/guards.ts';
import { countsAgainstRefundable } from '../../../shared/domains/refunds/states.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 10, 22);

const payment: ChargeForRefund = {
  id: 'payment-1',
  status: 'captured',
  capturedMinor: 2500,
  refundedMinor: 0,
  externalRefundedMinor: 0,
  currency: 'USD',
  dispute: 'none',
  method: 'card',
  createdAt: now - 10 * day,
  capturedAt: now - 10 * day,
};

const refund: GuardedRefund = {
  id: 'refund-1',
  amountMinor: 2500,
  currency: 'USD',
  reason: 'duplicate',
  evidence: {
    duplicateOf: 'payment-2',
    verdict: 'CONFIRMED_DUPLICATE',
    newApplicationNo: null,
    document: null,
  },
  requestedPerson: 'person-agent',
  reviewDueAt: now + day,
};

const facts: RefundGuardFacts = {
  step: 'submit',
  payment,
  refunds: [],
  refund,
  applicationStatus: 'submitted',
  feeComponents: [],
  verdict: 'CONFIRMED_DUPLICATE',
  stays: null,
  decider: null,
  sending: null,
  toOriginalMethod: true,
  now,
};

const supervisor = {
  personId: 'person-supervisor',
  role: 'supervisor',
  approveLimits: { USD: 5000 },
} as const;
const approval: RefundGuardFacts = { ...facts, step: 'approve', decider: supervisor };
const other = (changes: Partial<RefundOfCharge> = {}): RefundOfCharge => ({
  id: 'refund-2',
  amountMinor: 1000,
  currency: 'USD',
  state: 'refunded',
  ver: 3,
  ...changes,
});

const problems = (changed: RefundGuardFacts) =>
  checkRefundGuards(changed)
    .filter(({ ok }) => !ok)
    .map(({ guard, code, blocking }) => `${guard} ${code}${blocking ? '' : ' (warning)'}`);
const withRefund = (changes: Partial<GuardedRefund>) =>
  problems({ ...facts, refund: { ...refund, ...changes } });
const withPayment = (changes: Partial<ChargeForRefund>) =>
  problems({ ...facts, payment: { ...payment, ...changes } });

describe('refund guards', () => {
  it('pass an ordinary refund at each step, each under its name', () => {
    const sending: RefundGuardFacts = {
      ...facts,
      step: 'send',
      sending: { idempotencyKey: 'refund-1:0', sendNo: 0 },
    };
    expect([facts, approval, sending].map(problems)).toEqual([[], [], []]);
    expect(
      [facts, approval, sending].map((one) =>
        checkRefundGuards(one)
          .map(({ guard }) => guard)
          .join(' '),
      ),
    ).toEqual([
      'G1 G2 G3 G4 G6 G7 G10 G11 G12',
      'G1 G2 G3 G4 G5 G6 G7 G9 G10 G11 G12',
      'G1 G2 G3 G7 G8 G10 G12',
    ]);
  });

  it('G1, G2: captured money of the same currency, no more than is left', () => {
    expect(withPayment({ status: 'authorised', capturedMinor: 0 })).toEqual([
      'G1 not-captured',
      'G2 exceeds-refundable',
    ]);
    expect(withRefund({ currency: 'EUR' })).toEqual(['G2 currency-mismatch']);
    expect(withRefund({ amountMinor: 0 })).toEqual(['G2 amount-not-positive']);
    expect(withRefund({ amountMinor: 2501 })).toEqual(['G2 exceeds-refundable']);
    expect(withPayment({ externalRefundedMinor: 1 })).toEqual(['G2 exceeds-refundable']);
    expect(withPayment({ refundedMinor: 1 })).toEqual(['G2 exceeds-refundable']);
  });

  it('G2 at approval: the amount of the refund itself is already held back', () => {
    const stored = { ...approval, payment: { ...payment, refundedMinor: 2500 } };
    const own = other({ id: refund.id, amountMinor: 2500, state: 'submitted' });
    expect(problems({ ...stored, refunds: [own] })).toEqual([]);
    const overdrawn = { ...payment, refundedMinor: 3500 };
    expect(problems({ ...stored, payment: overdrawn, refunds: [own, other()] })).toEqual([
      'G2 exceeds-refundable',
    ]);
  });

  it('G3: no dispute, open or lost', () => {
    for (const dispute of ['inquiry', 'open'] as const)
      expect(withPayment({ dispute })).toEqual(['G3 dispute-open']);
    expect(withPayment({ dispute: 'lost' })).toContain('G3 dispute-open');
    expect(withPayment({ dispute: 'won' })).toEqual([]);
  });

  it('G4: only refundable parts for a change of mind', () => {
    const cancelled: GuardedRefund = {
      ...refund,
      reason: 'trip_cancelled',
      evidence: { ...refund.evidence, duplicateOf: null, document: 'flight cancellation' },
    };
    const parts = [
      { amountMinor: 2000, currency: 'USD', refundable: false },
      { amountMinor: 500, currency: 'USD', refundable: true },
    ];
    const tried = (changes: Partial<RefundGuardFacts>) =>
      problems({ ...facts, refund: cancelled, ...changes });
    expect(tried({})).toEqual([]);
    expect(tried({ applicationStatus: 'approved' })).toEqual(['G4 policy-unclear (warning)']);
    expect(tried({ feeComponents: parts })).toEqual(['G4 policy-unclear (warning)']);
    expect(tried({ feeComponents: parts, applicationStatus: 'approved' })).toEqual(['G4 policy-refuses']);
    const serviceFee = { ...cancelled, amountMinor: 500 };
    expect(tried({ feeComponents: parts, applicationStatus: 'approved', refund: serviceFee })).toEqual([]);
    expect(problems({ ...facts, feeComponents: parts, applicationStatus: 'approved' })).toEqual([]);
  });

  it('G5: another person, a supervisor, within the limit', () => {
    const by = (changes: object) => problems({ ...approval, decider: { ...supervisor, ...changes } });
    expect(by({ personId: 'person-agent' })).toEqual(['G5 own-refund']);
    expect(by({ role: 'admin' })).toEqual(['G5 forbidden']);
    expect(by({ approveLimits: { USD: 2499 } })).toEqual(['G5 over-limit']);
    expect(by({ approveLimits: { EUR: 9999 } })).toEqual(['G5 over-limit']);
    expect(problems({ ...approval, decider: null })).toEqual(['G5 forbidden']);
  });

  it('G6: the evidence of the reason', () => {
    const none = { duplicateOf: null, verdict: null, newApplicationNo: null, document: null };
    expect(withRefund({ evidence: none })).toEqual(['G6 evidence-missing']);
    expect(withRefund({ evidence: { ...none, duplicateOf: payment.id } })).toEqual(['G6 evidence-missing']);
    expect(withRefund({ reason: 'trip_cancelled', evidence: { ...none, document: ' ' } })).toEqual([
      'G6 evidence-missing',
    ]);
    expect(withRefund({ reason: 'name_error', evidence: none })).toEqual(['G6 evidence-missing']);
    expect(withRefund({ reason: 'goodwill', evidence: none })).toEqual([]);
  });

  it('G7: one open refund at a time', () => {
    const small = { ...refund, amountMinor: 100 };
    expect(problems({ ...facts, refund: small, refunds: [other({ state: 'in_review' })] })).toEqual([
      'G7 open-refund-exists',
    ]);
    expect(problems({ ...facts, refund: small, refunds: [other({ state: 'rejected' }), other()] })).toEqual(
      [],
    );
  });

  it('G6: the other charge of a double one stays paid', () => {
    const stays = (changes: Partial<ChargeForRefund>) =>
      problems({ ...facts, stays: { ...payment, ...changes } });
    expect(stays({})).toEqual([]);
    expect(stays({ refundedMinor: 1000 })).toEqual([]);
    for (const gone of [
      { refundedMinor: 2500 },
      { externalRefundedMinor: 2500 },
      { refundedMinor: 1500, externalRefundedMinor: 1000 },
      { dispute: 'lost' },
    ] as const) {
      expect(stays(gone)).toEqual(['G6 other-charge-returned']);
    }
    const goodwill = { ...refund, reason: 'goodwill' } as const;
    expect(problems({ ...facts, refund: goodwill, stays: { ...payment, refundedMinor: 2500 } })).toEqual([]);
  });

  it('G11: a duplicate answers for its own pair, anything else for a hold on any', () => {
    const pairs = [
      { a: 'payment-1', b: 'payment-2', verdict: 'CONFIRMED_DUPLICATE' },
      { a: 'payment-1', b: 'payment-3', verdict: 'PENDING_HOLD' },
    ] as const;
    const of = (duplicateOf: string | null, reason: GuardedRefund['reason'] = 'duplicate') =>
      verdictFor({ reason, evidence: { ...refund.evidence, duplicateOf } }, pairs);
    expect(of('payment-2')).toBe('CONFIRMED_DUPLICATE');
    expect(of('payment-3')).toBe('PENDING_HOLD');
    expect(of('payment-4')).toBeNull();
    expect(of(null, 'goodwill')).toBe('PENDING_HOLD');
    expect(verdictFor(refund, [])).toBeNull();
  });

  it('G8: the key of this very send is stored first', () => {
    const send = (sending: RefundGuardFacts['sending']) => problems({ ...facts, step: 'send', sending });
    expect(send(null)).toEqual(['G8 key-missing']);
    expect(send({ idempotencyKey: 'refund-1:0', sendNo: 1 })).toEqual(['G8 key-missing']);
  });

  it('G9 to G12: late review, other destination, holds, closed window', () => {
    expect(problems({ ...approval, refund: { ...refund, reviewDueAt: now - 1 } })).toEqual([
      'G9 review-overdue (warning)',
    ]);
    expect(problems({ ...facts, toOriginalMethod: false })).toEqual(['G10 other-method']);
    for (const verdict of ['PENDING_HOLD', 'RESOLVE_FIRST'] as const) {
      expect(problems({ ...facts, verdict })).toEqual(['G11 not-settled']);
      const goodwill = { ...refund, reason: 'goodwill' } as const;
      expect(problems({ ...facts, verdict, refund: goodwill })).toEqual(['G11 not-settled (warning)']);
    }
    expect(withPayment({ method: 'paypal', capturedAt: now - 181 * day })).toEqual(['G12 window-closed']);
    expect(withPayment({ method: 'paypal', capturedAt: now - 180 * day })).toEqual([]);
    expect(withPayment({ method: 'card', capturedAt: now - 900 * day })).toEqual([]);
  });

  it('stop for a refusal, not for a warning', () => {
    const late = { ...approval, refund: { ...refund, reviewDueAt: now - 1 } };
    expect(mayProceed(checkRefundGuards(late))).toBe(true);
    expect(mayProceed(checkRefundGuards({ ...late, toOriginalMethod: false }))).toBe(false);
  });
});

describe('remainingRefundable', () => {
  const anyRefund = fc.record({
    id: fc.uuid(),
    amountMinor: fc.integer({ min: 1, max: 3000 }),
    currency: fc.constant('USD'),
    state: fc.constantFrom(...refundStateSchema.options),
    ver: fc.constantFrom(0, 1, 7),
  });
  const sum = (refunds: readonly RefundOfCharge[]) =>
    refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);

  it('counts stored, queued and outside refunds once each, and never goes below nothing', () => {
    fc.assert(
      fc.property(fc.array(anyRefund), fc.nat({ max: 3000 }), (refunds, externalRefundedMinor) => {
        const counted = refunds.filter(({ state }) => countsAgainstRefundable(state));
        const refundedMinor = sum(counted.filter(({ ver }) => ver > 0));
        const charge = { ...payment, refundedMinor, externalRefundedMinor };
        const expected = Math.max(0, payment.capturedMinor - externalRefundedMinor - sum(counted));
        expect(remainingRefundable(charge, refunds)).toBe(expected);
        const seenByAnotherTeam = refunds.filter(({ ver }) => ver === 0);
        expect(remainingRefundable(charge, seenByAnotherTeam)).toBe(expected);
      }),
    );
  });

  it('is nothing without captured money', () => {
    expect(remainingRefundable({ ...payment, status: 'authorised' }, [])).toBe(0);
    expect(remainingRefundable({ ...payment, dispute: 'lost' }, [])).toBe(0);
    expect(remainingRefundable(payment, [])).toBe(2500);
  });
});
