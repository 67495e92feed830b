import type { ApplicationStatus } from '../applications/entity.ts';
import type { PaymentStatus } from '../payments/entity.ts';
import type { ImportRow } from '../payments/import-row.ts';

/**
 * What the duplicate rules know of one charge: the columns of the neutral exchange format by camelCase names.
 * Times are milliseconds since 1970 (UTC), amounts minor units, unknown is null.
 */
export type ChargeFacts = {
  readonly paymentId: string;
  readonly gateway: string | null;
  readonly gatewayRef: string | null;
  readonly orderRef: string | null;
  readonly applicationNo: string | null;
  readonly applicantName: string | null;
  readonly applicantDoc: string | null;
  readonly nationality: string | null;
  readonly visaType: string | null;
  readonly applicationStatus: ApplicationStatus | null;
  readonly feeType: ImportRow['fee_type'];
  readonly email: string | null;
  readonly payerId: string | null;
  readonly cardFingerprint: string | null;
  readonly method: string | null;
  readonly deviceId: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly rawCode: string | null;
  readonly createdAt: number;
  readonly capturedAt: number | null;
  readonly refundedMinor: number;
  readonly dispute: NonNullable<ImportRow['dispute']>;
  readonly groupRef: string | null;
  readonly idempotencyKey: string | null;
};

/** The facts of an imported row. */
export function chargeFactsOfImportRow(row: ImportRow): ChargeFacts {
  return {
    paymentId: row.payment_id,
    gateway: row.gateway,
    gatewayRef: row.gateway_ref,
    orderRef: row.order_ref,
    applicationNo: row.application_no,
    applicantName: row.applicant_name,
    applicantDoc: row.applicant_doc,
    nationality: row.nationality,
    visaType: row.visa_type,
    applicationStatus: row.application_status,
    feeType: row.fee_type,
    email: row.email,
    payerId: row.payer_id,
    cardFingerprint: row.card_fingerprint,
    method: row.method,
    deviceId: row.device_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    status: row.status,
    rawCode: row.raw_code,
    createdAt: Date.parse(row.created_at),
    capturedAt: row.captured_at === null ? null : Date.parse(row.captured_at),
    refundedMinor: row.refunded_minor ?? 0,
    dispute: row.dispute ?? 'none',
    groupRef: row.group_ref,
    idempotencyKey: row.idempotency_key,
  };
}
