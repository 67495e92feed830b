import type { FakeTeam } from '../../support/fake-team-client.ts';
import { makeTicket } from '../../support/ticket-rows.ts';
import { makeApplication, makeCustomer, makePayment, makeRefund } from '../../support/wire-rows.ts';

/** A time in November 2026, UTC. */
export function at(text: string): number {
  return Date.parse(`2026-11-${text}Z`);
}

/** What somebody might call himself who means no good. */
export const HOSTILE =
  '=HYPERLINK("http://x.example","Ana")\r\n- second line; =1+1 \u202eevil\u202c, "quoted"';

/** Two people with four payments, two of them one fee paid twice, two refunds and two tickets. */
export function fillWorld(team: FakeTeam): void {
  const ana = makeCustomer(100, {
    name: HOSTILE,
    email: 'ana.silva@example.org',
    phone: '+49 170 1234567',
    country: 'BR',
  });
  const wei = makeCustomer(101, { name: '王小明', email: 'wei@example.cn', country: 'CN' });
  const application = makeApplication(110, {
    applicationNo: 'VNM-0042',
    customerId: ana.id,
    applicantName: 'Ana Silva',
    nationality: 'BR',
    destination: 'VN',
    status: 'approved',
  });
  team.put('customer', ana);
  team.put('customer', wei);
  team.put('application', application);
  const common = { customerId: ana.id, applicationId: application.id, email: null, orderRef: '00042' };
  const paid = makePayment(1, {
    ...common,
    createdAt: at('10T10:00:00.250'),
    capturedAt: at('10T10:00:01'),
    amountMinor: 2500,
    capturedMinor: 2400,
    refundedMinor: 300,
    externalRefundedMinor: 50,
    description: 'fee, ana.silva@example.org',
  });
  const again = makePayment(2, {
    ...common,
    createdAt: at('10T10:00:11'),
    capturedAt: at('10T10:00:12'),
    amountMinor: 2500,
    capturedMinor: 2400,
    cardFingerprint: 'fp1',
  });
  const yen = makePayment(3, {
    createdAt: at('20T00:00:00'),
    gateway: 'alipay',
    customerId: wei.id,
    amountMinor: 5400,
    currency: 'JPY',
    capturedMinor: 0,
    capturedAt: null,
    status: 'failed',
    rawCode: 'card_declined',
  });
  const dinar = makePayment(4, {
    createdAt: at('21T00:00:00'),
    amountMinor: 12_345,
    capturedMinor: 12_345,
    currency: 'KWD',
  });
  for (const payment of [paid, again, yen, dinar]) team.put('payment', payment);
  team.put(
    'refund',
    makeRefund(200, paid, {
      requestedAt: at('12T08:00:00'),
      amountMinor: 300,
      note: HOSTILE,
      state: 'refunded',
      reason: 'duplicate',
      evidence: { duplicateOf: again.id, verdict: '=1+1', newApplicationNo: null, document: null },
      arrivalEarliest: '2026-11-18',
      arrivalLatest: '2026-11-27',
      arn: '74000000000000000000001',
    }),
  );
  team.put('refund', makeRefund(201, yen, { requestedAt: at('13T08:00:00'), state: 'submitted' }));
  team.put(
    'ticket',
    makeTicket(300, {
      number: 7,
      customerId: ana.id,
      paymentId: paid.id,
      subject: HOSTILE,
      tags: ['vip', 'refund'],
      assignee: 'amina',
      status: 'solved',
      createdAt: at('11T09:00:00'),
    }),
  );
  team.put(
    'ticket',
    makeTicket(301, { number: 3, channel: 'chat', language: 'zh-Hans', createdAt: at('12T09:00:00') }),
  );
}
