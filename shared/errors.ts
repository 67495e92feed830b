/**
 * Every error code that can reach a person. The window shows `t('errors.' + code)`; a test checks that each
 * language has each code. A code is never renamed: outboxes and scripts store it.
 */
export const ERROR_CODES = [
  // Calls between processes
  'bad-input',
  'unknown-call',
  'forbidden-sender',
  'data-unavailable',
  'hub-unavailable',
  'timed-out',
  'internal',
  // Local files
  'storage-unwritable',
  'storage-full',
  'storage-unsupported-folder',
  'cache-rebuilt',
  'outbox-newer',
  'outbox-damaged',
  'workspace-in-use',
  // The team database
  'offline',
  'not-staff',
  'client-too-old',
  'server-recovering',
  'feed-needs-reset',
  'idempotency-mismatch',
  'insecure-connection',
  'wrong-password',
  'clock-wrong',
  // Refusals of a command, as `api.submit` reports them
  'invalid',
  'unknown-kind',
  'stale',
  'not-found',
  'forbidden',
  'own-refund',
  'over-limit',
  'bad-state',
  'amount-mismatch',
  'currency-mismatch',
  'amount-not-positive',
  'exceeds-refundable',
  'not-captured',
  'dispute-open',
  'open-refund-exists',
  'evidence-missing',
  'other-charge-returned',
  'look-up-first',
  'blocked-by-earlier',
  // Imports, exports and headless commands
  'file-unreadable',
  'csv-malformed',
  'csv-wrong-columns',
  'csv-too-large',
  'sync-unfinished',
  'file-exists',
  'file-unwritable',
  'export-cancelled',
  'unknown-command',
] as const;

/** One of the codes a person may meet. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Values that fill the placeholders of an error's text; never personal data, never secrets. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** An expected failure. It crosses processes as a value (see `ipc/result.ts`), never as a thrown object. */
export class DeskError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = 'DeskError';
    this.code = code;
    this.details = details;
  }
}
