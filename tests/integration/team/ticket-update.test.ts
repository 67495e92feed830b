import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TeamClient } from '../../../electron/lib/team/team-client.ts';
import type { Ticket } from '../../../shared/domains/tickets/entity.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { makePayment, teamCommand, wireRow } from '../../support/team-rows.ts';
import {
  importTicket,
  messageImportRow,
  messagesOf,
  replyTo,
  submitTicket,
  type ticketImportRow,
  ticketOf,
  updateOf,
} from '../../support/team-tickets.ts';

const APPLIED = { outcome: 'applied', reason: null };
const HOUR = 3_600_000;

describe.each(engines)('changing tickets on $name', ({ open }) => {
  let team: TestTeam;
  let ann: TeamClient;

  beforeAll(async () => {
    team = await open();
    ann = team.client('ann');
  });
  afterAll(() => team.close());

  const ticket = (id: string) => ticketOf(team.owner, id);
  const make = (changes: Parameters<typeof ticketImportRow>[0] = {}) =>
    importTicket(team.hub(), team.owner, changes);
  const update = (id: string, changes: Parameters<typeof updateOf>[1], by = ann) =>
    submitTicket(by, 'ticket.update', updateOf(id, changes));

  test('each field takes the value that it is given', async () => {
    const id = await make({ tags: ['visa'], team: 1 });
    const paymentId = await makePayment(team.client('sue'), team.owner, { email: 'who@example.org' });
    const { customer_id } = await wireRow(team.owner, 'payment', 'id', paymentId);
    const snoozedUntil = Date.now() + HOUR;
    const before = await ticket(id);
    expect(
      await update(id, {
        status: { from: 'open', to: 'pending' },
        assignee: { from: null, to: 'sue' },
        priority: { from: 'normal', to: 'urgent' },
        snoozedUntil: { from: null, to: snoozedUntil },
        customerId: { from: null, to: String(customer_id) },
        paymentId: { from: null, to: paymentId },
        subject: { from: before.subject, to: 'Paid twice' },
        addTags: ['duplicate'],
        removeTags: ['visa'],
      }),
    ).toEqual({ ...APPLIED, replayed: false, versions: [{ table: 'ticket', id, ver: before.ver + 1 }] });
    const after = await ticket(id);
    expect(after).toMatchObject({
      ...{ status: 'pending', assignee: 'sue', priority: 'urgent', snoozedUntil, paymentId },
      ...{ customerId: customer_id, subject: 'Paid twice', tags: ['duplicate'], gateway: 'stripe' },
      ...{ waitingSince: null, dueAt: null },
    });
    expect(
      await update(id, {
        assignee: { from: 'sue', to: null },
        snoozedUntil: { from: snoozedUntil, to: null },
        customerId: { from: after.customerId, to: null },
        paymentId: { from: paymentId, to: null },
      }),
    ).toMatchObject(APPLIED);
    expect(await ticket(id)).toMatchObject({
      ...{ assignee: null, snoozedUntil: null, customerId: null, paymentId: null, gateway: null },
    });
  });

  test('what nobody changes leaves no trace', async () => {
    const id = await make({ tags: ['a', 'b'], priority: 'low' });
    const before = await ticket(id);
    const changes = {
      priority: { from: 'low', to: 'low' },
      addTags: ['a'],
      removeTags: ['c'],
    } as const;
    expect(await update(id, { ...changes, addTags: ['a'], removeTags: ['c'] })).toMatchObject({
      versions: [{ table: 'ticket', id, ver: before.ver }],
    });
    expect(await ticket(id)).toEqual(before);
  });

  test.each<[keyof Ticket, unknown, unknown]>([
    ['status', 'pending', 'solved'],
    ['assignee', 'ann', 'sue'],
    ['assignee', null, 'ann'],
    ['priority', 'low', 'high'],
    ['snoozedUntil', 5, null],
    ['customerId', randomUUID(), null],
    ['paymentId', randomUUID(), null],
    ['subject', 'Another', 'A third'],
  ])('another %s than was seen is stale and changes nothing (%j to %j)', async (field, from, to) => {
    const id = await make({ assignee: 'sue', tags: ['kept'] });
    const before = await ticket(id);
    const args = { ticketId: id, addTags: ['new'], removeTags: [], [field]: { from, to } };
    expect(await ann.submit(teamCommand('ticket.update', args))).toMatchObject({
      outcome: 'rejected',
      reason: 'stale',
    });
    expect(await ticket(id)).toEqual(before);
  });

  test('of two at once one is stale; their tags merge', async () => {
    const id = await make();
    const claim = (login: string) => update(id, { assignee: { from: null, to: login } }, team.client(login));
    const claims = await Promise.all([claim('ann'), claim('sue')]);
    expect(claims.map(({ reason }) => reason).sort()).toEqual([null, 'stale'].sort());
    await Promise.all([
      update(id, { addTags: ['zebra', 'paid twice'] }),
      update(id, { addTags: ['apple'] }, team.client('sue')),
      update(id, { addTags: ['apple'], removeTags: ['none'] }, team.client('sam')),
    ]);
    expect((await ticket(id)).tags).toEqual(['apple', 'paid twice', 'zebra']);
  });

  test('only who works for the team can be given its tickets', async () => {
    const id = await make();
    for (const login of ['amir', 'ada', 'hub_one', 'nobody', 'postgres', '']) {
      expect(await update(id, { assignee: { from: null, to: login } }), login).toMatchObject({
        reason: 'forbidden',
      });
    }
    await team.owner.query("UPDATE crm.staff SET active = false WHERE login = 'ann_boss'");
    expect(await update(id, { assignee: { from: null, to: 'ann_boss' } })).toMatchObject({
      reason: 'forbidden',
    });
    await team.owner.query("UPDATE crm.staff SET active = true WHERE login = 'ann_boss'");
    expect(await update(id, { assignee: { from: null, to: 'sam' } })).toMatchObject(APPLIED);
    // He leaves the team: what else is changed does not ask whether he still works here.
    await team.owner.query("UPDATE crm.staff SET teams = '{2}' WHERE login = 'sam'");
    expect(await update(id, { priority: { from: 'normal', to: 'high' } })).toMatchObject(APPLIED);
    await team.owner.query("UPDATE crm.staff SET teams = '{1,2}' WHERE login = 'sam'");
  });

  test('priority moves the deadline; who does not wait has none', async () => {
    const id = await make();
    const { waitingSince } = await ticket(id);
    const due = async () => (await ticket(id)).dueAt;
    expect(await due()).toBe(Number(waitingSince) + 8 * HOUR);
    await update(id, { priority: { from: 'normal', to: 'urgent' } });
    expect(await due()).toBe(Number(waitingSince) + HOUR / 2);
    await update(id, { priority: { from: 'urgent', to: 'low' } });
    expect(await due()).toBe(Number(waitingSince) + 24 * HOUR);
    const chat = await make({ channel: 'chat', priority: 'low' });
    expect((await ticket(chat)).dueAt).toBe(Number((await ticket(chat)).waitingSince) + HOUR / 6);
  });

  test('put aside nobody waits; opened again the last word of the customer does', async () => {
    const at = ['2026-11-01T10:00:00Z', '2026-11-01T11:00:00Z'];
    const id = await make({ messages: at.map((each) => messageImportRow({ at: each })) });
    expect(await ticket(id)).toMatchObject({ waitingSince: Date.parse(at[0] ?? '') });
    await update(id, { status: { from: 'open', to: 'pending' } });
    expect(await ticket(id)).toMatchObject({ waitingSince: null, dueAt: null });
    await update(id, { status: { from: 'pending', to: 'open' } });
    expect(await ticket(id)).toMatchObject({
      waitingSince: Date.parse(at[1] ?? ''),
      dueAt: Date.parse(at[1] ?? '') + 8 * HOUR,
    });
    const newest = (await messagesOf(team.owner, id)).at(-1)?.id ?? null;
    await submitTicket(ann, 'ticket.reply', replyTo(id, newest, { status: 'solved' }));
    await update(id, { status: { from: 'solved', to: 'open' } });
    expect(await ticket(id)).toMatchObject({ status: 'open', waitingSince: null, dueAt: null });
    await update(id, { status: { from: 'open', to: 'closed' } });
    expect(await update(id, { status: { from: 'closed', to: 'open' } })).toMatchObject({
      reason: 'bad-state',
    });
  });

  test.each([
    ['invalid', { status: { from: 'open', to: 'gone' } }],
    ['invalid', { status: { from: 'open', to: null } }],
    ['invalid', { status: { from: 'open' } }],
    ['invalid', { status: 'solved' }],
    ['invalid', { status: { from: 'open', to: 'solved', really: true } }],
    ['invalid', { priority: { from: 'normal', to: 'extreme' } }],
    ['invalid', { subject: { from: 'Where is my visa?', to: '' } }],
    ['invalid', { subject: { from: 'Where is my visa?', to: 5 } }],
    ['invalid', { subject: { from: 'Where is my visa?', to: 'x'.repeat(301) } }],
    ['invalid', { snoozedUntil: { from: null, to: 1.5 } }],
    ['invalid', { snoozedUntil: { from: null, to: 1e30 } }],
    ['invalid', { customerId: { from: null, to: 'somebody' } }],
    ['not-found', { customerId: { from: null, to: randomUUID() } }],
    ['not-found', { paymentId: { from: null, to: randomUUID() } }],
    ['invalid', { team: { from: 1, to: 2 } }],
    ['invalid', { number: { from: 1, to: 2 } }],
    ['invalid', { waitingSince: { from: 1, to: 2 } }],
    ['invalid', { addTags: [' spaced'] }],
    ['invalid', { addTags: ['one,two'] }],
    ['invalid', { addTags: ['two\nlines'] }],
    ['invalid', { addTags: [''] }],
    ['invalid', { addTags: [5] }],
    ['invalid', { addTags: 'tag' }],
    ['invalid', { addTags: ['x'.repeat(41)] }],
    ['invalid', { removeTags: Array.from({ length: 21 }, (_, n) => `t${n}`) }],
  ])('(%$) %s: %j', async (reason, changes) => {
    const id = await make();
    const before = await ticket(id);
    const args = { ticketId: id, ...changes };
    expect(await ann.submit(teamCommand('ticket.update', args))).toMatchObject({ reason });
    expect(await ticket(id)).toEqual(before);
  });

  test('fifty tags are enough', async () => {
    const id = await make();
    for (const turn of [0, 1]) {
      const addTags = Array.from({ length: 20 }, (_, n) => `t${turn}-${n}`);
      expect(await update(id, { addTags })).toMatchObject(APPLIED);
    }
    const more = (n: number) => update(id, { addTags: Array.from({ length: n }, (_, k) => `more${k}`) });
    expect(await more(11)).toMatchObject({ reason: 'invalid' });
    expect(await more(10)).toMatchObject(APPLIED);
  });
});
