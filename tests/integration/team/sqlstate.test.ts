import { describe, expect, test } from 'vitest';
import { classifySqlState, toTeamError } from '../../../electron/lib/team/sqlstate.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';

const serverError = (code: string, message: string) =>
  Object.assign(new Error(message), { code, severity: 'ERROR' });

describe('what a failure of the team database means', () => {
  test.each([
    ['08006', 'retry', 'offline'],
    ['40001', 'retry', 'offline'],
    ['40P01', 'retry', 'offline'],
    ['53300', 'retry', 'offline'],
    ['55P03', 'retry', 'timed-out'],
    ['57014', 'retry', 'timed-out'],
    ['57P01', 'retry', 'offline'],
    ['58030', 'retry', 'offline'],
    ['28P01', 'stop', 'wrong-password'],
    ['28000', 'stop', 'not-staff'],
    ['42501', 'stop', 'forbidden'],
    ['CR403', 'stop', 'not-staff'],
    ['CR409', 'alert', 'idempotency-mismatch'],
    ['CR426', 'hold', 'client-too-old'],
    ['CR503', 'hold', 'server-recovering'],
    ['22003', 'hold', 'invalid'],
    ['23505', 'hold', 'invalid'],
    ['42883', 'hold', 'internal'],
    ['XX000', 'hold', 'internal'],
    ['ZZZZZ', 'hold', 'internal'],
  ])('%s is %s', (sqlState, errorClass, code) => {
    expect(classifySqlState(sqlState, 'Failing row contains (…)')).toEqual({ errorClass, code });
    expect(ERROR_CODES).toContain(code);
  });

  test('our own messages name the reason, other texts never leave', () => {
    expect(classifySqlState('CR503', 'feed_needs_reset').code).toBe('feed-needs-reset');
    const failure = toTeamError(serverError('23505', 'Key (email)=(an@example.org) already exists'));
    expect(`${failure.message} ${failure.code}`).not.toContain('an@example.org');
    expect(classifySqlState('CR403', 'an@example.org').code).toBe('not-staff');
  });

  test.each([
    ['ECONNREFUSED', 'retry', 'offline'],
    ['EPIPE', 'retry', 'offline'],
    ['ETIMEDOUT', 'retry', 'offline'],
    ['CERT_HAS_EXPIRED', 'hold', 'insecure-connection'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'hold', 'insecure-connection'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'hold', 'insecure-connection'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'hold', 'insecure-connection'],
  ])('%s of the socket is %s', (code, errorClass, name) => {
    expect(toTeamError(Object.assign(new Error('x'), { code }))).toMatchObject({
      errorClass,
      code: name,
      sqlState: null,
    });
  });

  test('a mistake of the program is not a network failure to be retried', () => {
    expect(toTeamError(new TypeError('x'))).toMatchObject({ errorClass: 'hold', code: 'internal' });
    expect(toTeamError('x')).toMatchObject({ errorClass: 'hold' });
  });
});
