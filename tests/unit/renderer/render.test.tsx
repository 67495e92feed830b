import i18next from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, describe, expect, it } from 'vitest';
import { DuplicateBanners } from '../../../renderer/features/duplicates/duplicate-banner.tsx';
import { ApplicationPart, CustomerPart, TicketPart } from '../../../renderer/features/payments/dossier.tsx';
import { PaymentHeader } from '../../../renderer/features/payments/payment-header.tsx';
import { TimelineView } from '../../../renderer/features/payments/timeline-view.tsx';
import { RefundList } from '../../../renderer/features/refunds/refund-list.tsx';
import { ProblemScreen } from '../../../renderer/features/startup/problem-screen.tsx';
import type { Language } from '../../../renderer/lib/format.ts';
import { paymentStatusSchema } from '../../../shared/domains/payments/entity.ts';
import { refundReasonSchema, refundStateSchema } from '../../../shared/domains/refunds/entity.ts';
import { ids, NOW, samplePage, samplePair, samplePayment, sampleSupervisor, sampleView } from './sample.ts';
import { sampleTicket } from './ticket-sample.ts';
import './translate.ts';

const page = samplePage({
  attempts: [
    { id: 'a1', paymentId: ids.payment, n: 1, at: NOW, outcome: 'failed', rawCode: 'do_not_honor', ver: 1 },
  ],
  application: {
    id: ids.application,
    applicationNo: 'EV-2026-1',
    customerId: null,
    applicantName: 'فاطمة الزهراء',
    applicantDoc: null,
    nationality: 'EG',
    destination: 'TR',
    visaType: 'Tourist',
    status: 'processing',
    groupRef: null,
    createdAt: NOW,
    ver: 1,
  },
  feeComponents: [
    {
      id: 'f1',
      applicationId: ids.application,
      kind: 'government',
      amountMinor: 2000,
      currency: 'USD',
      refundable: false,
      ver: 1,
    },
  ],
  duplicates: [
    {
      pair: samplePair({
        refund: ids.payment,
        evidence: [
          { rule: 'same-application', text: '', values: { application: 'EV-2026-1', gapMs: 38_000 } },
        ],
      }),
      other: samplePayment({ id: ids.other, gatewayRef: 'ch_3SampleEEEEFFFFGGGGHHHH2' }),
    },
  ],
  tickets: [sampleTicket(17)],
});

/** Text that was never translated or never filled. */
const leftOver = /\{\{|\b(?:payments|refunds|duplicates|states|errors|ui|startup|outbox)\.[a-z]/i;

function text(element: React.ReactNode): string {
  const markup = renderToStaticMarkup(element);
  return markup
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/&#x27;/g, "'");
}

describe.each(['en', 'zh-Hans'] as const)('screens in %s', (language: Language) => {
  beforeEach(async () => {
    await i18next.changeLanguage(language);
  });

  it('show a payment without a word left over', () => {
    const shown = text(
      <>
        <PaymentHeader page={page} arrivalOf={() => null} />
        <DuplicateBanners page={page} isTarget />
        <TimelineView page={page} />
        <CustomerPart page={page} />
        <ApplicationPart page={page} />
        <TicketPart page={page} />
      </>,
    );
    expect(shown).not.toMatch(leftOver);
    expect(shown).toContain('USD 25.00');
    expect(shown).toContain('EV-2026-1');
    expect(shown).toContain('do_not_honor');
  });

  it('have words for every state of a payment and every refund', () => {
    for (const status of paymentStatusSchema.options) {
      const payment = samplePayment({ status });
      expect(
        text(<PaymentHeader page={samplePage({ payment })} arrivalOf={() => null} />),
        status,
      ).not.toMatch(leftOver);
    }
    for (const state of refundStateSchema.options) {
      for (const reason of refundReasonSchema.options) {
        const refunds = [sampleView({ state, reason, failureReason: 'declined' }, 'unknown')];
        const list = <RefundList page={samplePage({ refunds })} staff={sampleSupervisor()} />;
        expect(text(list), `${state} ${reason}`).not.toMatch(leftOver);
      }
    }
  });

  it('offer no way to reset an outbox from a newer version', () => {
    const problem = {
      process: 'data' as const,
      code: 'outbox-newer',
      choices: ['retry' as const, 'show-log' as const, 'quit' as const],
      logTail: 'version 9',
    };
    const markup = renderToStaticMarkup(<ProblemScreen phase="failed" problem={problem} />);
    expect(markup.match(/<button/g)).toHaveLength(3);
    expect(text(<ProblemScreen phase="failed" problem={problem} />)).not.toMatch(leftOver);
  });
});

describe('a duplicate', () => {
  it('spells the consequence out', async () => {
    await i18next.changeLanguage('en');
    const shown = text(<DuplicateBanners page={page} isTarget={false} />);
    expect(shown).toContain(
      'Refund ch_3Sampl…CDDDD1, USD 25.00. Application EV-2026-1 stays paid by ch_3Sampl…GHHHH2.',
    );
  });
});
