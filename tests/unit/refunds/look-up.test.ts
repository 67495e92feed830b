import { describe, expect, it } from 'vitest';
import type { RefundEvent, RefundState } from '../../../shared/domains/refunds/entity.ts';
import {
  declareNotSentBlock,
  hasConflict,
  lookUpAgainBlock,
  lookUpFinding,
} from '../../../shared/domains/refunds/look-up.ts';

type Line = readonly [from: RefundState | null, to: RefundState, reason?: string];

/** A history; line n was written at minute n. */
function history(...lines: readonly Line[]): readonly RefundEvent[] {
  return lines.map(([fromState, toState, reason], index) => ({
    id: `e${index}`,
    refundId: 'r',
    team: 1,
    at: index,
    actor: 'hub',
    fromState,
    toState,
    detail: reason === undefined ? {} : { reason },
    ver: 1,
  }));
}

const sent: readonly Line[] = [
  ['in_review', 'approved'],
  ['approved', 'sending'],
  ['sending', 'send_unknown', 'timeout'],
];
const givenUp: Line = ['send_unknown', 'manual_check', 'timeout'];
const missing: Line = ['send_unknown', 'manual_check', 'not-found'];

describe('what the gateway said of a refund that nobody knows the outcome of', () => {
  it('nothing, since it was called', () => {
    expect(lookUpFinding(history(...sent, givenUp))).toEqual({ kind: 'no-answer', since: 1 });
    expect(lookUpFinding([])).toEqual({ kind: 'no-answer', since: null });
  });

  it('that it does not know it, and when', () => {
    expect(lookUpFinding(history(...sent, missing))).toEqual({ kind: 'not-found', at: 3 });
    const daily = history(...sent, givenUp, ['manual_check', 'manual_check', 'not-found']);
    expect(lookUpFinding(daily)).toEqual({ kind: 'not-found', at: 4 });
  });

  it('nothing any more, since it last answered', () => {
    const silent: Line = ['manual_check', 'manual_check', 'unavailable'];
    expect(lookUpFinding(history(...sent, missing, silent))).toEqual({ kind: 'no-answer', since: 3 });
    const asked: Line = ['manual_check', 'send_unknown', 'asked-again'];
    expect(lookUpFinding(history(...sent, missing, asked, givenUp))).toEqual({ kind: 'no-answer', since: 3 });
  });

  it('of this send: what it says of an older one is told apart', () => {
    const again: readonly Line[] = [
      ['manual_check', 'gateway_refused', 'declared-not-sent'],
      ['gateway_refused', 'approved'],
      ['approved', 'sending'],
      givenUp,
    ];
    const conflict: Line = ['manual_check', 'manual_check', 'gateway-conflict'];
    expect(lookUpFinding(history(...sent, missing, ...again))).toEqual({ kind: 'no-answer', since: 6 });
    expect(lookUpFinding(history(...sent, missing, conflict))).toEqual({ kind: 'not-found', at: 3 });
    expect(hasConflict(history(...sent, missing, ...again))).toBe(false);
    expect(hasConflict(history(...sent, missing, ...again, conflict))).toBe(true);
  });
});

describe('who may act on it', () => {
  const refund = { state: 'manual_check', team: 1, requestedPerson: 'ann' } as const;
  const sue = { role: 'supervisor' as const, teams: [1], personId: 'sue' };
  const known = history(...sent, missing);
  const unknown = history(...sent, givenUp);

  it('asks again: a supervisor of the team, also for an own refund', () => {
    expect(lookUpAgainBlock(refund, sue)).toBeNull();
    expect(lookUpAgainBlock(refund, { ...sue, teams: [2] })).toBe('forbidden');
    for (const role of ['agent', 'admin', 'hub'] as const) {
      expect(lookUpAgainBlock(refund, { ...sue, role })).toBe('forbidden');
    }
    expect(lookUpAgainBlock({ ...refund, state: 'send_unknown' }, sue)).toBe('bad-state');
  });

  it('declares it never sent: another supervisor of the team, on the word of the gateway', () => {
    expect(declareNotSentBlock(refund, known, sue)).toBeNull();
    expect(declareNotSentBlock(refund, known, { ...sue, teams: [2] })).toBe('forbidden');
    expect(declareNotSentBlock(refund, known, { ...sue, role: 'agent' })).toBe('forbidden');
    expect(declareNotSentBlock(refund, known, { ...sue, personId: 'ann' })).toBe('own-refund');
    expect(declareNotSentBlock(refund, unknown, sue)).toBe('look-up-first');
    expect(declareNotSentBlock({ ...refund, state: 'send_unknown' }, known, sue)).toBe('bad-state');
  });
});
