import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UNDO_SEND_MS } from '../../../shared/domains/tickets/commands.ts';
import { ticketDraftKey } from '../../../shared/domains/tickets/drafts.ts';
import type { Ticket } from '../../../shared/domains/tickets/entity.ts';
import { createTicketDesk, DESK_TICKET, type TicketDesk } from '../../support/ticket-desk.ts';
import { makeMessage, makeTicket } from '../../support/ticket-rows.ts';
import { minute, testId } from '../../support/wire-rows.ts';

let desk: TicketDesk;

beforeEach(async () => {
  desk = await createTicketDesk();
});
afterEach(() => desk.world.close());

describe('an answer', () => {
  test('waits five seconds, leaves once, and never shows twice', async () => {
    const saved = await desk.answer(1);
    expect(saved).toEqual({
      commandId: testId(101),
      savedAt: desk.clock.now(),
      leavesAt: desk.clock.now() + UNDO_SEND_MS,
    });
    expect(await desk.bodies()).toEqual(['Question 1', 'Answer 1']);
    expect((await desk.thread()).ticket).toMatchObject({
      status: 'pending',
      assignee: 'amina',
      dueAt: null,
      lastPreview: 'Answer 1',
    });
    expect((await desk.thread()).entries[1]?.command).toEqual({
      id: testId(101),
      state: 'queued',
      reason: null,
      leavesAt: saved.leavesAt,
      seenMessageId: testId(1),
    });
    await desk.clock.advance(UNDO_SEND_MS - 1);
    expect(desk.sent()).toEqual([]);
    await desk.clock.advance(1);
    expect(desk.sent()).toEqual(['Answer 1']);
    for (let second = 0; second < 12; second += 1) {
      await desk.clock.advance(1_000);
      expect(await desk.bodies()).toEqual(['Question 1', 'Answer 1']);
    }
    expect((await desk.thread()).entries[1]).toMatchObject({ command: null, message: { ver: 1 } });
    expect(desk.world.peek('cache.db', 'SELECT * FROM shadow')).toEqual([]);
    expect(desk.team.executed.get(testId(101))).toBe(1);
  });

  test('taken back in time never leaves; its text lies in the draft, also after a crash', async () => {
    await desk.answer(1);
    await desk.clock.advance(UNDO_SEND_MS - 1);
    const taken = await desk.handlers()['tickets.take-back']({ id: testId(101) });
    expect(taken).toEqual({ draftKey: ticketDraftKey(DESK_TICKET, 'reply') });
    expect(await desk.bodies()).toEqual(['Question 1']);
    expect((await desk.thread()).ticket).toMatchObject({ status: 'open', assignee: null });
    await desk.restart();
    await desk.clock.advance(60_000);
    expect(desk.sent()).toEqual([]);
    expect(await desk.draft()).toBe('{"body":"Answer 1"}');
    expect(desk.world.peek('outbox.db', 'SELECT * FROM outbox')).toEqual([]);
  });

  test.each(['outbox.cancel', 'tickets.take-back'] as const)(
    'is out of reach of %s once it has left',
    async (call) => {
      desk.team.fail('submit', 'hang');
      await desk.answer(1);
      await desk.clock.advance(UNDO_SEND_MS);
      await expect(desk.handlers()[call]({ id: testId(101) })).rejects.toMatchObject({ code: 'bad-state' });
      expect(await desk.draft()).toBeNull();
      await desk.clock.advance(120_000);
      expect(desk.sent()).toEqual(['Answer 1']);
      await expect(desk.handlers()[call]({ id: testId(101) })).rejects.toMatchObject({ code: 'bad-state' });
    },
  );

  test('cancelled at any millisecond either never leaves or leaves once', async () => {
    for (let n = 1; n <= 12; n += 1) {
      const at = UNDO_SEND_MS - 6 + n;
      await desk.answer(n, { commandId: testId(300 + n) });
      await desk.clock.advance(at);
      const isCancelled = await desk
        .handlers()
        ['outbox.cancel']({ id: testId(300 + n) })
        .then(
          () => true,
          () => false,
        );
      expect(isCancelled, `${at} ms`).toBe(at < UNDO_SEND_MS);
      await desk.clock.advance(30_000);
      expect(desk.team.executed.get(testId(300 + n)) ?? 0).toBe(isCancelled ? 0 : 1);
    }
  });

  test('that waits holds back later commands on its ticket and no others', async () => {
    await desk.answer(1);
    desk.team.put('ticket', makeTicket(51));
    await desk.syncNow();
    const tag = (n: number, ticketId: string) =>
      desk.handlers()['tickets.update']({
        commandId: testId(n),
        ticketId,
        addTags: ['vip'],
        removeTags: [],
      });
    await tag(401, DESK_TICKET);
    await tag(402, testId(51));
    await desk.clock.advance(1_000);
    expect(desk.team.order).toEqual([testId(402)]);
    await desk.clock.advance(UNDO_SEND_MS);
    expect(desk.team.order).toEqual([testId(402), testId(101), testId(401)]);
  });

  test('clicked twice is one', async () => {
    const first = await desk.answer(1);
    await desk.clock.advance(1_000);
    expect(await desk.answer(1)).toEqual(first);
    await desk.clock.advance(60_000);
    expect(await desk.answer(1)).toEqual(first);
    expect(desk.sent()).toEqual(['Answer 1']);
  });

  test('whose answer was lost is not doubled, here or there', async () => {
    desk.team.fail('submit', 'cut-after');
    await desk.answer(1);
    await desk.clock.advance(60_000);
    expect(desk.sent()).toEqual(['Answer 1']);
    expect(await desk.bodies()).toEqual(['Question 1', 'Answer 1']);
  });

  test('loses the card number that somebody typed into it', async () => {
    await desk.answer(1, { body: 'Your card 4111 1111 1111 1111 was charged.' });
    expect((await desk.thread()).entries[1]?.message.body).not.toContain('4111 1111');
    expect(JSON.stringify(desk.world.peek('outbox.db', 'SELECT payload FROM outbox'))).not.toContain(
      '4111 1111',
    );
  });
});

