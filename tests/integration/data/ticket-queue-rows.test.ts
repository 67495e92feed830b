import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import type { QueueFilter, QueueView } from '../../../shared/domains/tickets/contract.ts';
import { ticketDraftKey } from '../../../shared/domains/tickets/drafts.ts';
import type { Ticket } from '../../../shared/domains/tickets/entity.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { makeMessage, makeTicket, makeWaiting, withMessage } from '../../support/ticket-rows.ts';
import { makeCustomer, makePayment, minute, testId } from '../../support/wire-rows.ts';

const NO_FILTER: QueueFilter = { channels: [], languages: [], tags: [], countries: [], gateways: [] };
const NOW = minute(1_000);

let world: DataWorld;
let clock: FakeClock;
let service: DataService;

beforeEach(async () => {
  world = createDataWorld();
  clock = createFakeClock(NOW);
  service = await world.open({ clock });
});
afterEach(() => world.close());

const queue = (view: QueueView, filter: Partial<QueueFilter> = {}) =>
  service.handlers['tickets.queue']({
    view,
    sort: 'deadline',
    filter: { ...NO_FILTER, ...filter },
    offset: 0,
    limit: 50,
  });

describe('a row', () => {
  beforeEach(async () => {
    const customer = makeCustomer(500, { name: 'Ana Pérez' });
    const payment = makePayment(501, { amountMinor: 2_500, currency: 'USD' });
    world.team.put('customer', customer);
    world.team.put('payment', payment);
    const beside = { customerId: customer.id, paymentId: payment.id, assignee: 'ingrid' };
    world.team.put('ticket', makeTicket(1, beside));
    world.team.put('ticket', makeTicket(2));
    await service.syncNow();
  });
  const row = async (n: number) => {
    const { rows } = await queue('all');
    const found = rows.find(({ ticket }) => ticket.number === n);
    if (!found) throw new Error(`No ticket ${n}`);
    return found;
  };
  const write = async (n: number, at: number, direction: 'in' | 'out' = 'in') => {
    const ticket = world.team.get<Ticket>('ticket', testId(n)) ?? makeTicket(n);
    const message = makeMessage(9_000 + world.team.all('message').length, ticket, { at, direction });
    world.team.put('message', message);
    world.team.put('ticket', withMessage(ticket, message));
    await service.syncNow();
  };

  test('shows whose it is and what is at stake', async () => {
    expect(await row(1)).toMatchObject({
      customerName: 'Ana Pérez',
      assigneeName: 'ingrid',
      amountMinor: 2_500,
      currency: 'USD',
      unread: false,
      draft: false,
      pending: null,
    });
    expect(await row(2)).toMatchObject({ customerName: null, assigneeName: null, amountMinor: null });
  });

  test('is unread from the first look on this computer, until it is looked at, and again when more comes', async () => {
    await write(1, NOW - 1);
    expect((await row(1)).unread).toBe(false);
    await write(1, NOW + 1);
    expect((await row(1)).unread).toBe(true);
    await clock.advance(10);
    await service.handlers['tickets.seen']({ id: testId(1), at: NOW + 5 });
    expect((await row(1)).unread).toBe(false);
    // An older look takes nothing back.
    await service.handlers['tickets.seen']({ id: testId(1), at: NOW + 2 });
    expect((await row(1)).unread).toBe(false);
    expect(
      (await service.handlers['tickets.thread']({ id: testId(1), before: null, limit: 50 })).seenAt,
    ).toBe(NOW + 5);
    await write(1, NOW + 6);
    // A colleague's answer on top of it does not mean that I have read it.
    await write(1, NOW + 7, 'out');
    expect((await row(1)).unread).toBe(true);
    expect((await row(2)).unread).toBe(false);
  });

  test('is not read ahead of time by a window whose clock is wrong', async () => {
    await service.handlers['tickets.seen']({ id: testId(1), at: NOW + 86_400_000 });
    await write(1, NOW + 1);
    expect((await row(1)).unread).toBe(true);
  });

  test('stays read in another run of the program', async () => {
    await write(1, NOW + 1);
    await clock.advance(10);
    await service.handlers['tickets.seen']({ id: testId(1), at: NOW + 5 });
    const stopping = service.stop();
    await clock.advance(3_000);
    await stopping;
    service = await world.open({ clock });
    expect((await row(1)).unread).toBe(false);
  });

  test.each(['reply', 'note'] as const)('shows that a %s lies half-written', async (what) => {
    await service.handlers['drafts.save']({ key: ticketDraftKey(testId(1), what), body: '{"body":"Dear"}' });
    expect((await row(1)).draft).toBe(true);
    expect((await row(2)).draft).toBe(false);
    await service.handlers['drafts.clear']({ key: ticketDraftKey(testId(1), what) });
    expect((await row(1)).draft).toBe(false);
  });

  test('shows what a click has done before the team database knows', async () => {
    await service.handlers['connection.set-offline']({ offline: true });
    await service.handlers['tickets.update']({
      commandId: testId(800),
      ticketId: testId(1),
      status: { from: 'open', to: 'solved' },
      addTags: ['vip'],
      removeTags: [],
    });
    expect(await row(1)).toMatchObject({ pending: 'queued', ticket: { status: 'solved', tags: ['vip'] } });
    expect((await queue('solved', { tags: ['vip'] })).total).toBe(1);
    expect((await queue('open', { tags: ['vip'] })).total).toBe(0);
    const { counts, tags } = await service.handlers['tickets.overview']({});
    expect(counts).toMatchObject({ open: 1, solved: 1 });
    expect(tags).toEqual(['vip']);
  });
});

