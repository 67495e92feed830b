import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TeamClient } from '../../../electron/lib/team/team-client.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { makePayment, paymentOf, teamCommand, wireRow } from '../../support/team-rows.ts';
import {
  importTicket,
  messageImportRow,
  messagesOf,
  replyTo,
  submitTicket,
  type ticketImportRow,
  ticketOf,
} from '../../support/team-tickets.ts';

const APPLIED = { outcome: 'applied', reason: null };

describe.each(engines)('ticket commands on $name', ({ open }) => {
  let team: TestTeam;
  let ann: TeamClient;
  let sue: TeamClient;

  beforeAll(async () => {
    team = await open();
    ann = team.client('ann');
    sue = team.client('sue');
  });
  afterAll(() => team.close());

  const ticket = (id: string) => ticketOf(team.owner, id);
  const messages = (id: string) => messagesOf(team.owner, id);
  const newest = async (id: string) => (await messages(id)).at(-1)?.id ?? null;
  const make = (changes: Parameters<typeof ticketImportRow>[0] = {}) =>
    importTicket(team.hub(), team.owner, changes);
  const closed = () => make({ status: 'closed' });

  test('a note changes nothing of the ticket, also when that is closed', async () => {
    for (const id of [await make(), await closed()]) {
      const before = await ticket(id);
      const note = { ticketId: id, messageId: v7(), body: 'He called the bank.' };
      expect(await submitTicket(ann, 'ticket.note', note)).toMatchObject({
        ...APPLIED,
        versions: [
          { table: 'ticket', id, ver: before.ver },
          { table: 'message', id: note.messageId, ver: 1 },
        ],
      });
      expect(await ticket(id)).toEqual(before);
      expect((await messages(id)).at(-1)).toMatchObject({
        direction: 'note',
        author: 'ann',
        delivery: 'none',
      });
    }
  });

  test('a call ends the wait, leaves the status and is never later than now', async () => {
    const id = await make({ status: 'open' });
    const call = {
      ticketId: id,
      messageId: v7(),
      direction: 'in',
      body: '',
      startedAt: Date.now() + 86_400_000,
      seconds: 90,
    } as const;
    expect(await submitTicket(ann, 'ticket.call', call)).toMatchObject(APPLIED);
    const made = (await messages(id)).at(-1);
    expect(made).toMatchObject({
      kind: 'call',
      direction: 'in',
      author: 'ann',
      callSeconds: 90,
      delivery: 'none',
    });
    expect(made?.at).toBeLessThan(Date.now() + 60_000);
    expect(await ticket(id)).toMatchObject({ status: 'open', waitingSince: null, lastDirection: 'in' });
  });

  test('a call that was logged after the customer wrote again does not answer that', async () => {
    const written = '2026-11-02T12:00:00Z';
    const id = await make({ messages: [messageImportRow(), messageImportRow({ at: written })] });
    const startedAt = Date.parse('2026-11-02T11:00:00Z');
    await submitTicket(ann, 'ticket.call', {
      ...{ ticketId: id, messageId: v7(), direction: 'out', body: 'told him' },
      ...{ startedAt, seconds: 5 },
    });
    expect(await ticket(id)).toMatchObject({
      waitingSince: Date.parse(written),
      lastMessageAt: Date.parse(written),
    });
  });

  test('a ticket that a person opens is hers and knows country and gateway', async () => {
    const paymentId = await makePayment(sue, team.owner, { email: 'caller@example.org' });
    const { customer_id, gateway_ref } = await wireRow(team.owner, 'payment', 'id', paymentId);
    await team.owner.query("UPDATE crm.customer SET country = 'VN' WHERE id = $1", [customer_id]);
    expect(await paymentOf(team.owner, gateway_ref)).toMatchObject({ gateway: 'stripe' });
    const args = {
      ticketId: v7(),
      team: 1,
      customerId: String(customer_id),
      paymentId,
      subject: 'At the counter',
      channel: 'phone',
      language: 'vi',
      country: 'DE',
      priority: 'high',
    } as const;
    expect(await submitTicket(ann, 'ticket.create', args)).toEqual({
      ...APPLIED,
      replayed: false,
      versions: [{ table: 'ticket', id: args.ticketId, ver: 1 }],
    });
    expect(await ticket(args.ticketId)).toMatchObject({
      ...{ team: 1, status: 'open', channel: 'phone', priority: 'high', subject: 'At the counter' },
      ...{ assignee: 'ann', country: 'VN', gateway: 'stripe', waitingSince: null, dueAt: null, tags: [] },
    });
    expect((await ticket(args.ticketId)).number).toBeGreaterThan(0);
    expect(await submitTicket(ann, 'ticket.create', args)).toMatchObject({ reason: 'invalid' });
    const anonymous = { ...args, ticketId: v7(), customerId: null, paymentId: null };
    await submitTicket(ann, 'ticket.create', anonymous);
    expect(await ticket(anonymous.ticketId)).toMatchObject({ country: 'DE', gateway: null });
  });

  describe('are refused', () => {
    test('from another team, from who only reads, on a closed ticket', async () => {
      const id = await make();
      const seen = await newest(id);
      const commands = [
        ['ticket.reply', replyTo(id, seen)],
        ['ticket.note', { ticketId: id, messageId: v7(), body: 'x' }],
        ['ticket.call', callOf(id)],
        ['ticket.update', { ticketId: id, addTags: ['x'] }],
      ] as const;
      const before = await ticket(id);
      for (const [kind, args] of commands) {
        expect(await team.client('amir').submit(teamCommand(kind, args)), kind).toMatchObject({
          reason: 'not-found',
        });
        expect(await team.client('ada').submit(teamCommand(kind, args)), kind).toMatchObject({
          reason: 'forbidden',
        });
        await expect(team.client('hub_one').submit(teamCommand(kind, args)), kind).rejects.toMatchObject({
          errorClass: 'stop',
        });
        expect(await ann.submit({ ...teamCommand(kind, args), v: 2 }), kind).toMatchObject({
          reason: 'unknown-kind',
        });
      }
      expect(await ticket(id)).toEqual(before);
      expect(await messages(id)).toHaveLength(1);
      const done = await closed();
      const onClosed = [
        ['ticket.reply', replyTo(done, await newest(done))],
        ['ticket.call', callOf(done)],
        ['ticket.update', { ticketId: done, status: { from: 'closed', to: 'open' } }],
      ] as const;
      for (const [kind, args] of onClosed) {
        expect(await ann.submit(teamCommand(kind, args)), kind).toMatchObject({ reason: 'bad-state' });
      }
    });

    const callOf = (ticketId: string) => ({
      ticketId,
      messageId: v7(),
      direction: 'in' as const,
      body: '',
      startedAt: 0,
      seconds: 1,
    });

    test.each([
      ['ticket.reply', { body: '' }],
      ['ticket.reply', { body: null }],
      ['ticket.reply', { body: 5 }],
      ['ticket.reply', { status: 'closed' }],
      ['ticket.reply', { status: null }],
      ['ticket.reply', { messageId: null }],
      ['ticket.reply', { messageId: 'not an id' }],
      ['ticket.reply', { language: 'x'.repeat(36) }],
      ['ticket.reply', { author: 'sue' }],
      ['ticket.reply', { delivery: 'sent' }],
      ['ticket.reply', { subject: 'x'.repeat(70_000) }],
      ['ticket.note', { body: 'x'.repeat(100_001) }],
      ['ticket.note', { direction: 'out' }],
      ['ticket.call', { direction: 'note' }],
      ['ticket.call', { seconds: -1 }],
      ['ticket.call', { seconds: 86_401 }],
      ['ticket.call', { seconds: null }],
      ['ticket.call', { startedAt: 1e300 }],
      ['ticket.call', { startedAt: 'now' }],
    ] as const)('as invalid (%$): %s with %j', async (kind, changes) => {
      const id = await make();
      const base = {
        'ticket.reply': replyTo(id, await newest(id)),
        'ticket.note': { ticketId: id, messageId: v7(), body: 'x' },
        'ticket.call': callOf(id),
      }[kind];
      expect(await ann.submit(teamCommand(kind, { ...base, ...changes }))).toMatchObject({
        outcome: 'rejected',
        reason: 'invalid',
        versions: [],
      });
      expect(await messages(id)).toHaveLength(1);
    });

    test.each([
      ['forbidden', { team: 2 }],
      ['forbidden', { team: null }],
      ['not-found', { customerId: randomUUID() }],
      ['not-found', { paymentId: randomUUID() }],
      ['invalid', { subject: '' }],
      ['invalid', { subject: 'x'.repeat(301) }],
      ['invalid', { channel: 'pigeon' }],
      ['invalid', { country: 'Vietnam' }],
      ['invalid', { priority: null }],
      ['invalid', { ticketId: null }],
      ['invalid', { assignee: 'sue' }],
    ])('(%$) %s: a new ticket with %j', async (reason, changes) => {
      const args = {
        ...{ ticketId: v7(), team: 1, customerId: null, paymentId: null, subject: 's', channel: 'email' },
        ...{ language: null, country: null, priority: 'low' },
      };
      expect(await ann.submit(teamCommand('ticket.create', { ...args, ...changes }))).toMatchObject({
        reason,
      });
    });

    test('a payload that is no form', async () => {
      for (const payload of [null, [], 'text', 5, { ticketId: {} }]) {
        expect(await ann.submit(teamCommand('ticket.note', payload))).toMatchObject({ reason: 'invalid' });
      }
    });
  });

  test('the audit log says what was done, and never what was said', async () => {
    const id = await make({ subject: 'a subject of its own' });
    const args = replyTo(id, await newest(id), { body: 'words of a letter', status: 'solved' });
    const command = teamCommand('ticket.reply', args);
    await ann.submit(command);
    const { rows } = await team.owner.query(
      'SELECT action, actor, detail FROM audit.entry WHERE entity = $1 ORDER BY seq',
      [id],
    );
    expect(rows).toEqual([
      [
        'ticket.reply',
        'ann',
        expect.objectContaining({
          command: command.id,
          message: args.messageId,
          before: expect.objectContaining({ status: 'open', assignee: null }),
          after: expect.objectContaining({ status: 'solved', assignee: 'ann' }),
        }),
      ],
    ]);
    await ann.submit(teamCommand('ticket.update', { ticketId: id, status: { from: 'open', to: 'closed' } }));
    const refused = await team.owner.query(
      "SELECT detail FROM audit.entry WHERE action = 'ticket.update.rejected' ORDER BY seq DESC LIMIT 1",
    );
    expect(refused.rows[0]?.[0]).toMatchObject({ reason: 'stale', ticket: id });
    const said = await team.owner.query(
      "SELECT count(*) FROM audit.entry WHERE detail::text ~ 'words of a letter|a subject of its own'",
    );
    expect(said.rows).toEqual([[0]]);
  });
});
