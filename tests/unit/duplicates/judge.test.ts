import { describe, expect, it } from 'vitest';
import type { ChargeFacts } from '../../../shared/domains/duplicates/facts.ts';
import { judgePair } from '../../../shared/domains/duplicates/judge.ts';
import { charge, day, hour, minute, second } from './charges.ts';

const judge = (a: ChargeFacts, b: ChargeFacts, standardFeeShare = 0) => {
  const { verdict, cause, refund } = judgePair(a, b, { standardFeeShare });
  return { verdict, cause, refund };
};

describe('hard gates', () => {
  it('1: one gateway charge in two rows', () => {
    const one = charge('a');
    const copy = charge('b', { gatewayRef: one.gatewayRef });
    const expected = { verdict: 'RECORD_DUPLICATE', cause: 'webhook-twice', refund: null };
    expect(judge(one, copy)).toEqual(expected);
    expect(judge({ ...one, status: 'unknown' }, copy)).toEqual(expected);
    expect(judge({ ...one, status: 'authorised' }, copy)).toEqual({ ...expected, cause: 'hold' });
    expect(judge(one, { ...copy, gateway: 'adyen' }).verdict).toBe('CONFIRMED_DUPLICATE');
  });

  it('2: outcome unknown or processing', () => {
    const unknown = charge('a', { status: 'unknown' });
    const paid = charge('b', { after: 5 * minute });
    expect(judge(unknown, paid)).toEqual({
      verdict: 'RESOLVE_FIRST',
      cause: 'retry-after-timeout',
      refund: null,
    });
    expect(judge(unknown, { ...paid, gateway: 'adyen' })).toMatchObject({ cause: 'two-gateways' });
    expect(judge(charge('a'), charge('b', { after: minute, status: 'processing' }))).toMatchObject({
      verdict: 'RESOLVE_FIRST',
      cause: null,
    });
    expect(judge(unknown, charge('b', { after: minute, status: 'failed' })).verdict).toBe('RESOLVE_FIRST');
  });

  it.each([
    ['failed', 'insufficient_funds', null],
    ['failed', 'reversed_after_approval', 'failed-with-hold'],
    ['failed', null, null],
    ['cancelled', null, 'failed-with-hold'],
    ['expired', null, null],
  ] as const)('3: %s (%s) first, then paid', (status, rawCode, cause) => {
    const failed = charge('a', { status, rawCode, capturedAt: null });
    expect(judge(failed, charge('b', { after: 3 * minute }))).toEqual({
      verdict: 'REPAYMENT_AFTER_FAILURE',
      cause,
      refund: null,
    });
  });

  it('3: only if the earlier one failed, and only if the later one took its place', () => {
    const paid = charge('a');
    const failedLater = charge('b', {
      after: minute,
      status: 'failed',
      rawCode: 'do_not_honor',
      capturedAt: null,
    });
    expect(judge(paid, failedLater)).toEqual({ verdict: 'SEPARATE', cause: null, refund: null });
    const cancelledLater = { ...failedLater, status: 'cancelled' as const };
    expect(judge(paid, cancelledLater)).toEqual({
      verdict: 'PENDING_HOLD',
      cause: 'failed-with-hold',
      refund: null,
    });
    const failedFirst = charge('0', { status: 'failed' });
    expect(judge({ ...failedFirst, createdAt: paid.createdAt - minute }, failedLater).verdict).toBe(
      'SEPARATE',
    );
    const child = { applicationNo: 'VN-2', applicantDoc: 'doc-minh', applicantName: 'Minh Tran' };
    expect(judge(charge('a', { status: 'failed' }), charge('b', { ...child, after: minute })).verdict).toBe(
      'SEPARATE',
    );
  });

  it('4: a hold on either side', () => {
    const expected = { verdict: 'PENDING_HOLD', cause: 'hold', refund: null };
    expect(judge(charge('a', { status: 'authorised' }), charge('b', { after: second }))).toEqual(expected);
    expect(judge(charge('a'), charge('b', { after: second, status: 'authorised' }))).toEqual(expected);
  });

  it('5: a dispute or inquiry on either side', () => {
    for (const dispute of ['open', 'inquiry'] as const) {
      expect(judge(charge('a', { dispute }), charge('b', { after: second }))).toMatchObject({
        verdict: 'IN_DISPUTE',
        refund: null,
      });
    }
    expect(judge(charge('a', { dispute: 'won' }), charge('b', { after: second })).verdict).toBe(
      'CONFIRMED_DUPLICATE',
    );
  });

  it('6: refunded in full, together, or by a lost dispute', () => {
    const later = (changes: Partial<ChargeFacts>) => charge('b', { after: second, ...changes });
    expect(judge(charge('a', { refundedMinor: 2500 }), later({}))).toEqual({
      verdict: 'ALREADY_REFUNDED',
      cause: 'double-click',
      refund: null,
    });
    expect(judge(charge('a'), later({ dispute: 'lost' })).verdict).toBe('ALREADY_REFUNDED');
    expect(judge(charge('a', { refundedMinor: 1000 }), later({ refundedMinor: 1500 })).verdict).toBe(
      'ALREADY_REFUNDED',
    );
    expect(judge(charge('a', { refundedMinor: 1000 }), later({})).verdict).toBe('CONFIRMED_DUPLICATE');
    expect(judge(charge('a', { refundedMinor: 2500 }), charge('b', { after: 3 * day }))).toMatchObject({
      cause: 'reversal',
    });
  });

  it('7: another amount in another currency without a common application', () => {
    const other = charge('b', { after: second, applicationNo: null, amountMinor: 9900, currency: 'EUR' });
    expect(judge(charge('a'), other).verdict).toBe('SEPARATE');
    expect(judge(charge('a'), { ...other, applicationNo: 'vn-1' }).verdict).toBe('CONFIRMED_DUPLICATE');
    expect(judge(charge('a'), { ...other, currency: 'USD' }).verdict).not.toBe('SEPARATE');
  });

  it('8: a re-application, unless its fee itself was paid twice', () => {
    const again = charge('b', { after: hour, feeType: 'reapply', applicationNo: 'VN-2' });
    expect(judge(charge('a'), again)).toEqual({
      verdict: 'REAPPLY',
      cause: 'two-applications',
      refund: null,
    });
    expect(
      judge(again, { ...again, paymentId: 'c', gatewayRef: 'ch_c', createdAt: again.createdAt + second }),
    ).toEqual({
      verdict: 'CONFIRMED_DUPLICATE',
      cause: 'double-click',
      refund: 'c',
    });
  });

  it('nothing ties strangers together', () => {
    const stranger = charge('b', {
      after: second,
      applicationNo: 'VN-9',
      email: 'x@example.org',
      cardFingerprint: 'card-x',
      deviceId: null,
    });
    expect(judge(charge('a'), stranger)).toEqual({ verdict: 'SEPARATE', cause: null, refund: null });
    const nothing = { applicationNo: 'N/A', email: '-', cardFingerprint: null, deviceId: 'none' };
    expect(judge(charge('a', nothing), charge('b', { after: second, ...nothing })).verdict).toBe('SEPARATE');
  });
});

