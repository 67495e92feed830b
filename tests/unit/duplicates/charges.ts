import type { ChargeFacts } from '../../../shared/domains/duplicates/facts.ts';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

const start = Date.UTC(2026, 8, 24, 10);

/** A captured card payment of a visa fee by one payer; `after` moves it in time. */
export function charge(
  paymentId: string,
  changes: Partial<ChargeFacts> & { readonly after?: number } = {},
): ChargeFacts {
  const { after = 0, ...facts } = changes;
  return {
    paymentId,
    gateway: 'stripe',
    gatewayRef: `ch_${paymentId}`,
    orderRef: null,
    applicationNo: 'VN-1',
    applicantName: 'Linh Tran',
    applicantDoc: 'doc-linh',
    nationality: 'VN',
    visaType: 'single',
    applicationStatus: null,
    feeType: 'base',
    email: 'linh@example.org',
    payerId: null,
    cardFingerprint: 'card-linh',
    method: 'card',
    deviceId: 'device-linh',
    amountMinor: 2500,
    currency: 'USD',
    status: 'captured',
    rawCode: null,
    createdAt: start + after,
    capturedAt: start + after + 2 * second,
    refundedMinor: 0,
    dispute: 'none',
    groupRef: null,
    idempotencyKey: `key-${paymentId}`,
    ...facts,
  };
}
