import i18next from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, describe, expect, it } from 'vitest';
import { PaymentHeader } from '../../../renderer/features/payments/payment-header.tsx';
import { TimelineView } from '../../../renderer/features/payments/timeline-view.tsx';
import { RefundList } from '../../../renderer/features/refunds/refund-list.tsx';
import type { RefundView } from '../../../shared/domains/refunds/contract.ts';
import type { Staff } from '../../../shared/domains/staff/entity.ts';
import { ids, lostHistory, sampleEvent, samplePage, sampleSupervisor, sampleView } from './sample.ts';
import './translate.ts';

/** The words of a refund's card, and whether each of its buttons is on. */
function shown(view: RefundView, staff: Partial<Staff> = {}) {
  const page = samplePage({ refunds: [view] });
  const markup = renderToStaticMarkup(
    <>
      <PaymentHeader page={page} arrivalOf={() => null} />
      <RefundList page={page} staff={sampleSupervisor(staff)} />
      <TimelineView page={page} />
    </>,
  );
  const text = markup.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  const isOn = (label: string) => {
    const button = markup.match(new RegExp(`<button[^>]*>(?:(?!</button>).)*${label}`, 's'))?.[0];
    return button === undefined ? null : !/<button[^>]* disabled=""/.test(button);
  };
  return { text, isOn };
}

const lost = (reason: string) => sampleView({ state: 'manual_check' }, null, lostHistory(reason));
const ASK = 'Ask the gateway again';
const DECLARE = 'It was never sent…';

describe('a refund whose outcome nobody knows, on screen', () => {
  beforeEach(async () => {
    await i18next.changeLanguage('en');
  });

  it('says since when the gateway is silent, and offers to ask it again', () => {
    const { text, isOn } = shown(lost('timeout'));
    expect(text).toMatch(/The gateway has not answered since Sat 21 Nov, \d\d:00/);
    expect(text).toMatch(/The gateway has not answered about the refund since Sat 21 Nov/);
    expect(text).toContain(
      'It can be declared never sent once the gateway has said that it does not know it.',
    );
    expect([isOn(ASK), isOn(DECLARE)]).toEqual([true, false]);
  });

  it('says that the gateway does not know it, and lets another supervisor declare it never sent', () => {
    const { text, isOn } = shown(lost('not-found'));
    expect(text).toMatch(
      /The gateway says that it does not know this refund \(checked Sun 22 Nov, \d\d:00\)/,
    );
    expect(text).toContain('Refund: The gateway does not know it · Back office');
    expect([isOn(ASK), isOn(DECLARE)]).toEqual([true, true]);
  });

  it('says why not to those who may not', () => {
    const agent = shown(lost('not-found'), { role: 'agent' });
    expect(agent.text).toContain('A supervisor decides on this refund.');
    expect([agent.isOn(ASK), agent.isOn(DECLARE)]).toEqual([false, false]);
    const own = shown(lost('not-found'), { personId: ids.agent });
    expect(own.text).toContain('You requested this refund. Somebody else must decide on it.');
    expect([own.isOn(ASK), own.isOn(DECLARE)]).toEqual([true, false]);
  });

  it('offers nothing in another state or while a command is on its way', () => {
    for (const view of [
      sampleView({ state: 'send_unknown' }),
      { ...lost('not-found'), pending: 'queued' as const },
    ]) {
      const { isOn } = shown(view);
      expect([isOn(ASK), isOn(DECLARE)]).toEqual([null, null]);
    }
  });

  it('says in words why it was refused, and warns of money that nobody counts', () => {
    const declared = sampleView({ state: 'gateway_refused', failureReason: 'declared-not-sent' });
    expect(shown(declared).text).toContain('Why it failed Declared never sent');
    const conflict = sampleEvent({
      fromState: 'refunded',
      toState: 'refunded',
      detail: { reason: 'gateway-conflict', sendNo: 0 },
    });
    const twice = shown(sampleView({ state: 'refunded' }, null, [conflict]));
    expect(twice.text).toContain('The customer may have been paid twice.');
    expect(twice.text).toContain('Refund: The gateway tells of money that is not counted · Back office');
    expect(shown(sampleView({ state: 'refunded' })).text).not.toContain('twice');
  });

  it('has all its words in Chinese', async () => {
    await i18next.changeLanguage('zh-Hans');
    for (const reason of ['timeout', 'not-found']) {
      expect(shown(lost(reason)).text).not.toMatch(/\{\{|(?:payments|refunds|errors)\.[a-z]/i);
    }
    expect(shown(lost('not-found')).text).toContain('网关表示没有此退款的记录');
  });
});
