import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, type TestTeam } from '../../support/team-database.ts';
import {
  importTicket,
  messagesOf,
  replyTo,
  submitTicket,
  type ticketImportRow,
  ticketOf,
} from '../../support/team-tickets.ts';

describe.each(engines)('handing out answers on $name', ({ open }) => {
  let team: TestTeam;
  let hub: ReturnType<TestTeam['hub']>;

  beforeAll(async () => {
    team = await open();
    hub = team.hub();
  });
  afterAll(() => team.close());

  const messageOf = async (ticketId: string, messageId: string) =>
    (await messagesOf(team.owner, ticketId)).find(({ id }) => id === messageId);
  const expire = (messageId: string) =>
    team.owner.query(
      "UPDATE crm.message_delivery SET claimed_at = '-infinity', next_try_at = '-infinity' WHERE message_id = $1",
      [messageId],
    );

  /** A ticket with that many queued answers, the oldest first. */
  async function answered(count = 1, changes: Parameters<typeof ticketImportRow>[0] = {}) {
    const ticketId = await importTicket(team.hub(), team.owner, changes);
    const messageIds: string[] = [];
    for (let turn = 0; turn < count; turn += 1) {
      const seen = (await messagesOf(team.owner, ticketId)).at(-1)?.id ?? null;
      const reply = replyTo(ticketId, seen);
      await submitTicket(team.client('ann'), 'ticket.reply', reply);
      messageIds.push(reply.messageId);
    }
    return { ticketId, messageIds, first: messageIds[0] ?? '' };
  }

  const claimedIds = async (limit = 100, leaseSeconds = 60, by = hub) =>
    (await by.messagesToDeliver(limit, leaseSeconds)).map(({ messageId }) => messageId);

  test('what is queued is handed out once, with what a channel needs', async () => {
    const { ticketId, first } = await answered(1, { customer_email: 'lan@example.org' });
    const { number } = await ticketOf(team.owner, ticketId);
    expect(await hub.messagesToDeliver(100)).toEqual([
      {
        ...{ messageId: first, ticketId, ticketNumber: number, channel: 'email', phone: null, tries: 0 },
        ...{ subject: 'Where is my visa?', address: 'lan@example.org', body: 'We have found your payment.' },
        ...{ language: 'en', authorName: 'ann' },
      },
    ]);
    expect(await claimedIds()).toEqual([]);
    const sent = { messageId: first, outcome: 'sent' } as const;
    expect(await hub.messageDelivered(sent)).toEqual({ changed: true, delivery: 'sent' });
    expect(await hub.messageDelivered(sent)).toEqual({ changed: false, delivery: 'sent' });
    expect(await hub.messageDelivered({ messageId: first, outcome: 'failed', reason: 'x' })).toEqual({
      ...{ changed: false, delivery: 'sent' },
    });
    expect(await messageOf(ticketId, first)).toMatchObject({
      delivery: 'sent',
      deliveryReason: null,
      ver: 2,
    });
    const { rows } = await team.owner.query(
      'SELECT action, actor, detail FROM audit.entry WHERE entity = $1',
      [first],
    );
    expect(rows).toEqual([['message.sent', 'hub_one', { ticket: ticketId }]]);
  });

  test('notes, calls and what came in are never handed out', async () => {
    const ticketId = await importTicket(team.hub(), team.owner);
    const note = { ticketId, messageId: crypto.randomUUID(), body: 'n' };
    await submitTicket(team.client('ann'), 'ticket.note', note);
    const call = {
      ...note,
      messageId: crypto.randomUUID(),
      direction: 'out' as const,
      startedAt: 0,
      seconds: 1,
    };
    await submitTicket(team.client('ann'), 'ticket.call', call);
    expect(await claimedIds()).toEqual([]);
    expect(await hub.messageDelivered({ messageId: note.messageId, outcome: 'sent' })).toEqual({
      ...{ changed: false, delivery: 'none' },
    });
  });

  test('the answers of a ticket leave one after the other, those of others beside them', async () => {
    const one = await answered(2);
    const two = await answered(1);
    expect((await claimedIds()).sort()).toEqual([one.first, two.first].sort());
    expect(await claimedIds()).toEqual([]);
    await hub.messageDelivered({ messageId: one.first, outcome: 'failed', reason: 'mailbox-unavailable' });
    expect(await claimedIds()).toEqual([one.messageIds[1]]);
    await hub.messageDelivered({ messageId: one.messageIds[1] ?? '', outcome: 'sent' });
    await hub.messageDelivered({ messageId: two.first, outcome: 'sent' });
    expect(await messageOf(one.ticketId, one.first)).toMatchObject({
      ...{ delivery: 'failed', deliveryReason: 'mailbox-unavailable' },
    });
  });

  test('a hub that died leaves a lease; when that is over the same message is handed out again', async () => {
    const { ticketId, first } = await answered();
    expect(await claimedIds()).toEqual([first]);
    expect(await claimedIds(100, 0, team.hub('hub_two'))).toEqual([first]);
    expect(await claimedIds(100, 60)).toEqual([]);
    // Both say what they did: one message that was sent.
    await hub.messageDelivered({ messageId: first, outcome: 'failed', reason: 'mailbox-unavailable' });
    const late = await team.hub('hub_two').messageDelivered({ messageId: first, outcome: 'sent' });
    expect(late).toEqual({ changed: true, delivery: 'sent' });
    expect(await messageOf(ticketId, first)).toMatchObject({ delivery: 'sent', deliveryReason: null });
  });

  test('what is taken already leaves room for others', async () => {
    const { first } = await answered();
    const { first: second } = await answered();
    expect(await claimedIds(1)).toEqual([first]);
    expect(await claimedIds(1)).toEqual([second]);
    for (const messageId of [first, second]) await hub.messageDelivered({ messageId, outcome: 'sent' });
  });

  test('two hubs at once never take the same', async () => {
    const hubs = [hub, team.hub('hub_two')];
    for (let round = 0; round < 5; round += 1) {
      const ids: string[] = [];
      for (let n = 0; n < 8; n += 1) ids.push((await answered()).first);
      // In the second half of the rounds their leases have just run out.
      if (round > 2) for (const messageId of await claimedIds(100, 0)) await expire(messageId);
      const taken = (await Promise.all(hubs.map((by) => claimedIds(100, 60, by)))).flat();
      expect(taken.sort()).toEqual(ids.sort());
      for (const messageId of taken) await hub.messageDelivered({ messageId, outcome: 'sent' });
    }
  });

  test('what finds no channel waits longer each time and is given up after a day', async () => {
    const { ticketId, first } = await answered();
    const later = { messageId: first, outcome: 'later', reason: 'channel-unavailable' } as const;
    // Nobody's turn yet.
    expect(await hub.messageDelivered(later)).toEqual({ changed: false, delivery: 'queued' });
    for (let turn = 0; turn < 15; turn += 1) {
      expect((await hub.messagesToDeliver(100))[0]).toMatchObject({ messageId: first, tries: turn });
      expect(await hub.messageDelivered(later)).toEqual({ changed: false, delivery: 'queued' });
      expect(await claimedIds(100, 0)).toEqual([]);
      await expire(first);
    }
    const { rows } = await team.owner.query(
      'SELECT sum(extract(epoch FROM crm.look_up_wait(n)))::int FROM generate_series(1, 15) n',
    );
    expect(Number(rows[0]?.[0])).toBeGreaterThan(20 * 3600);
    await claimedIds();
    expect(await hub.messageDelivered(later)).toEqual({ changed: true, delivery: 'failed' });
    expect(await messageOf(ticketId, first)).toMatchObject({ deliveryReason: 'channel-unavailable' });
  });

  test('a reason is a code, whatever another system says', async () => {
    const { ticketId, first } = await answered();
    await claimedIds();
    await hub.messageDelivered({
      messageId: first,
      outcome: 'failed',
      reason: '550 lan@example.org unknown',
    });
    expect(await messageOf(ticketId, first)).toMatchObject({ deliveryReason: 'unknown' });
    const nonsense = team
      .session('hub_one')
      .query("SELECT api.hub_message_delivered($1, 'lost', NULL)", [first]);
    await expect(nonsense).rejects.toMatchObject({ code: 'invalid' });
    await expect(hub.messageDelivered({ messageId: ticketId, outcome: 'sent' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(team.session('ann').query('SELECT api.hub_messages_to_deliver(1)')).rejects.toMatchObject({
      sqlState: '42501',
    });
  });
});