test('time alone moves tickets: a passed deadline and an ended snooze are announced', async () => {
  world.team.put('ticket', makeWaiting(1, NOW, { channel: 'chat' }));
  world.team.put('ticket', makeTicket(2, { snoozedUntil: NOW + 3_600_000 }));
  await service.syncNow();
  service.start();
  await clock.advance(60_000);
  const moved = async (milliseconds: number): Promise<boolean> => {
    world.topics.length = 0;
    await clock.advance(milliseconds);
    return world.topics.includes('ticket');
  };
  expect(await moved(8 * 60_000)).toBe(false);
  expect(await moved(2 * 60_000)).toBe(true);
  expect((await queue('overdue')).total).toBe(1);
  expect(await moved(30 * 60_000)).toBe(false);
  expect((await queue('snoozed')).total).toBe(1);
  expect(await moved(20 * 60_000)).toBe(true);
  expect((await queue('snoozed')).total).toBe(0);
  expect((await queue('open')).total).toBe(2);
});

test('a ticket with two of the tags is there once', async () => {
  for (let n = 1; n <= 5; n += 1) world.team.put('ticket', makeTicket(n, { tags: ['angry', 'vip'] }));
  world.team.put('ticket', makeTicket(6, { tags: ['vip'] }));
  world.team.put('ticket', makeTicket(7));
  await service.syncNow();
  const { rows, total } = await queue('open', { tags: ['vip', 'angry'] });
  expect(total).toBe(6);
  expect(rows.map(({ ticket }) => ticket.number)).toEqual([6, 5, 4, 3, 2, 1]);
});

test('the overview names what there is to filter by, and forgets what is gone', async () => {
  const beside = { language: 'es', country: 'BR', gateway: 'stripe', tags: ['vip', 'angry'] };
  world.team.put('ticket', makeTicket(1, beside));
  world.team.put('ticket', makeTicket(2, { language: 'zh-Hans', tags: ['vip'] }));
  await service.syncNow();
  expect(await service.handlers['tickets.overview']({})).toMatchObject({
    languages: ['es', 'zh-Hans'],
    countries: ['BR'],
    gateways: ['stripe'],
    tags: ['angry', 'vip'],
  });
  world.team.remove('ticket', testId(1));
  await service.syncNow();
  expect(await service.handlers['tickets.overview']({})).toMatchObject({
    counts: { all: 1 },
    languages: ['zh-Hans'],
    countries: [],
    gateways: [],
    tags: ['vip'],
  });
});
