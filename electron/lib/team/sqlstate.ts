import { TeamError, type TeamErrorClass } from './team-client.ts';

type Classification = { readonly errorClass: TeamErrorClass; readonly code: string };

/** The messages that our own functions raise. Any other text of the server may quote a row and is never passed on. */
const OWN_MESSAGES: ReadonlySet<string> = new Set([
  'not_staff',
  'forbidden',
  'idempotency_mismatch',
  'client_too_old',
  'server_recovering',
  'feed_needs_reset',
  'invalid',
  'not-found',
]);

/** What an exact SQLSTATE means. Looked up before the class. */
const BY_STATE: Readonly<Record<string, Classification>> = {
  CR001: { errorClass: 'hold', code: 'invalid' },
  CR403: { errorClass: 'stop', code: 'not-staff' },
  CR409: { errorClass: 'alert', code: 'idempotency-mismatch' },
  CR426: { errorClass: 'hold', code: 'client-too-old' },
  CR503: { errorClass: 'hold', code: 'server-recovering' },
  // pg_hba or NOLOGIN: the login was taken away, whatever the password.
  '28000': { errorClass: 'stop', code: 'not-staff' },
  '42501': { errorClass: 'stop', code: 'forbidden' },
  '55P03': { errorClass: 'retry', code: 'timed-out' },
  '57014': { errorClass: 'retry', code: 'timed-out' },
  // The server ended a session that was idle in a transaction: the connection is gone.
  '25P03': { errorClass: 'retry', code: 'offline' },
  '25P04': { errorClass: 'retry', code: 'offline' },
};

/** What the first two characters of a SQLSTATE mean. Whatever is in neither table holds and is reported. */
const BY_CLASS: Readonly<Record<string, Classification>> = {
  // Connection, rollback for concurrency, resources, operator intervention, system error: the outcome is not known.
  '08': { errorClass: 'retry', code: 'offline' },
  '40': { errorClass: 'retry', code: 'offline' },
  '53': { errorClass: 'retry', code: 'offline' },
  '57': { errorClass: 'retry', code: 'offline' },
  '58': { errorClass: 'retry', code: 'offline' },
  // Data that not even `api.submit` could store: the same again would fail the same way.
  '22': { errorClass: 'hold', code: 'invalid' },
  '23': { errorClass: 'hold', code: 'invalid' },
  '28': { errorClass: 'stop', code: 'wrong-password' },
};

/** What to do about a SQLSTATE and what to call it. Total: an unknown one holds, nothing is ever dropped. */
export function classifySqlState(sqlState: string, message: string): Classification {
  const known = BY_STATE[sqlState] ??
    BY_CLASS[sqlState.slice(0, 2)] ?? { errorClass: 'hold', code: 'internal' };
  const isOwn = sqlState.startsWith('CR') && OWN_MESSAGES.has(message);
  return isOwn ? { ...known, code: message.replaceAll('_', '-') } : known;
}

/** Node's codes for a certificate that does not hold; the connection was never used. */
const TLS_CODES =
  /^(ERR_(TLS|SSL)|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|EPROTO$|HOSTNAME_MISMATCH)/;

/** Any failure of a session as a `TeamError`, without the server's text. */
export function toTeamError(error: unknown): TeamError {
  if (error instanceof TeamError) return error;
  if (!(error instanceof Error)) return new TeamError('hold', 'internal', null);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  // Only an error that the server reported has a severity; Node's EPIPE looks like a SQLSTATE too.
  if (code !== null && 'severity' in error) {
    const { errorClass, code: name } = classifySqlState(code, error.message);
    return new TeamError(errorClass, name, code);
  }
  if (code !== null && TLS_CODES.test(code)) return new TeamError('hold', 'insecure-connection', null);
  // pg has no code for this one; going on in plain text is not an option.
  if (error.message.includes('does not support SSL'))
    return new TeamError('hold', 'insecure-connection', null);
  // pg's own end of the password exchange: no password was given, or the server could not prove that it knows it.
  if (error.message.startsWith('SASL:')) return new TeamError('stop', 'wrong-password', null);
  // A mistake of ours, not of the network.
  if (error instanceof TypeError || error instanceof RangeError || error.name === 'ZodError') {
    return new TeamError('hold', 'internal', null);
  }
  return new TeamError('retry', 'offline', null);
}
