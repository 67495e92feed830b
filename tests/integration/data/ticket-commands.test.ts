import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message, Ticket } from '../../../shared/domains/tickets/entity.ts';
import { createTicketDesk, DESK_CUSTOMER, DESK_TICKET, type TicketDesk } from '../../support/ticket-desk.ts';
import { makeAttachment, makeMessage, makeTicket } from '../../support/ticket-rows.ts';
import { minute, testId } from '../../support/wire-rows.ts';

type UpdateInput = Parameters<ReturnType<TicketDesk['handlers']>['tickets.update']>[0];

let desk: TicketDesk;

beforeEach(async () => {
  desk = await createTicketDesk();
});
afterEach(() => desk.world.close());

describe('a conversation', () => {
  test('comes in pages, oldest first, with names and attachments', async () => {
    const ticket = makeTicket(50);
    for (let n = 2; n <= 7; n += 1) {
      // Two of the same moment: their ids tell which came first.
      desk.writes(n, minute(n === 3 ? 2 : n));
    }
    desk.team.put('message', makeMessage(8, ticket, { at: minute(8), direction: 'note', author: 'ingrid' }));
    desk.team.put('attachment', makeAttachment(900, makeMessage(7, ticket)));
    await desk.syncNow();
    const newest = await desk.handlers()['tickets.thread']({ id: DESK_TICKET, before: null, limit: 3 });
    expect(newest.entries.map(({ message }) => message.id)).toEqual([6, 7, 8].map(testId));
    expect(newest).toMatchObject({ hasEarlier: true, customer: DESK_CUSTOMER, assigneeName: null });
    expect(newest.entries[1]).toMatchObject({
      authorName: 'Ana Pérez',
      attachments: [{ name: 'file-900.png' }],
    });
    expect(newest.entries[2]?.authorName).toBe('ingrid');
    expect(newest.colleagues).toEqual([
      { login: 'amina', name: 'amina' },
      { login: 'ingrid', name: 'ingrid' },
    ]);
    const before = await desk.handlers()['tickets.thread']({ id: DESK_TICKET, before: testId(6), limit: 4 });
    expect(before.entries.map(({ message }) => message.id)).toEqual([2, 3, 4, 5].map(testId));
    expect(before.hasEarlier).toBe(true);
    const first = await desk.handlers()['tickets.thread']({ id: DESK_TICKET, before: testId(2), limit: 4 });
    expect(first.entries.map(({ message }) => message.id)).toEqual([testId(1)]);
    expect(first.hasEarlier).toBe(false);
  });

  test('that is not here is not found', async () => {
    await expect(
      desk.handlers()['tickets.thread']({ id: testId(99), before: null, limit: 50 }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('other commands', () => {
  const update = (n: number, changes: Partial<UpdateInput>) =>
    desk.handlers()['tickets.update']({
      commandId: testId(500 + n),
      ticketId: DESK_TICKET,
      addTags: [],
      removeTags: [],
      ...changes,
    });

  test('notes and calls stand in the conversation at once and stay there', async () => {
    desk.team.setOnline(false);
    await desk.handlers()['tickets.note']({
      commandId: testId(501),
      ticketId: DESK_TICKET,
      messageId: testId(601),
      body: 'Looks like a duplicate',
    });
    await desk.handlers()['tickets.call']({
      commandId: testId(502),
      ticketId: DESK_TICKET,
      messageId: testId(602),
      direction: 'out',
      body: 'Explained it',
      startedAt: minute(90),
      seconds: 75,
    });
    const shown = (await desk.thread()).entries.map(({ message }) => [
      message.direction,
      message.kind,
      message.body,
    ]);
    expect(shown).toEqual([
      ['in', 'message', 'Question 1'],
      ['out', 'call', 'Explained it'],
      ['note', 'message', 'Looks like a duplicate'],
    ]);
    expect((await desk.thread()).ticket).toMatchObject({ dueAt: null, lastPreview: 'Explained it' });
    desk.team.setOnline(true);
    await desk.clock.advance(60_000);
    expect(desk.team.all('message')).toHaveLength(3);
    expect((await desk.thread()).entries).toHaveLength(3);
    expect(desk.world.peek('cache.db', 'SELECT * FROM shadow')).toEqual([]);
  });

  test('a call that began before the last message does not become the last word', async () => {
    await desk.handlers()['tickets.call']({
      commandId: testId(502),
      ticketId: DESK_TICKET,
      messageId: testId(602),
      direction: 'out',
      body: 'Explained it',
      startedAt: minute(0),
      seconds: 75,
    });
    const { ticket, entries } = await desk.thread();
    expect(ticket).toMatchObject({
      lastMessageAt: minute(1),
      lastDirection: 'in',
      lastPreview: 'Question 1',
    });
    expect(entries.map(({ message }) => message.kind)).toEqual(['call', 'message']);
  });

  test('a ticket that a person opens is there at once, and gets its number', async () => {
    desk.team.setOnline(false);
    await desk.handlers()['tickets.create']({
      commandId: testId(503),
      ticketId: testId(70),
      customerId: DESK_CUSTOMER.id,
      paymentId: null,
      subject: 'At the counter',
      channel: 'phone',
      language: null,
      country: null,
      priority: 'high',
    });
    const view = () => desk.handlers()['tickets.thread']({ id: testId(70), before: null, limit: 50 });
    expect((await view()).ticket).toMatchObject({ number: 0, assignee: 'amina', team: 1 });
    expect((await desk.handlers()['outbox.list']({})).entries[0]).toMatchObject({
      kind: 'ticket.create',
      subject: { subject: 'At the counter', ticketNumber: 0, customerName: 'Ana Pérez' },
    });
    const found = await desk.handlers()['lookup.search']({ text: testId(70), limit: 5 });
    expect(found.candidates[0]?.label).toBe('At the counter');
    desk.team.setOnline(true);
    await desk.clock.advance(60_000);
    expect((await view()).ticket.number).toBeGreaterThan(0);
  });

  test('what is not as it was on the screen is refused at once', async () => {
    await expect(update(1, { status: { from: 'pending', to: 'solved' } })).rejects.toMatchObject({
      code: 'stale',
      details: { field: 'status' },
    });
    await expect(update(2, {})).rejects.toMatchObject({ code: 'invalid' });
    await expect(update(3, { assignee: { from: null, to: 'nobody' } })).rejects.toMatchObject({
      code: 'invalid',
    });
    await update(4, { assignee: { from: null, to: 'ingrid' }, addTags: ['vip'] });
    // Clicked twice, after the first one has changed what is shown.
    await update(4, { assignee: { from: null, to: 'ingrid' }, addTags: ['vip'] });
    await update(5, { assignee: { from: 'ingrid', to: 'amina' } });
    await desk.clock.advance(60_000);
    expect(desk.team.get<Ticket>('ticket', DESK_TICKET)).toMatchObject({ assignee: 'amina', tags: ['vip'] });
  });

  test('on a closed or a foreign ticket are refused at once', async () => {
    const ticket = desk.team.get<Ticket>('ticket', DESK_TICKET);
    desk.team.put('ticket', { ...makeTicket(50), ...ticket, status: 'closed', dueAt: null, ver: 9 });
    desk.team.put('ticket', makeTicket(52, { team: 2 }));
    await desk.syncNow();
    await expect(desk.answer(1)).rejects.toMatchObject({ code: 'bad-state' });
    await expect(desk.answer(1, { ticketId: testId(52) })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(desk.answer(1, { ticketId: testId(99) })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a ticket that goes out of sight takes along what was sent to it', async () => {
    desk.team.fail('pull', 'cut-before', 'cut-before', 'cut-before');
    await desk.handlers()['tickets.note']({
      commandId: testId(504),
      ticketId: DESK_TICKET,
      messageId: testId(604),
      body: 'Passed on',
    });
    await desk.clock.advance(1_000);
    desk.team.setHidden('ticket', DESK_TICKET, true);
    desk.team.setHidden('message', testId(1), true);
    desk.team.setHidden('message', testId(604), true);
    await desk.clock.advance(120_000);
    await expect(desk.thread()).rejects.toMatchObject({ code: 'not-found' });
    expect(desk.world.peek<Message>('cache.db', 'SELECT * FROM message')).toEqual([]);
    expect(desk.world.peek('cache.db', 'SELECT * FROM shadow')).toEqual([]);
    expect(desk.world.peek('outbox.db', 'SELECT settled FROM outbox')).toEqual([{ settled: 1 }]);
  });
});
