import type { ImportRow } from '../../../shared/domains/payments/import-row.ts';
import { expectedArrival } from '../../../shared/domains/refunds/arrival.ts';
import type { Refund, RefundState } from '../../../shared/domains/refunds/entity.ts';
import type { MessageImportRow, TicketImportRow } from '../../../shared/domains/tickets/import-row.ts';
import type { Arrival } from '../../lib/team/hub-client.ts';
import type { DemoBatch } from './demo-batch.ts';
import { type DemoDestination, type DemoPerson, demoFiles } from './demo-files.ts';
import { everydayPayments } from './everyday-payments.ts';
import { outsideEvents } from './outside-events.ts';
import { chargeId, paymentRow, wholeFee } from './payment-row.ts';
import { cancellationNotice } from './proof.ts';
import { regionalSpike } from './regional-spike.ts';
import { seededText } from './seeded.ts';

/** Applications in the whole demo. */
const APPLICATIONS = 80;
const DAY_MS = 86_400_000;
/** The embedded database's own hub. */
const HUB_LOGIN = 'visadesk_hub';

/** A payment by what the gateway calls it. */
type ChargeReference = { readonly gateway: string; readonly gatewayRef: string };

/** Later steps of a demo refund in their order; the first, `submitted`, is its filing. */
export const REFUND_STEPS = [
  'in_review',
  'rejected',
  'approved',
  'sending',
  'gateway_pending',
  'refunded',
  'traceable',
  'refund_failed',
] as const satisfies readonly RefundState[];

/** What one step changed, with when and by whom. */
type DemoRefundStep = {
  readonly state: (typeof REFUND_STEPS)[number];
  readonly at: number;
  readonly actor: string;
} & Partial<
  Pick<Refund, 'decidedBy' | 'decidedAt' | 'decisionReason' | 'gatewayRefundRef' | 'arn' | 'failureReason'>
> &
  Partial<Arrival>;

export type DemoRefund = Pick<Refund, 'team' | 'reason' | 'note' | 'requestedBy' | 'requestedAt'> & {
  readonly charge: ChargeReference;
  /** The charge that stays, for reason `duplicate`. */
  readonly keeps: ChargeReference | null;
  readonly document: string | null;
  /** Null = the whole charge. */
  readonly amountMinor: number | null;
  readonly steps: readonly DemoRefundStep[];
};

/** The first part of the demo, for an empty team database, dated relative to the moment it was built for. */
export type Demo = DemoBatch & {
  /** That moment, milliseconds UTC. */
  readonly asOf: number;
  readonly staff: typeof demoFiles.staff;
  readonly refunds: readonly DemoRefund[];
};

type StoryPayment = (typeof demoFiles.stories.payments)[number];
type StoryApplication = (typeof demoFiles.stories.applications)[number];
type StoryRefund = (typeof demoFiles.stories.refunds)[number];

/** Builds the demo. `now` is in milliseconds UTC; the same `now` gives the same demo. */
export function buildDemo(now: number): Demo {
  const { stories, people, staff } = demoFiles;
  const spike = regionalSpike(now);
  const payments = [
    ...stories.payments.map((payment) => storyRow(payment, now)),
    ...everydayPayments(APPLICATIONS - stories.applications.length, now),
    ...spike.payments,
  ];
  return {
    asOf: now,
    staff,
    payments,
    customers: [...people, ...spike.people].map(({ email, country, language }) => ({
      email,
      country,
      language,
      phone: null,
    })),
    components: componentsOf(payments),
    events: outsideEvents(payments),
    tickets: demoFiles.tickets.map((ticket) => demoTicket(ticket, now)),
    refunds: stories.refunds.map((refund) => demoRefund(refund, now)),
  };
}

/** A payment of the stories by its key. */
export function storyPayment(key: string): StoryPayment {
  return found(
    demoFiles.stories.payments.find((payment) => payment.key === key),
    `payment ${key}`,
  );
}

