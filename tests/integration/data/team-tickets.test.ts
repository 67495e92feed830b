import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../electron/data/clock.ts';
import type { DataService } from '../../../electron/data/service-types.ts';
import { UNDO_SEND_MS } from '../../../shared/domains/tickets/commands.ts';
import type { QueueView } from '../../../shared/domains/tickets/contract.ts';
import { createDataWorld, type DataWorld, until } from '../../support/data-world.ts';
import { pgliteEngine, postgres18Engine, type TestTeam } from '../../support/team-database.ts';
import { importRow } from '../../support/team-rows.ts';
import { messageImportRow, ticketImportRow } from '../../support/team-tickets.ts';
import { testId } from '../../support/wire-rows.ts';

/** A desktop's tickets over the team's real SQL: what the scripted team of the other tests promises is true. */
describe.each([pgliteEngine, postgres18Engine])('over $name', (engine) => {
  let team: TestTeam;
  let world: DataWorld;
  let ann: DataService;
  let sue: DataService;
  let ahead = 0;
  const clock: Clock = { now: () => systemClock.now() + ahead, after: systemClock.after };
  const conversation = ticketImportRow({
    customer_email: 'Linh@example.org',
    gateway: 'stripe',
    gateway_ref: 'ch_Linh',
    tags: ['vip'],
    messages: [messageImportRow({ body: '我的退款什么时候到账？' })],
  });

  const open = (login: string): Promise<DataService> =>
    world.open({ login, clock, team: team.client(login) });
  /** Everything that waits leaves, and what the team database made of it comes back. */
  const exchange = async (service: DataService): Promise<void> => {
    ahead += UNDO_SEND_MS;
    for (let round = 0; round < 50; round += 1) {
      await service.syncNow();
      if ((await service.handlers['connection.status']({})).waiting === 0) break;
    }
    await service.syncNow();
  };
  const inQueue = async (service: DataService, view: QueueView) => {
    const filter = { channels: [], languages: [], tags: [], countries: [], gateways: [] };
    const page = { view, sort: 'deadline', filter, offset: 0, limit: 50 } as const;
    return (await service.handlers['tickets.queue'](page)).rows;
  };
  const ticketId = async (): Promise<string> => {
    const rows = await inQueue(ann, 'all');
    const imported = rows.find(({ ticket }) => ticket.subject === conversation.subject);
    if (!imported) throw new Error('No ticket');
    return imported.ticket.id;
  };
  const thread = async (service: DataService) =>
    service.handlers['tickets.thread']({ id: await ticketId(), before: null, limit: 50 });

  beforeAll(async () => {
    team = await engine.open();
    world = createDataWorld();
    const charge = importRow({
      gateway_ref: 'ch_Linh',
      email: 'linh@example.org',
      customer_name: 'Linh Example',
    });
    expect((await team.client('sue').importPayments('test', [charge])).bad).toEqual([]);
    expect((await team.hub().importTickets('mail', [conversation])).bad).toEqual([]);
    ann = await open('ann');
    sue = await open('sue');
    await ann.syncNow();
    await sue.syncNow();
  }, 120_000);
  afterAll(async () => {
    await world.close();
    await team.close();
  });

  test('an imported ticket is in the queues and found by what was written', async () => {
    expect(world.peek('cache.db', 'SELECT * FROM quarantine', 'ann')).toEqual([]);
    const [row] = await inQueue(ann, 'unassigned');
    expect(row).toMatchObject({
      customerName: 'Linh Example',
      currency: 'EUR',
      ticket: { gateway: 'stripe', tags: ['vip'], lastDirection: 'in', status: 'open' },
    });
    expect(row?.ticket.dueAt).not.toBeNull();
    const { hits } = await ann.handlers['tickets.search']({ text: '退款', limit: 5 });
    expect(hits).toMatchObject([{ ticket: { id: row?.ticket.id } }]);
    const timeline = { id: row?.ticket.customerId ?? '', text: '', before: null, limit: 50 };
    const { entries } = await ann.handlers['customers.timeline'](timeline);
    expect(entries.map(({ kind }) => kind)).toContain('message');
  });

  test('an answer arrives once, and everybody sees the same afterwards', async () => {
    const id = await ticketId();
    const seen = (await thread(ann)).entries.at(-1)?.message.id ?? null;
    await ann.handlers['tickets.reply']({
      commandId: testId(1),
      ticketId: id,
      messageId: testId(11),
      body: 'It is on its way.',
      language: 'en',
      status: 'pending',
      seenMessageId: seen,
    });
    const before = await thread(ann);
    await exchange(ann);
    const after = await thread(ann);
    const { number: _, ver: __, updatedAt: ___, lastMessageAt: ____, ...shown } = before.ticket;
    expect(after.ticket).toMatchObject(shown);
    expect(after.entries.map(({ message, command }) => [message.body, command])).toEqual([
      ['我的退款什么时候到账？', null],
      ['It is on its way.', null],
    ]);
    expect(world.peek('cache.db', 'SELECT * FROM shadow', 'ann')).toEqual([]);
    await sue.syncNow();
    expect((await thread(sue)).ticket).toEqual(after.ticket);
    expect((await thread(sue)).entries).toEqual(after.entries);
    expect(await inQueue(sue, 'waiting')).toHaveLength(1);
  });

  test('an answer to what the customer has meanwhile written on is refused, and goes when it is retried', async () => {
    const id = await ticketId();
    const seen = (await thread(ann)).entries.at(-1)?.message.id ?? null;
    const soon = new Date(systemClock.now() + 60_000).toISOString();
    const messages = [...conversation.messages, messageImportRow({ at: soon, body: 'And my visa?' })];
    expect((await team.hub().importTickets('mail', [{ ...conversation, messages }])).bad).toEqual([]);
    await ann.handlers['tickets.reply']({
      commandId: testId(2),
      ticketId: id,
      messageId: testId(12),
      body: 'Anything else?',
      language: 'en',
      status: 'pending',
      seenMessageId: seen,
    });
    await exchange(ann);
    // What was shown ahead goes a moment after the refusal has come.
    const { entries } = await until(
      () => thread(ann),
      ({ ticket }) => ticket.status === 'open' && ticket.lastPreview === 'And my visa?',
    );
    const refused = entries.find(({ command }) => command !== null)?.command;
    expect(refused).toMatchObject({ id: testId(2), state: 'rejected', reason: 'stale' });
    const newest = entries.filter(({ command }) => command === null).at(-1)?.message;
    await ann.handlers['tickets.retry']({
      commandId: testId(3),
      refusedId: testId(2),
      seenMessageId: newest?.id ?? null,
    });
    await exchange(ann);
    expect(
      (await thread(ann)).entries.filter(({ message }) => message.body === 'Anything else?'),
    ).toMatchObject([{ command: null, message: { id: testId(12), author: 'ann', delivery: 'queued' } }]);
  });

  test('notes, calls, changes and a new ticket become what was shown ahead of them', async () => {
    const id = await ticketId();
    await ann.handlers['tickets.note']({
      commandId: testId(4),
      ticketId: id,
      messageId: testId(14),
      body: 'Vip',
    });
    await ann.handlers['tickets.call']({
      commandId: testId(5),
      ticketId: id,
      messageId: testId(15),
      direction: 'out',
      body: 'Explained',
      startedAt: systemClock.now() + 120_000,
      seconds: 60,
    });
    const { priority, assignee, status } = (await thread(ann)).ticket;
    await ann.handlers['tickets.update']({
      commandId: testId(6),
      ticketId: id,
      priority: { from: priority, to: 'urgent' },
      assignee: { from: assignee, to: 'sue' },
      status: { from: status, to: 'solved' },
      addTags: ['refund'],
      removeTags: ['vip'],
    });
    await ann.handlers['tickets.create']({
      commandId: testId(7),
      ticketId: testId(20),
      customerId: null,
      paymentId: null,
      subject: 'At the counter',
      channel: 'phone',
      language: null,
      country: 'VN',
      priority: 'high',
    });
    const { ticket: ahead } = await thread(ann);
    await exchange(ann);
    const { entries } = await ann.handlers['outbox.list']({});
    expect(entries.filter(({ state }) => state !== 'acked')).toEqual([]);
    // A call can not have begun in the future: the team database knows the time.
    const { ver: _, updatedAt: __, lastMessageAt: ___, ...shown } = ahead;
    expect((await thread(ann)).ticket).toMatchObject(shown);
    expect(shown).toMatchObject({ priority: 'urgent', assignee: 'sue', status: 'solved', tags: ['refund'] });
    const created = await ann.handlers['tickets.thread']({ id: testId(20), before: null, limit: 5 });
    expect(created.ticket).toMatchObject({ subject: 'At the counter', assignee: 'ann', country: 'VN' });
    expect(created.ticket.number).toBeGreaterThan(0);
    expect(world.peek('cache.db', 'SELECT * FROM shadow', 'ann')).toEqual([]);
  });
});