describe('an answer to what was not on the screen', () => {
  test('is refused at once when this computer knows better, and nothing is queued', async () => {
    desk.writes(2, minute(2));
    await desk.syncNow();
    for (const seenMessageId of [testId(1), null]) {
      await expect(desk.answer(1, { seenMessageId })).rejects.toMatchObject({ code: 'stale' });
    }
    expect((await desk.handlers()['outbox.list']({})).entries).toEqual([]);
    await desk.answer(1, { seenMessageId: testId(2) });
  });

  test("does not count notes and one's own words", async () => {
    const ticket = makeTicket(50);
    desk.team.put('message', makeMessage(2, ticket, { at: minute(2), direction: 'note', author: 'ingrid' }));
    desk.team.put('message', makeMessage(3, ticket, { at: minute(3), direction: 'out', author: 'amina' }));
    const call = { at: minute(4), direction: 'in', kind: 'call', author: 'amina' } as const;
    desk.team.put('message', makeMessage(4, ticket, call));
    await desk.syncNow();
    await desk.answer(1);
    // Whose name is by chance a login has written all the same.
    desk.team.put('message', makeMessage(5, ticket, { at: minute(5), author: 'amina' }));
    await desk.syncNow();
    await expect(desk.answer(2)).rejects.toMatchObject({ code: 'stale' });
  });

  describe('refused by the team database', () => {
    beforeEach(async () => {
      desk.team.setOnline(false);
      await desk.clock.advance(10_000);
      await desk.answer(1);
      desk.writes(2, minute(2));
      desk.team.setOnline(true);
      await desk.clock.advance(60_000);
    });

    test('stays in the conversation with the reason, and the ticket is what it was', async () => {
      const { entries, ticket } = await desk.thread();
      expect(entries.map(({ message }) => message.body)).toEqual(['Question 1', 'Question 2', 'Answer 1']);
      expect(entries[2]?.command).toMatchObject({
        id: testId(101),
        state: 'rejected',
        reason: 'stale',
        seenMessageId: testId(1),
      });
      expect(ticket).toMatchObject({ status: 'open', assignee: null, lastPreview: 'Question 2' });
      const filter = { channels: [], languages: [], tags: [], countries: [], gateways: [] };
      const page = { view: 'open', sort: 'deadline', filter, offset: 0, limit: 50 } as const;
      expect((await desk.handlers()['tickets.queue'](page)).rows[0]?.pending).toBe('rejected');
    });

    test('goes when it is retried with what has been seen since', async () => {
      const retry = { commandId: testId(150), refusedId: testId(101), seenMessageId: testId(2) };
      const saved = await desk.handlers()['tickets.retry'](retry);
      expect(saved.leavesAt).toBe(desk.clock.now() + UNDO_SEND_MS);
      // Clicked twice.
      expect(await desk.handlers()['tickets.retry'](retry)).toEqual(saved);
      expect(await desk.bodies()).toEqual(['Question 1', 'Question 2', 'Answer 1']);
      await desk.clock.advance(60_000);
      expect(desk.sent()).toEqual(['Answer 1']);
      expect((await desk.thread()).entries[2]?.command).toBeNull();
      expect((await desk.handlers()['connection.status']({})).attention).toBe(0);
    });

    test('can be retried only once', async () => {
      const retry = { refusedId: testId(101), seenMessageId: testId(2) };
      await desk.handlers()['tickets.retry']({ ...retry, commandId: testId(150) });
      await expect(
        desk.handlers()['tickets.retry']({ ...retry, commandId: testId(151) }),
      ).rejects.toMatchObject({ code: 'bad-state' });
      await desk.clock.advance(60_000);
      expect(desk.sent()).toEqual(['Answer 1']);
    });

    test('comes back as a draft, above what is half-written there', async () => {
      const key = ticketDraftKey(DESK_TICKET, 'reply');
      await desk.handlers()['drafts.save']({ key, body: '{"body":"And another thing","status":"solved"}' });
      await desk.handlers()['tickets.take-back']({ id: testId(101) });
      expect(await desk.draft()).toBe('{"body":"Answer 1\\n\\nAnd another thing","status":"solved"}');
      expect(await desk.bodies()).toEqual(['Question 1', 'Question 2']);
      await expect(desk.handlers()['tickets.take-back']({ id: testId(101) })).rejects.toMatchObject({
        code: 'not-found',
      });
      expect((await desk.handlers()['connection.status']({})).attention).toBe(0);
    });

    test('goes when it is put away, and what waited behind it is sent', async () => {
      await desk.handlers()['tickets.update']({
        commandId: testId(160),
        ticketId: DESK_TICKET,
        priority: { from: 'normal', to: 'urgent' },
        addTags: [],
        removeTags: [],
      });
      await desk.clock.advance(10_000);
      expect(desk.team.get<Ticket>('ticket', DESK_TICKET)?.priority).toBe('normal');
      await desk.handlers()['outbox.dismiss']({ id: testId(101) });
      await desk.clock.advance(10_000);
      expect(desk.team.get<Ticket>('ticket', DESK_TICKET)?.priority).toBe('urgent');
      expect(await desk.bodies()).toEqual(['Question 1', 'Question 2']);
    });

    test('is still there after a restart', async () => {
      await desk.restart();
      expect(await desk.bodies()).toEqual(['Question 1', 'Question 2', 'Answer 1']);
      expect(desk.world.peek('cache.db', 'SELECT * FROM shadow')).toEqual([]);
    });
  });
});