describe('decision table', () => {
  it.each([
    ['double-click', { after: 4 * second }],
    ['retry-after-timeout', { after: 5 * minute, orderRef: 'O-1' }],
    ['two-gateways', { after: 9 * minute, gateway: 'adyen' }],
    ['other-means', { after: day, gateway: 'paypal', method: 'paypal', cardFingerprint: null }],
    [null, { after: 3 * day }],
    [null, { after: 90 * day }],
  ] as const)('one application, captured twice: %s', (cause, changes) => {
    const first = charge('a', { orderRef: 'O-1' });
    expect(judge(first, charge('b', changes))).toEqual({
      verdict: 'CONFIRMED_DUPLICATE',
      cause,
      refund: 'b',
    });
  });

  it('returns the charge that did not buy the visa', () => {
    const late = charge('a', { capturedAt: charge('a').createdAt + 7 * minute });
    const retry = charge('b', { after: 3 * minute });
    expect(judge(late, retry)).toEqual({
      verdict: 'CONFIRMED_DUPLICATE',
      cause: 'retry-after-timeout',
      refund: 'a',
    });
    const linked = charge('b', { after: day, applicationStatus: 'approved' });
    expect(judge(charge('a', { applicationStatus: 'draft' }), linked).refund).toBe('a');
    expect(judge(charge('a', { applicationStatus: 'approved' }), linked).refund).toBe('b');
  });

  it('keeps different fees of one application apart, and asks where the fee type is missing', () => {
    expect(judge(charge('a'), charge('b', { after: minute, feeType: 'expedite' })).verdict).toBe('SEPARATE');
    const unlabelled = charge('b', { after: minute, feeType: null, amountMinor: 1500 });
    expect(judge(charge('a'), unlabelled)).toMatchObject({ verdict: 'REVIEW', refund: null });
    expect(judge(charge('a'), { ...unlabelled, amountMinor: 2500 }).verdict).toBe('CONFIRMED_DUPLICATE');
  });

  it('sees a family', () => {
    const child = charge('b', {
      after: 2 * minute,
      applicationNo: 'VN-2',
      applicantDoc: 'doc-minh',
      applicantName: 'Minh Tran',
    });
    expect(judge(charge('a'), child)).toEqual({ verdict: 'GROUP_PURCHASE', cause: 'family', refund: null });
    const withoutDocs = { ...child, applicantDoc: null };
    expect(judge(charge('a', { applicantDoc: null }), withoutDocs).verdict).toBe('GROUP_PURCHASE');
  });

  it('asks a person where two applications look alike and nobody knows whose they are', () => {
    const nobody = { applicantDoc: null, applicantName: null };
    const other = charge('b', { ...nobody, after: 10 * second, applicationNo: 'VN-2' });
    expect(judge(charge('a', nobody), other)).toMatchObject({ verdict: 'REVIEW', refund: null });
  });

  it('sees one person with two applications', () => {
    const other = charge('b', { after: 20 * hour, applicationNo: 'VN-2', applicantName: 'Lin Tran' });
    const expected = { verdict: 'DOUBLE_APPLICATION', cause: 'two-applications', refund: 'b' };
    expect(judge(charge('a'), other)).toEqual(expected);
    expect(judge(charge('a', { applicationStatus: 'approved' }), other)).toEqual(expected);
    expect(judge(charge('a'), { ...other, applicationStatus: 'approved' })).toEqual({
      ...expected,
      refund: 'a',
    });
    const bothApproved = judge(charge('a', { applicationStatus: 'approved' }), {
      ...other,
      applicationStatus: 'approved',
    });
    expect(bothApproved.verdict).toBe('SEPARATE');
    expect(judge(charge('a'), { ...other, createdAt: other.createdAt + 60 * hour }).verdict).toBe('REVIEW');
    expect(judge(charge('a'), { ...other, visaType: 'multiple' }).verdict).not.toBe('DOUBLE_APPLICATION');
  });
});

