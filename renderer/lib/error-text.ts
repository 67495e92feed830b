import type { TFunction } from 'i18next';
import type { ErrorCode, ErrorDetails } from '../../shared/errors.ts';

/** What went wrong in the agent's language. The English `message` of an error is for logs, not for people. */
export function errorText(
  t: TFunction,
  error: { readonly code: ErrorCode; readonly details?: ErrorDetails },
): string {
  return t(`errors.${error.code}`, { ...error.details });
}
