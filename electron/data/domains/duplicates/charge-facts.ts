import type Database from 'better-sqlite3';
import type { ChargeFacts } from '../../../../shared/domains/duplicates/facts.ts';

/** Reads payments as the duplicate rules see them: with their application, refunds from all sources together. */
export type ChargeReader = {
  byId(id: string): ChargeFacts | null;
  byLocalId(localId: number): ChargeFacts | null;
};

const SELECT = `
  SELECT p.id AS paymentId, p.gateway, p.gateway_ref AS gatewayRef, p.order_ref AS orderRef,
    coalesce(a.application_no, p.application_id) AS applicationNo, a.applicant_name AS applicantName,
    a.applicant_doc AS applicantDoc, a.nationality, a.visa_type AS visaType, a.status AS applicationStatus,
    p.fee_type AS feeType, p.email, p.payer_id AS payerId, p.card_fingerprint AS cardFingerprint, p.method,
    p.device_id AS deviceId, iif(p.captured_minor > 0, p.captured_minor, p.amount_minor) AS amountMinor, p.currency,
    p.status, p.raw_code AS rawCode, p.created_at AS createdAt, p.captured_at AS capturedAt,
    p.refunded_minor + p.external_refunded_minor AS refundedMinor, p.dispute,
    coalesce(p.group_ref, a.group_ref) AS groupRef, p.idempotency_key AS idempotencyKey
  FROM payment p LEFT JOIN application a ON a.id = p.application_id`;

export function createChargeReader(cache: Database.Database): ChargeReader {
  const byId = cache.prepare<[string], ChargeFacts>(`${SELECT} WHERE p.id = ?`);
  const byLocalId = cache.prepare<[number], ChargeFacts>(`${SELECT} WHERE p.local_id = ?`);
  return {
    byId: (id) => byId.get(id) ?? null,
    byLocalId: (localId) => byLocalId.get(localId) ?? null,
  };
}
