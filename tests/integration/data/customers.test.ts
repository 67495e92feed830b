import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import type { TimelineEntry, TimelineKind } from '../../../shared/domains/customers/contract.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { makeMessage, makeTicket } from '../../support/ticket-rows.ts';
import {
  makeApplication,
  makeCustomer,
  makePayment,
  makeRefund,
  makeRefundEvent,
  minute,
  testId,
} from '../../support/wire-rows.ts';

let world: DataWorld;
let service: DataService;
const ana = makeCustomer(1, { name: 'Ana Pérez' });
const other = makeCustomer(2);

beforeAll(async () => {
  world = createDataWorld();
  const { team } = world;
  team.put('customer', ana);
  team.put('customer', other);
  team.put('application', makeApplication(10, { customerId: ana.id, applicantName: 'Ana Pérez' }));
  team.put('application', makeApplication(11, { customerId: other.id }));
  team.put('fee_component', {
    id: testId(12),
    applicationId: testId(10),
    kind: 'government',
    amountMinor: 2_000,
    currency: 'USD',
    refundable: false,
    ver: 1,
  });
  const attempt = (n: number, payment: number, outcome: string, rawCode: string | null) =>
    team.put('payment_attempt', {
      id: testId(n),
      paymentId: testId(payment),
      n: 1,
      at: minute(n),
      outcome,
      rawCode,
      ver: 1,
    });
  // Refused once, then captured; failed with two attempts; failed without any; never finished; somebody else's.
  team.put('payment', makePayment(20, { customerId: ana.id, createdAt: minute(29), capturedAt: minute(31) }));
  attempt(30, 20, 'failed', 'insufficient_funds');
  attempt(31, 20, 'succeeded', null);
  const failed = { customerId: ana.id, status: 'failed', capturedAt: null, capturedMinor: 0 } as const;
  team.put('payment', makePayment(21, { ...failed, rawCode: 'do_not_honor', createdAt: minute(39) }));
  attempt(40, 21, 'failed', 'try_again_later');
  attempt(41, 21, 'failed', 'do_not_honor');
  team.put('payment', makePayment(22, { ...failed, rawCode: 'stolen_card', createdAt: minute(45) }));
  team.put('payment', makePayment(23, { ...failed, status: 'processing', createdAt: minute(46) }));
  team.put('payment', makePayment(24, { customerId: other.id }));
  const refund = makeRefund(50, makePayment(20), { requestedAt: minute(50) });
  team.put('refund', refund);
  team.put('refund_event', makeRefundEvent(51, refund, { toState: 'submitted', actor: 'amina' }));
  team.put('refund_event', makeRefundEvent(52, refund, { toState: 'approved', actor: 'ingrid' }));
  const ticket = makeTicket(60, { customerId: ana.id, subject: 'Charged twice' });
  team.put('ticket', ticket);
  team.put('ticket', makeTicket(61, { customerId: ana.id, status: 'solved' }));
  team.put('ticket', makeTicket(62, { customerId: other.id }));
  team.put('message', makeMessage(70, ticket, { body: 'Please refund señor 退款' }));
  team.put('message', makeMessage(71, ticket, { direction: 'note', author: 'amina', body: 'Duplicate' }));
  const call = { kind: 'call', direction: 'out', author: 'amina', callSeconds: 60, body: '' } as const;
  team.put('message', makeMessage(72, ticket, call));
  team.put('message', makeMessage(73, makeTicket(62)));
  service = await world.open();
  await service.syncNow();
});
afterAll(() => world.close());

const timeline = (question: Partial<Parameters<(typeof service.handlers)['customers.timeline']>[0]> = {}) =>
  service.handlers['customers.timeline']({ id: ana.id, text: '', before: null, limit: 50, ...question });

/** What happened, in a word. */
function inAWord(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'payment':
      return `${entry.event} ${entry.rawCode ?? ''}`.trim();
    case 'refund':
      return entry.toState;
    default:
      return entry.kind;
  }
}

