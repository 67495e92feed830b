import { redactFreeText } from '../../shared/domains/payments/free-text.ts';

/**
 * What a person typed, or another system tells of it, as it may be written down. Card numbers end here, before the
 * outbox and all that comes after it: the team database, its audit log, other desktops. PostgreSQL can store neither NUL in text nor half surrogates in
 * JSON: a command with one of them would be refused for ever.
 */
export function storableText(text: string): string {
  return redactFreeText(text.replaceAll('\u0000', '').toWellFormed());
}

/** For `JSON.stringify` and `JSON.parse`: every text inside a value as `storableText`. */
export function storableTextInside(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}