describe('score', () => {
  const unlinked = { applicationNo: null, applicantDoc: null, applicantName: null };

  it('finds likely duplicates without an application', () => {
    const first = charge('a', unlinked);
    expect(judge(first, charge('b', { ...unlinked, after: 10 * second }))).toEqual({
      verdict: 'LIKELY_DUPLICATE',
      cause: 'double-click',
      refund: 'b',
    });
    expect(judge(first, charge('b', { after: 10 * second })).refund).toBe('a');
    expect(judge(charge('a'), charge('b', { ...unlinked, after: 10 * second })).refund).toBe('b');
  });

  it('is not taken in by a standard fee', () => {
    const first = charge('a', { ...unlinked, deviceId: null });
    const other = charge('b', { ...unlinked, deviceId: null, after: 40 * minute });
    expect(judge(first, other, 0.4).verdict).toBe('LIKELY_DUPLICATE');
    expect(judge(first, other, 0.6)).toMatchObject({ verdict: 'REVIEW', refund: null });
  });

  it('explains its points and what is missing', () => {
    const { evidence } = judgePair(charge('a', unlinked), charge('b', { ...unlinked, after: 10 * second }));
    expect(evidence.map(({ rule, values }) => [rule, values.points ?? values.score ?? null])).toEqual([
      ['score-card', 3],
      ['score-payer', 2],
      ['score-amount', 2],
      ['score-gap', 4],
      ['score-device', 2],
      ['score', 13],
      ['missing-application', null],
      ['missing-application', null],
      ['missing-applicant', null],
      ['return', null],
    ]);
  });

  it('weighs other people, groups and time', () => {
    const first = charge('a', { ...unlinked, applicantName: 'Linh Tran', groupRef: 'G-1' });
    const groupMate = charge('b', {
      ...unlinked,
      applicantName: 'Minh Pham',
      groupRef: 'G-1',
      after: 2 * minute,
    });
    expect(judge(first, groupMate).verdict).toBe('SEPARATE');
    expect(judge(charge('a', unlinked), charge('b', { ...unlinked, after: 8 * day })).verdict).toBe('REVIEW');
  });
});
