import { describe, expect, it } from 'vitest';
import { arrivalSentence } from '../../../renderer/features/refunds/arrival-sentence.ts';
import { decisionFor, hasChanged } from '../../../renderer/features/refunds/decision.ts';
import { refundSteps } from '../../../renderer/features/refunds/refund-steps.ts';
import { reviewClock } from '../../../renderer/features/refunds/review-clock.ts';
import { createFormatter, type Language } from '../../../renderer/lib/format.ts';
import { refundStateSchema } from '../../../shared/domains/refunds/entity.ts';
import { methodWindowsVersion } from '../../../shared/domains/refunds/method-windows.ts';
import { HOUR, ids, NOW, samplePage, samplePayment, sampleRefund, sampleSupervisor } from './sample.ts';
import { translatorFor } from './translate.ts';

describe('the arrival sentence', () => {
  const accepted = sampleRefund({
    state: 'gateway_pending',
    arrivalEarliest: '2026-09-29',
    arrivalLatest: '2026-10-08',
    arrivalCountry: 'DE',
    arrivalRule: `arrival 1; ${methodWindowsVersion}; calendars 1`,
  });
  const say = (refund: typeof accepted, language: Language = 'en') =>
    arrivalSentence(refund, 'card', {
      now: NOW,
      format: createFormatter(language, 'America/Los_Angeles'),
      t: translatorFor(language),
    });

  it('names both days, the business days and the country whose calendar counts', () => {
    expect(say(accepted)).toMatch(/^between Tue 29 Sept? and Thu 8 Oct, \d+–\d+ business days, Germany$/);
    expect(say(accepted, 'zh-Hans')).toMatch(/^9月29日周二至10月8日周四（\d+–\d+ 个工作日，德国）$/);
  });

  it('does not count business days by figures newer than the promise', () => {
    expect(say({ ...accepted, arrivalRule: 'arrival 1; methods 1999-01; calendars 1' })).toMatch(
      /^between Tue 29 Sept? and Thu 8 Oct, Germany$/,
    );
    expect(say({ ...accepted, arrivalRule: null, arrivalCountry: null })).toMatch(/and Thu 8 Oct$/);
  });

  it('promises nothing before the gateway has accepted', () => {
    expect(say(sampleRefund())).toBeNull();
  });
});

describe('the decision on a refund', () => {
  const decide = (refund = {}, staff = {}, page: ReturnType<typeof samplePage> | null = reviewPage()) =>
    decisionFor(sampleRefund(refund), page, sampleSupervisor(staff), NOW);

  function reviewPage() {
    return samplePage({
      payment: samplePayment({ refundedMinor: 2500 }),
      refunds: [
        { refund: sampleRefund(), events: [], pending: null, requestedByName: '', decidedByName: null },
      ],
      refundableMinor: 0,
    });
  }

  it('is open to a supervisor of the team within the limit', () => {
    expect(decide()).toEqual({ approvalBlock: null, mayReject: true, warnings: [] });
  });

  it('is closed to the person who asked, whatever the login', () => {
    const own = decide({ requestedBy: 'another-login', requestedPerson: ids.supervisor });
    expect(own).toMatchObject({ approvalBlock: 'own-refund', mayReject: false });
  });

  it('is closed to agents and admins, other teams, and above the limit', () => {
    expect(decide({}, { role: 'agent' })).toMatchObject({ approvalBlock: 'forbidden', mayReject: false });
    expect(decide({}, { role: 'admin' })).toMatchObject({ approvalBlock: 'forbidden', mayReject: false });
    expect(decide({}, { teams: [2] })).toMatchObject({ approvalBlock: 'other-team', mayReject: false });
    expect(decide({}, { approveLimits: { USD: 2499 } })).toMatchObject({
      approvalBlock: 'over-limit',
      mayReject: true,
    });
    expect(decide({}, { approveLimits: {} })).toMatchObject({ approvalBlock: 'over-limit' });
  });

  it('names who must decide before anything else that stands in the way', () => {
    const disputed = samplePage({ payment: samplePayment({ dispute: 'open' }) });
    expect(decide({}, { role: 'agent' }, disputed).approvalBlock).toBe('forbidden');
    expect(decide({}, {}, disputed).approvalBlock).toBe('dispute-open');
  });

  it('needs the payment on screen and the refund with the team', () => {
    expect(decide({}, {}, null)).toMatchObject({ approvalBlock: 'payment-not-here', mayReject: true });
    expect(decide({ ver: 0 })).toMatchObject({ approvalBlock: 'not-sent', mayReject: false });
  });

  it('warns when the review is overdue', () => {
    expect(decide({ reviewDueAt: NOW - 1 })).toMatchObject({
      approvalBlock: null,
      warnings: ['review-overdue'],
    });
  });

  it('binds to what was seen', () => {
    const seen = sampleRefund();
    expect(hasChanged(seen, sampleRefund({ note: 'not part of the money' }))).toBe(false);
    for (const change of [
      { ver: 2 },
      { amountMinor: 1 },
      { currency: 'EUR' },
      { state: 'approved' as const },
    ]) {
      expect(hasChanged(seen, sampleRefund(change))).toBe(true);
    }
  });
});

describe('the review clock', () => {
  it('turns amber four hours before the end and red after it', () => {
    const tone = (hours: number) => reviewClock('submitted', NOW + hours * HOUR, NOW)?.tone;
    expect([tone(23), tone(3.9), tone(-0.1)]).toEqual(['calm', 'soon', 'overdue']);
  });

  it('stands still while information is missing and ends with the decision', () => {
    expect(reviewClock('needs_info', NOW - HOUR, NOW)).toBeNull();
    expect(reviewClock('approved', NOW - HOUR, NOW)).toBeNull();
  });
});

describe('the track of a refund', () => {
  it('has at most one place where it is now', () => {
    for (const state of refundStateSchema.options) {
      const steps = refundSteps(state);
      const present = steps.filter((step) => step.state === 'current' || step.state === 'failed');
      expect(present.length, state).toBeLessThanOrEqual(1);
      const order = steps.map((step) => ['done', 'current', 'failed', 'waiting'].indexOf(step.state));
      expect(order, state).toEqual([...order].sort((one, other) => one - other));
    }
  });

  it('shows where it failed', () => {
    expect(refundSteps('refund_failed').map(({ state }) => state)).toEqual([
      'done',
      'done',
      'done',
      'failed',
    ]);
    expect(refundSteps('withdrawn')).toEqual([]);
  });
});
