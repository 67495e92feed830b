import { ERROR_CODES, type ErrorCode } from '../../shared/errors.ts';

/** A code that came from elsewhere, as one that has a text for people; `fallback` if it is none. */
export function knownErrorCode(code: string | null, fallback: ErrorCode): ErrorCode {
  return ERROR_CODES.find((known) => known === code) ?? fallback;
}
