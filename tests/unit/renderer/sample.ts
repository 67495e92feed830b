import type { DuplicatePair } from '../../../shared/domains/duplicates/contract.ts';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import type { Payment } from '../../../shared/domains/payments/entity.ts';
import type { NamedRefundEvent, RefundView } from '../../../shared/domains/refunds/contract.ts';
import type { Refund } from '../../../shared/domains/refunds/entity.ts';
import type { Staff } from '../../../shared/domains/staff/entity.ts';
import { makePayment, makeRefund } from '../../support/wire-rows.ts';

/** A fixed moment: Sun 22 Nov 2026, 12:00 UTC. */
export const NOW = Date.UTC(2026, 10, 22, 12);
export const HOUR = 3_600_000;

export const ids = {
  payment: '0192f000-0000-7000-8000-000000000001',
  other: '0192f000-0000-7000-8000-000000000002',
  refund: '0192f000-0000-7000-8000-000000000003',
  command: '0192f000-0000-7000-8000-000000000004',
  application: '0192f000-0000-7000-8000-000000000005',
  agent: '0192f000-0000-7000-8000-000000000006',
  supervisor: '0192f000-0000-7000-8000-000000000007',
} as const;

/** A captured card payment of 25.00 USD. */
export function samplePayment(change: Partial<Payment> = {}): Payment {
  return makePayment(1, {
    id: ids.payment,
    gatewayRef: 'ch_3SampleAAAABBBBCCCCDDDD1',
    orderRef: 'ORD-1',
    applicationId: ids.application,
    email: 'payer@example.org',
    cardFingerprint: 'fp-1',
    cardBrand: 'Visa',
    amountMinor: 2500,
    capturedMinor: 2500,
    createdAt: NOW - 3 * HOUR,
    capturedAt: NOW - 3 * HOUR + 5000,
    ...change,
  });
}

/** A refund of that payment, filed by the agent an hour ago. */
export function sampleRefund(change: Partial<Refund> = {}): Refund {
  return makeRefund(1, samplePayment(), {
    id: ids.refund,
    amountMinor: 2500,
    requestedBy: 'agent',
    requestedPerson: ids.agent,
    requestedAt: NOW - HOUR,
    reviewDueAt: NOW + 23 * HOUR,
    updatedAt: NOW - HOUR,
    ...change,
  });
}

/** The refund as a screen gets it. */
export function sampleView(
  change: Partial<Refund> = {},
  pending: RefundView['pending'] = null,
  events: RefundView['events'] = [],
): RefundView {
  return {
    refund: sampleRefund(change),
    events,
    pending,
    requestedByName: 'Ann Agent',
    decidedByName: null,
  };
}

/** A line of its history, written by the hub now. */
export function sampleEvent(
  change: Partial<NamedRefundEvent> & Pick<NamedRefundEvent, 'toState'>,
): NamedRefundEvent {
  return {
    id: `event-${change.toState}-${change.at ?? NOW}`,
    refundId: ids.refund,
    team: 1,
    at: NOW,
    actor: 'hub',
    actorName: 'Back office',
    fromState: null,
    detail: {},
    ver: 1,
    ...change,
  };
}

/** Sent 25 hours ago and given up an hour ago, for the reason given. */
export function lostHistory(reason: string): NamedRefundEvent[] {
  return [
    sampleEvent({ fromState: 'approved', toState: 'sending', at: NOW - 25 * HOUR }),
    sampleEvent({ fromState: 'sending', toState: 'manual_check', at: NOW - HOUR, detail: { reason } }),
  ];
}

/** The page of the payment, with nothing else on it. */
export function samplePage(change: Partial<PaymentPage> = {}): PaymentPage {
  return {
    payment: samplePayment(),
    attempts: [],
    events: [],
    identifiers: [],
    customer: null,
    application: null,
    feeComponents: [],
    refunds: [],
    refundableMinor: 2500,
    duplicates: [],
    otherPayments: [],
    tickets: [],
    ...change,
  };
}

/** A confirmed pair: the sample payment first, the other second, the second to be returned. */
export function samplePair(change: Partial<DuplicatePair> = {}): DuplicatePair {
  return {
    a: ids.payment,
    b: ids.other,
    verdict: 'CONFIRMED_DUPLICATE',
    cause: 'double-click',
    refund: ids.other,
    evidence: [],
    judgedAt: NOW,
    ...change,
  };
}

/** A supervisor of team 1 who may approve 100.00 USD. */
export function sampleSupervisor(change: Partial<Staff> = {}): Staff {
  return {
    id: ids.supervisor,
    login: 'sue',
    personId: ids.supervisor,
    name: 'Sue Supervisor',
    role: 'supervisor',
    teams: [1],
    approveLimits: { USD: 10_000 },
    active: true,
    ver: 1,
    ...change,
  };
}
