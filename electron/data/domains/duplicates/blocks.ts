/**
 * A block is all payments with the same value in one of these columns: only within a block are payments compared.
 * The same links as in shared/domains/duplicates/pair.ts but the gateway's own reference, which is unique here.
 */
export type BlockColumn = {
  readonly column: 'application_id' | 'order_ref' | 'card_fingerprint' | 'payer_id' | 'email' | 'device_id';
  /** What is compared, as the index has it. */
  readonly key: string;
  readonly index: string;
  /** Strong links hold few payments, however far apart; weak ones are shared by families, agencies and kiosks. */
  readonly strong: boolean;
};

export const BLOCK_COLUMNS: readonly BlockColumn[] = [
  { column: 'application_id', key: 'application_id', index: 'payment_application', strong: true },
  { column: 'order_ref', key: 'lower(order_ref)', index: 'payment_order', strong: true },
  { column: 'card_fingerprint', key: 'card_fingerprint', index: 'payment_fingerprint', strong: false },
  { column: 'payer_id', key: 'payer_id', index: 'payment_payer', strong: false },
  { column: 'email', key: 'lower(email)', index: 'payment_email', strong: false },
  { column: 'device_id', key: 'device_id', index: 'payment_device', strong: false },
];
