import type { Payment } from '../../../shared/domains/payments/entity.ts';

/** A row of the comparison. `one` and `other` are raw values; how they are shown depends on the field. */
export type ComparedField = {
  readonly field:
    | 'amount'
    | 'application'
    | 'fee'
    | 'card'
    | 'payer'
    | 'email'
    | 'order'
    | 'device'
    | 'created'
    | 'captured'
    | 'gateway'
    | 'reference'
    | 'status';
  readonly same: boolean;
};

type FieldRule = {
  readonly field: ComparedField['field'];
  /** What is compared; null = not known, which is never "the same". */
  readonly value: (payment: Payment) => string | number | null;
};

/** What joins two charges first, then what tells them apart. */
const RULES: readonly FieldRule[] = [
  { field: 'amount', value: ({ amountMinor, currency }) => `${currency} ${amountMinor}` },
  { field: 'application', value: ({ applicationId }) => applicationId },
  { field: 'fee', value: ({ feeType }) => feeType },
  { field: 'card', value: ({ cardFingerprint, cardLast4 }) => cardFingerprint ?? cardLast4 },
  { field: 'payer', value: ({ payerId }) => payerId },
  { field: 'email', value: ({ email }) => email?.toLowerCase() ?? null },
  { field: 'order', value: ({ orderRef }) => orderRef },
  { field: 'device', value: ({ deviceId }) => deviceId },
  { field: 'created', value: ({ createdAt }) => createdAt },
  { field: 'captured', value: ({ capturedAt }) => capturedAt },
  { field: 'gateway', value: ({ gateway }) => gateway },
  { field: 'reference', value: ({ gatewayRef }) => gatewayRef },
  { field: 'status', value: ({ status }) => status },
];

/** The fields of two charges that at least one of them has, each with whether they agree. */
export function comparePayments(one: Payment, other: Payment): readonly ComparedField[] {
  return RULES.flatMap(({ field, value }) => {
    const [left, right] = [value(one), value(other)];
    if (left === null && right === null) return [];
    return [{ field, same: left !== null && left === right }];
  });
}