/** What the gateway calls it. */
export function chargeOf({ key, gateway }: StoryPayment): ChargeReference {
  return { gateway, gatewayRef: chargeId(gateway, key) };
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The demo files mention ${what}, which they do not describe.`);
  return value;
}

function storyRow(payment: StoryPayment, now: number): ImportRow {
  const application = applicationOf(payment);
  const person = personOf(application.email);
  const destination = destinationOf(application.destination);
  const createdAt = now - payment.ago;
  return paymentRow({
    seed: payment.key,
    person,
    destination,
    applicationNo: application.no,
    applicationStatus: application.status,
    applicant: application.applicant ?? person.name,
    group: application.group ?? null,
    gateway: payment.gateway,
    method: payment.method,
    order: payment.order ?? `ORD-${application.no}`,
    status: payment.status,
    rawCode: payment.rawCode ?? null,
    feeType: payment.feeType,
    amountMinor: wholeFee(destination),
    createdAt,
    capturedAt: payment.capturedAfter === undefined ? null : createdAt + payment.capturedAfter,
    refundedMinor: payment.refunded ? wholeFee(destination) : 0,
    dispute: payment.dispute,
  });
}

function applicationOf(payment: StoryPayment): StoryApplication {
  return found(
    demoFiles.stories.applications.find(({ no }) => no === payment.application),
    `application ${payment.application}`,
  );
}

function personOf(email: string): DemoPerson {
  return found(
    demoFiles.people.find((person) => person.email === email),
    `person ${email}`,
  );
}

function destinationOf(country: string): DemoDestination {
  return found(
    demoFiles.destinations.find((destination) => destination.country === country),
    `destination ${country}`,
  );
}

function componentsOf(payments: readonly ImportRow[]): DemoBatch['components'] {
  const destinationByApplication = new Map(
    payments.map(({ application_no, destination }) => [application_no ?? '', destination ?? '']),
  );
  return [...destinationByApplication].flatMap(([applicationNo, country]) => {
    const { fees, currency } = destinationOf(country);
    return fees.map((fee) => ({ ...fee, currency, applicationNo }));
  });
}

/** What an import calls a written ticket. */
export function ticketId(key: string): string {
  return `story-${key}`;
}

type WrittenTicket = (typeof demoFiles.tickets)[number];

function demoTicket(
  { key, email, payment, messages, ...ticket }: WrittenTicket,
  now: number,
): TicketImportRow {
  const charge = payment === null ? null : chargeOf(storyPayment(payment));
  return {
    ...ticket,
    external_id: ticketId(key),
    customer_email: email,
    customer_ref: null,
    gateway: charge?.gateway ?? null,
    gateway_ref: charge?.gatewayRef ?? null,
    country: personOf(email).country,
    snoozed_until: null,
    created_at: new Date(now - Math.max(...messages.map(({ ago }) => ago))).toISOString(),
    messages: messages.map((message, place) => ({
      external_id: `m${place + 1}`,
      at: new Date(now - message.ago).toISOString(),
      ...saidBy(message, personOf(email), ticket.language),
      body: message.body.replace(
        /\{([a-z0-9-]+)\}/g,
        (_, mentioned: string) => chargeOf(storyPayment(mentioned)).gatewayRef,
      ),
      attachments: message.proof ? [cancellationNotice(key, now - message.ago)] : [],
    })),
  };
}

/** Who speaks to whom in which way. */
function saidBy(
  { from, author, seconds }: WrittenTicket['messages'][number],
  customer: DemoPerson,
  language: string | null,
): Omit<MessageImportRow, 'external_id' | 'at' | 'body' | 'attachments'> {
  const message = { kind: 'message', call_seconds: null, delivery: 'none', language } as const;
  switch (from) {
    case 'customer':
      return { ...message, direction: 'in', author: customer.name };
    case 'note':
      return { ...message, direction: 'note', author: author ?? '', language: 'en' };
    case 'call':
      return { ...message, direction: 'in', kind: 'call', author: author ?? '', call_seconds: seconds ?? 0 };
    default:
      return { ...message, direction: 'out', author: from, delivery: 'sent' };
  }
}

function demoRefund(refund: StoryRefund, now: number): DemoRefund {
  const requestedAt = now - refund.ago;
  const payment = storyPayment(refund.payment);
  return {
    team: refund.team,
    reason: refund.reason,
    note: refund.note,
    requestedBy: refund.requestedBy,
    requestedAt,
    charge: chargeOf(payment),
    keeps: refund.duplicateOf === undefined ? null : chargeOf(storyPayment(refund.duplicateOf)),
    document: refund.document ?? null,
    amountMinor: refund.amountMinor ?? null,
    steps: refund.decidedBy === undefined ? [] : decidedSteps(refund, refund.decidedBy, payment, requestedAt),
  };
}

function decidedSteps(
  refund: StoryRefund,
  decidedBy: string,
  payment: StoryPayment,
  requestedAt: number,
): DemoRefundStep[] {
  const decidedAt = requestedAt + (refund.decidedAfter ?? 0);
  const decision = { at: decidedAt, actor: decidedBy, decidedBy, decidedAt };
  const review = { state: 'in_review', at: decidedAt, actor: decidedBy } as const;
  if (refund.state === 'rejected') {
    return [review, { state: 'rejected', ...decision, decisionReason: refund.decisionReason ?? null }];
  }
  const acceptedAt = decidedAt + 2000;
  const settled = { at: acceptedAt + 5000, actor: HUB_LOGIN };
  const arrival = expectedArrival({
    acceptedAt,
    issuerCountry: personOf(applicationOf(payment).email).country,
    method: payment.method,
  });
  const sent: DemoRefundStep[] = [
    review,
    { state: 'approved', ...decision },
    { state: 'sending', at: decidedAt + 1000, actor: HUB_LOGIN },
    {
      state: 'gateway_pending',
      at: acceptedAt,
      actor: HUB_LOGIN,
      gatewayRefundRef: `re_sim${seededText(`${payment.key} refund`, 18, '0123456789abcdef')}`,
      ...arrival,
    },
  ];
  const arn = `2499999${seededText(`${payment.key} arn`, 16, '0123456789')}`;
  return refund.state === 'refund_failed'
    ? [...sent, { state: 'refund_failed', ...settled, failureReason: refund.failureReason ?? null }]
    : [
        ...sent,
        { state: 'refunded', ...settled },
        { state: 'traceable', ...settled, at: settled.at + DAY_MS, arn },
      ];
}
