import { DeskError, type ErrorCode, type ErrorDetails } from '../errors.ts';

/** What every call answers: a value, or an error with a code that the window can put into words. */
export type Envelope<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly error: { readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails };
    };

/** Wraps a success. */
export function success<Value>(value: Value): Envelope<Value> {
  return { ok: true, value };
}

/** Wraps a failure. `message` is English and for logs and the command line; people see the code's translation. */
export function failure(code: ErrorCode, message: string, details: ErrorDetails = {}): Envelope<never> {
  return { ok: false, error: { code, message, details } };
}

/** Turns anything thrown into an envelope; what is not a `DeskError` is a bug and says so without its text. */
export function failureOf(thrown: unknown): Envelope<never> {
  if (thrown instanceof DeskError) return failure(thrown.code, thrown.message, thrown.details);
  return failure('internal', thrown instanceof Error ? thrown.name : 'Unexpected failure');
}

/** The value, or the error thrown again as a `DeskError`. */
export function unwrap<Value>(envelope: Envelope<Value>): Value {
  if (envelope.ok) return envelope.value;
  throw new DeskError(envelope.error.code, envelope.error.message, envelope.error.details);
}
