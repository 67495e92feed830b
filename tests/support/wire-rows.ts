import type { WireRow } from '../../electron/lib/team/team-client.ts';
import type { Application } from '../../shared/domains/applications/entity.ts';
import type { Customer } from '../../shared/domains/customers/entity.ts';
import type { Identifier, Payment } from '../../shared/domains/payments/entity.ts';
import type { Refund, RefundEvent } from '../../shared/domains/refunds/entity.ts';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import { foldConfusable } from '../../shared/lib/fold.ts';

/** A valid id that sorts by `n`. */
export function testId(n: number): string {
  const hex = n.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** Minute `n` of a fixed day, milliseconds UTC. */
export function minute(n: number): number {
  return Date.UTC(2026, 10, 1) + n * 60_000;
}

/** An entity as the team database sends it: the same fields under snake_case names. */
export function wireRow(entity: object): WireRow {
  return Object.fromEntries(
    Object.entries(entity).map(([field, value]) => [
      field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
      value,
    ]),
  );
}

export function makeStaff(login: string, n: number, overrides: Partial<Staff> = {}): Staff {
  return {
    id: testId(n),
    login,
    personId: testId(n),
    name: login,
    role: 'agent',
    teams: [1],
    approveLimits: {},
    active: true,
    ver: 1,
    ...overrides,
  };
}

export function makeCustomer(n: number, overrides: Partial<Customer> = {}): Customer {
  return {
    id: testId(n),
    name: `Person ${n}`,
    email: `person${n}@example.com`,
    phone: null,
    country: null,
    language: null,
    createdAt: minute(n),
    ver: 1,
    ...overrides,
  };
}

export function makeApplication(n: number, overrides: Partial<Application> = {}): Application {
  return {
    id: testId(n),
    applicationNo: `VNM-${n}`,
    customerId: null,
    applicantName: null,
    applicantDoc: null,
    nationality: null,
    destination: null,
    visaType: null,
    status: 'submitted',
    groupRef: null,
    createdAt: minute(n),
    ver: 1,
    ...overrides,
  };
}

/** A captured payment that has nothing in common with any other. */
export function makePayment(n: number, overrides: Partial<Payment> = {}): Payment {
  return {
    id: testId(n),
    externalId: null,
    gateway: 'stripe',
    gatewayRef: `ch_${n}`,
    orderRef: null,
    applicationId: null,
    customerId: null,
    email: null,
    feeType: 'base',
    payerId: null,
    method: 'card',
    cardFingerprint: null,
    cardBrand: 'visa',
    cardLast4: '4242',
    issuerCountry: 'DE',
    deviceId: null,
    ipCountry: null,
    region: null,
    amountMinor: 5_000 + n,
    currency: 'USD',
    capturedMinor: 5_000 + n,
    externalRefundedMinor: 0,
    refundedMinor: 0,
    status: 'captured',
    rawCode: null,
    dispute: 'none',
    groupRef: null,
    idempotencyKey: null,
    description: null,
    createdAt: minute(n),
    capturedAt: minute(n),
    ver: 1,
    ...overrides,
  };
}

export function makeIdentifier(
  n: number,
  payment: Payment,
  value = payment.gatewayRef,
  kind = 'stripe',
): Identifier {
  return { id: testId(n), paymentId: payment.id, kind, value, folded: foldConfusable(value), ver: 1 };
}

export function makeRefund(n: number, payment: Payment, overrides: Partial<Refund> = {}): Refund {
  return {
    id: testId(n),
    paymentId: payment.id,
    team: 1,
    amountMinor: 1_000,
    currency: payment.currency,
    reason: 'goodwill',
    note: '',
    evidence: { duplicateOf: null, verdict: null, newApplicationNo: null, document: null },
    state: 'submitted',
    requestedBy: 'amina',
    requestedPerson: testId(1),
    requestedAt: minute(n),
    reviewDueAt: minute(n) + 86_400_000,
    decidedBy: null,
    decidedPerson: null,
    decidedAt: null,
    decisionReason: null,
    sendNo: 0,
    gatewayRefundRef: null,
    acceptedAt: null,
    arrivalEarliest: null,
    arrivalLatest: null,
    arrivalCountry: null,
    arrivalEstimate: null,
    arrivalRule: null,
    failureReason: null,
    arn: null,
    updatedAt: minute(n),
    ver: 1,
    ...overrides,
  };
}

/** A line in the history of a refund, written at minute n. */
export function makeRefundEvent(
  n: number,
  refund: Refund,
  { toState, ...overrides }: Pick<RefundEvent, 'toState'> & Partial<RefundEvent>,
): RefundEvent {
  return {
    id: testId(n),
    refundId: refund.id,
    team: refund.team,
    at: minute(n),
    actor: 'visadesk_hub',
    fromState: null,
    toState,
    detail: {},
    ver: 1,
    ...overrides,
  };
}
