import type { ImportRow } from '../../../shared/domains/payments/import-row.ts';
import type { DemoDestination, DemoPerson } from './demo-files.ts';
import { seededChoice, seededNumber, seededText } from './seeded.ts';

const HEXADECIMAL = '0123456789abcdef';
const UPPER_AND_DIGITS = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Shapes of charge ids as the gateways make them. */
const chargeIds: Readonly<Record<string, (seed: string) => string>> = {
  stripe: (seed) => `ch_3S${seededText(seed, 22)}`,
  adyen: (seed) => `${seededText(seed, 2, 'BCDFGHJKLM')}${seededText(`${seed} tail`, 14, UPPER_AND_DIGITS)}`,
  paypal: (seed) => seededText(seed, 17, UPPER_AND_DIGITS),
  razorpay: (seed) => `pay_${seededText(seed, 14)}`,
  // The merchant chooses it; some acquirers cut it after 20 characters.
  worldpay: (seed) => `EVISA-${seededText(seed, 12, UPPER_AND_DIGITS)}`,
};

/** A charge id in the gateway's shape, always the same for the same seed. */
export function chargeId(gateway: string, seed: string): string {
  return (chargeIds[gateway] ?? chargeIds.stripe)?.(seed) ?? seed;
}

/** What a demo payment is made from; times in milliseconds UTC. */
export type PaymentFacts = {
  /** Everything random about the payment hangs on it. */
  readonly seed: string;
  readonly person: DemoPerson;
  readonly destination: DemoDestination;
  readonly applicationNo: string;
  readonly applicationStatus: ImportRow['application_status'];
  readonly applicant: string;
  readonly group: string | null;
  readonly gateway: string;
  readonly method: string;
  readonly order: string;
  readonly status: ImportRow['status'];
  readonly rawCode: string | null;
  readonly feeType: NonNullable<ImportRow['fee_type']>;
  /** Minor units of the destination's currency. */
  readonly amountMinor: number;
  readonly createdAt: number;
  readonly capturedAt: number | null;
  readonly refundedMinor: number;
  readonly dispute: NonNullable<ImportRow['dispute']>;
  /** Where the payer lives, as the platform divides the world. */
  readonly region?: string;
};

/** The sum of a destination's fee components, minor units. */
export function wholeFee(destination: DemoDestination): number {
  return destination.fees.reduce((total, fee) => total + fee.amountMinor, 0);
}

/** One row as a gateway's import would bring it. */
export function paymentRow(facts: PaymentFacts): ImportRow {
  const { person, destination, seed } = facts;
  const gatewayRef = chargeId(facts.gateway, seed);
  const paysByCard = facts.method === 'card';
  return {
    payment_id: `DEMO-${seededText(`${seed} id`, 10, UPPER_AND_DIGITS)}`,
    gateway: facts.gateway,
    gateway_ref: gatewayRef,
    order_ref: facts.order,
    application_no: facts.applicationNo,
    applicant_name: facts.applicant,
    // Who applies alone has one passport, however the name on the form is spelt.
    applicant_doc: seededText(
      `${facts.group === null ? person.email : facts.applicant} document`,
      32,
      HEXADECIMAL,
    ),
    nationality: person.country,
    destination: destination.country,
    visa_type: destination.visaType,
    application_status: facts.applicationStatus,
    fee_type: facts.feeType,
    customer_id: `cust-${seededText(`${person.email} account`, 10, UPPER_AND_DIGITS)}`,
    email: person.email,
    payer_id: paysByCard ? null : seededText(`${person.email} payer`, 13, '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'),
    card_fingerprint: paysByCard ? seededText(`${person.email} card`, 16) : null,
    card_brand: paysByCard
      ? seededChoice(`${person.email} brand`, ['visa', 'visa', 'mastercard', 'amex', 'unionpay'])
      : null,
    card_last4: paysByCard ? String(seededNumber(`${person.email} last4`, 10_000)).padStart(4, '0') : null,
    issuer_country: person.country,
    method: facts.method,
    device_id: `dev-${seededText(`${person.email} device`, 12, HEXADECIMAL)}`,
    ip_country: person.country,
    region: facts.region ?? null,
    amount_minor: facts.amountMinor,
    currency: destination.currency,
    status: facts.status,
    raw_code: facts.rawCode,
    created_at: new Date(facts.createdAt).toISOString(),
    captured_at: facts.capturedAt === null ? null : new Date(facts.capturedAt).toISOString(),
    refunded_minor: facts.refundedMinor,
    dispute: facts.dispute,
    group_ref: facts.group,
    idempotency_key: seededText(`${seed} key`, 24),
    identifiers: [],
    description: `e-Visa fee ${destination.country}, application ${facts.applicationNo}`,
    customer_name: person.name,
  };
}
