import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSqlTeamClient } from '../../../electron/lib/team/sql-team-client.ts';
import type { TeamClient } from '../../../electron/lib/team/team-client.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { teamCommand } from '../../support/team-rows.ts';
import {
  importTicket,
  messagesOf,
  replyTo,
  submitTicket,
  type ticketImportRow,
  ticketOf,
} from '../../support/team-tickets.ts';

const APPLIED = { outcome: 'applied', reason: null };

describe.each(engines)('a reply on $name', ({ open }) => {
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

  test('is queued for delivery, takes the ticket and ends the wait', async () => {
    const id = await make({ snoozed_until: '2027-01-01T00:00:00Z' });
    const before = await ticket(id);
    expect(before).toMatchObject({ waitingSince: Date.parse('2026-11-01T10:00:00Z'), assignee: null });
    const args = replyTo(id, await newest(id));
    expect(await submitTicket(ann, 'ticket.reply', args)).toEqual({
      ...APPLIED,
      replayed: false,
      versions: [
        { table: 'ticket', id, ver: before.ver + 1 },
        { table: 'message', id: args.messageId, ver: 1 },
      ],
    });
    const [, reply] = await messages(id);
    expect(reply).toMatchObject({
      id: args.messageId,
      direction: 'out',
      kind: 'message',
      author: 'ann',
      body: args.body,
      language: 'en',
      delivery: 'queued',
    });
    expect(await ticket(id)).toMatchObject({
      status: 'pending',
      assignee: 'ann',
      snoozedUntil: null,
      waitingSince: null,
      dueAt: null,
      lastDirection: 'out',
      lastMessageAt: reply?.at,
      lastPreview: args.body,
    });
  });

  test('leaves the ticket with whoever has it', async () => {
    const id = await make({ assignee: 'sue' });
    await submitTicket(ann, 'ticket.reply', replyTo(id, await newest(id), { status: 'open' }));
    expect(await ticket(id)).toMatchObject({ assignee: 'sue', status: 'open', waitingSince: null });
  });

  test('to what is not the newest any more is stale, unless the newer one is his own or a note', async () => {
    const id = await make();
    const seen = await newest(id);
    await submitTicket(sue, 'ticket.note', { ticketId: id, messageId: v7(), body: 'internal' });
    expect(await submitTicket(ann, 'ticket.reply', replyTo(id, seen))).toMatchObject(APPLIED);
    // She did not see her own first answer yet, and wrote it herself.
    expect(await submitTicket(ann, 'ticket.reply', replyTo(id, seen))).toMatchObject(APPLIED);
    const before = await ticket(id);
    const late = replyTo(id, seen, { status: 'solved' });
    expect(await submitTicket(sue, 'ticket.reply', late)).toMatchObject({
      outcome: 'rejected',
      reason: 'stale',
    });
    expect(await ticket(id)).toEqual(before);
    expect((await messages(id)).map((each) => each.id)).not.toContain(late.messageId);
    expect(await submitTicket(sue, 'ticket.reply', replyTo(id, await newest(id)))).toMatchObject(APPLIED);
  });

  test('is stale also when the customer is called like the agent', async () => {
    const id = await make();
    const seen = await newest(id);
    await team.owner.query(
      "INSERT INTO crm.message (ticket_id, team, direction, author, body) VALUES ($1, 1, 'in', 'ann', 'Hello?')",
      [id],
    );
    expect(await submitTicket(ann, 'ticket.reply', replyTo(id, seen))).toMatchObject({ reason: 'stale' });
  });

  test('is stale when nothing was seen, or something that is not there', async () => {
    const id = await make();
    const elsewhere = await newest(await make());
    for (const seen of [null, v7(), elsewhere]) {
      expect(await submitTicket(ann, 'ticket.reply', replyTo(id, seen))).toMatchObject({ reason: 'stale' });
    }
    const empty = await make({ messages: [] });
    expect(await submitTicket(ann, 'ticket.reply', replyTo(empty, null))).toMatchObject(APPLIED);
  });

  test('may be 100,000 characters of four bytes long, and no longer', async () => {
    const id = await make();
    const seen = await newest(id);
    const long = replyTo(id, seen, { body: '𝄞'.repeat(100_000) });
    expect(
      await submitTicket(ann, 'ticket.reply', { ...long, messageId: v7(), body: `${long.body}a` }),
    ).toMatchObject({ reason: 'invalid' });
    expect(await submitTicket(ann, 'ticket.reply', long)).toMatchObject(APPLIED);
    expect((await messages(id)).at(-1)?.body).toBe(long.body);
    const hostile = replyTo(id, seen, { body: '\u0001"\\'.repeat(33_333) });
    expect(await submitTicket(ann, 'ticket.reply', hostile)).toMatchObject(APPLIED);
    // What it said is kept once.
    const { rows } = await team.owner.query(
      "SELECT max(octet_length(payload::text)) FROM crm.command WHERE kind = 'ticket.reply'",
    );
    expect(Number(rows[0]?.[0])).toBeLessThan(500);
  });

  test('sent again under its id is one message; a second command can not write it again', async () => {
    const id = await make();
    const command = teamCommand('ticket.reply', replyTo(id, await newest(id)));
    const clients = [...[1, 2].map(() => createSqlTeamClient(team.session('ann'))), ann];
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => clients[index % clients.length]?.submit(command)),
    );
    expect(answers.filter((answer) => answer?.replayed === false)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer?.outcome))).toEqual(new Set(['applied']));
    expect(await ann.submit({ ...command, id: randomUUID() })).toMatchObject({ reason: 'invalid' });
    await expect(
      ann.submit({ ...command, payload: { ...(command.payload as object), body: 'other words' } }),
    ).rejects.toMatchObject({ code: 'idempotency-mismatch' });
    expect(await messages(id)).toHaveLength(2);
    await Promise.all(clients.slice(0, 2).map((client) => client.close()));
  });

  test('of two at once the second is stale, and a note passes beside them', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await make();
      const seen = await newest(id);
      const [one, two, note] = await Promise.all([
        submitTicket(ann, 'ticket.reply', replyTo(id, seen)),
        submitTicket(sue, 'ticket.reply', replyTo(id, seen)),
        submitTicket(team.client('sam'), 'ticket.note', { ticketId: id, messageId: v7(), body: 'n' }),
      ]);
      expect([one.reason, two.reason].sort()).toEqual([null, 'stale'].sort());
      expect(note).toMatchObject(APPLIED);
      expect((await messages(id)).map(({ direction }) => direction).sort()).toEqual(['in', 'note', 'out']);
    }
  });
});