test('the dossier holds what is the customer’s, newest first, and nothing else', async () => {
  const page = await service.handlers['customers.page']({ id: ana.id });
  expect(page.customer).toEqual(ana);
  expect(page.applications).toMatchObject([
    { application: { id: testId(10) }, feeComponents: [{ kind: 'government' }] },
  ]);
  expect(page.payments.map(({ id }) => id)).toEqual([23, 22, 21, 20].map(testId));
  expect(page.refunds.map(({ refund, events }) => [refund.id, events.length])).toEqual([[testId(50), 2]]);
  expect(page.tickets.map(({ number }) => number)).toEqual([61, 60]);
  expect(page.counts).toEqual({
    applications: 1,
    payments: 4,
    failedPayments: 2,
    refunds: 1,
    tickets: 2,
    openTickets: 1,
  });
  await expect(service.handlers['customers.page']({ id: testId(99) })).rejects.toMatchObject({
    code: 'not-found',
  });
});

describe('the timeline', () => {
  test('is everything that happened, newest first', async () => {
    const { entries, next } = await timeline();
    expect(next).toBeNull();
    expect(entries.map(inAWord)).toEqual([
      'call',
      'note',
      'message',
      'ticket',
      'ticket',
      'approved',
      'submitted',
      'failed stolen_card',
      'failed do_not_honor',
      'failed try_again_later',
      'captured',
      'failed insufficient_funds',
      'application',
    ]);
    expect(entries[0]).toMatchObject({
      ticket: { number: 60, subject: 'Charged twice' },
      authorName: 'amina',
      callSeconds: 60,
    });
    expect(entries[2]).toMatchObject({
      authorName: 'Ana Pérez',
      text: 'Please refund señor 退款',
      isCut: false,
    });
  });

  test.each([1, 2, 3, 5])('comes whole in pages of %i', async (limit) => {
    const whole = (await timeline()).entries;
    const pages: TimelineEntry[] = [];
    let before: Awaited<ReturnType<typeof timeline>>['next'] = null;
    do {
      const page: Awaited<ReturnType<typeof timeline>> = await timeline({ limit, before });
      expect(page.entries.length).toBeLessThanOrEqual(limit);
      pages.push(...page.entries);
      expect(pages.length).toBeLessThanOrEqual(whole.length);
      before = page.next;
    } while (before !== null);
    expect(pages).toEqual(whole);
  });

  test.each<[TimelineKind[], number]>([
    [['message'], 1],
    [['note'], 1],
    [['call'], 1],
    [['message', 'call', 'note'], 3],
    [['payment'], 5],
    [['refund'], 2],
    [['application', 'ticket'], 3],
  ])('of %j only', async (kinds, count) => {
    const { entries } = await timeline({ kinds });
    expect(entries).toHaveLength(count);
    expect(entries.every(({ kind }) => kinds.includes(kind))).toBe(true);
  });

  test.each([
    ['REFUND senor', ['message']],
    ['退款', ['message']],
    ['charged', ['call', 'note', 'message', 'ticket']],
    ['stolen', ['failed stolen_card']],
    ['ingrid', ['approved']],
    ['VNM-10', ['application']],
    ['#61', ['ticket']],
    ['nothing like that', []],
  ])('with %j in it', async (text, expected) => {
    expect((await timeline({ text })).entries.map(inAWord)).toEqual(expected);
  });

  test('goes on after the last find, and ends', async () => {
    const first = await timeline({ text: 'charged', limit: 3 });
    expect(first.entries).toHaveLength(3);
    const second = await timeline({ text: 'charged', limit: 3, before: first.next });
    expect(second.entries.map(inAWord)).toEqual(['ticket']);
    expect(second.next).toBeNull();
  });

  test('cuts long texts, and of somebody unknown there is none', async () => {
    world.team.put('message', makeMessage(80, makeTicket(60), { body: '😀'.repeat(2_000) }));
    await service.syncNow();
    const [entry] = (await timeline({ limit: 1 })).entries;
    expect(entry).toMatchObject({ isCut: true });
    expect(entry && 'text' in entry && entry.text.isWellFormed() && entry.text.length).toBe(1_000);
    expect(await timeline({ id: testId(99) })).toEqual({ entries: [], next: null });
  });
});
