import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHubClient } from '../../../electron/lib/team/hub-client.ts';
import { toJsonText } from '../../../electron/lib/team/sql-team-client.ts';
import type { MessageImportRow, TicketImportRow } from '../../../shared/domains/tickets/import-row.ts';
import { cardNumberMarker, hasLuhnCheckDigit } from '../../../shared/lib/card-number.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { importRow, wireRow } from '../../support/team-rows.ts';
import {
  attachmentImportRow,
  importedId,
  messageImportRow,
  messagesOf,
  replyTo,
  submitTicket,
  ticketImportRow,
  ticketOf,
  updateOf,
} from '../../support/team-tickets.ts';

const NOTHING = { inserted: 0, updated: 0, unchanged: 0, bad: [] };

describe.each(engines)('importing tickets on $name', ({ open }) => {
  let team: TestTeam;
  let hub: ReturnType<TestTeam['hub']>;

  beforeAll(async () => {
    team = await open();
    hub = team.hub();
  });
  afterAll(() => team.close());

  const feedSize = async () =>
    Number((await team.owner.query('SELECT count(*) FROM feed.change')).rows[0]?.[0]);
  const ticketBy = async (row: TicketImportRow) =>
    ticketOf(team.owner, await importedId(team.owner, 'desk', row));
  const newest = async (id: string) => (await messagesOf(team.owner, id)).at(-1)?.id ?? null;

  test('a row becomes a ticket with customer, payment and conversation', async () => {
    const charge = importRow({ email: 'linh@example.org' });
    await hub.importPayments('test', [charge]);
    const row = ticketImportRow({
      ...{ customer_email: 'Linh@Example.org', gateway: 'stripe', gateway_ref: String(charge.gateway_ref) },
      ...{ subject: ' Paid twice ', status: 'pending', language: 'vi', country: 'VN', assignee: 'ann' },
      ...{ priority: 'high', tags: ['twice', 'fee', 'twice'], snoozed_until: '2027-01-01T00:00:00+07:00' },
      messages: [
        messageImportRow({ at: '2026-11-01T10:05:00Z', direction: 'note', author: 'ann', body: 'note' }),
        messageImportRow({
          ...{ at: '2026-11-01T10:03:00.1236Z', direction: 'out', author: 'ann', delivery: 'failed' },
          delivery_reason: 'mailbox-unavailable',
        }),
        messageImportRow({ body: '> you wrote\nI paid  twice!\n' }),
        messageImportRow({
          ...{ at: '2026-11-01T10:04:00Z', kind: 'call', body: '', call_seconds: 65 },
        }),
      ],
    });
    expect(await hub.importTickets('desk', [row])).toEqual({ ...NOTHING, inserted: 1 });
    const ticket = await ticketBy(row);
    const payment = await wireRow(team.owner, 'payment', 'gateway_ref', charge.gateway_ref);
    expect(ticket).toMatchObject({
      ...{ customerId: payment.customer_id, paymentId: payment.id, gateway: 'stripe', country: 'VN' },
      ...{ subject: 'Paid twice', status: 'pending', channel: 'email', language: 'vi', assignee: 'ann' },
      ...{ priority: 'high', tags: ['fee', 'twice'], snoozedUntil: Date.parse('2026-12-31T17:00:00Z') },
      ...{ lastMessageAt: Date.parse('2026-11-01T10:04:00Z'), lastDirection: 'in', lastPreview: '' },
      ...{ waitingSince: null, dueAt: null, attachmentCount: 0, team: 1 },
      createdAt: Date.parse('2026-11-01T10:00:00Z'),
    });
    const messages = await messagesOf(team.owner, ticket.id);
    expect(messages.map(({ at, direction, kind }) => [at, direction, kind])).toEqual([
      [Date.parse('2026-11-01T10:00:00Z'), 'in', 'message'],
      [Date.parse('2026-11-01T10:03:00.124Z'), 'out', 'message'],
      [Date.parse('2026-11-01T10:04:00Z'), 'in', 'call'],
      [Date.parse('2026-11-01T10:05:00Z'), 'note', 'message'],
    ]);
    expect(messages[1]).toMatchObject({ delivery: 'failed', deliveryReason: 'mailbox-unavailable' });
    expect(messages[2]).toMatchObject({ callSeconds: 65 });
    // Ids carry the time, so that newest ids are newest.
    expect(Number.parseInt(ticket.id.replaceAll('-', '').slice(0, 12), 16)).toBe(ticket.createdAt);
  });

  test('a card number in a letter does not get through', async () => {
    const body = '4'.padEnd(15, '1');
    const number = body + [...'0123456789'].find((digit) => hasLuhnCheckDigit(body + digit));
    const row = ticketImportRow({ messages: [messageImportRow({ body: `Charge ${number} again` })] });
    await hub.importTickets('desk', [row]);
    const ticket = await ticketBy(row);
    expect(ticket.lastPreview).toBe(`Charge ${cardNumberMarker} again`);
    expect((await messagesOf(team.owner, ticket.id))[0]?.body).toBe(ticket.lastPreview);
  });

  test('who writes from an address that nobody knows becomes a customer, called as he signs', async () => {
    const rows = [
      ticketImportRow({ customer_email: 'New@Example.org', country: 'KR', messages: [messageImportRow()] }),
      ticketImportRow({ customer_email: 'new@example.org', customer_ref: 'acc-1' }),
      ticketImportRow({ customer_ref: 'acc-1', country: 'KR' }),
      ticketImportRow({ messages: [messageImportRow()], gateway: 'worldpay' }),
    ];
    expect(await hub.importTickets('desk', rows)).toMatchObject({ inserted: 4 });
    const [one, two, three, four] = await Promise.all(rows.map(ticketBy));
    expect(two?.customerId).toBe(one?.customerId);
    expect(three?.customerId).toBe(one?.customerId);
    expect(one).toMatchObject({ country: 'KR' });
    expect(four).toMatchObject({ customerId: null, paymentId: null, gateway: 'worldpay' });
    expect(await wireRow(team.owner, 'customer', 'id', one?.customerId)).toMatchObject({
      name: 'Linh Example',
      email: 'New@Example.org',
    });
  });

  test('the same rows again change nothing and leave no trace', async () => {
    const rows = [
      ticketImportRow({ messages: [messageImportRow(), messageImportRow()] }),
      ticketImportRow({ status: 'closed', messages: [messageImportRow()] }),
    ];
    await hub.importTickets('desk', rows);
    const before = await feedSize();
    expect(await hub.importTickets('desk', rows)).toEqual({ ...NOTHING, unchanged: 2 });
    expect(await feedSize()).toBe(before);
    // Another source numbers its own tickets.
    expect(await hub.importTickets('another', rows)).toMatchObject({ inserted: 2 });
  });

  test('a later import adds messages and takes back nothing that people did', async () => {
    const asked = messageImportRow();
    const row = ticketImportRow({ status: 'pending', messages: [asked], tags: ['old'] });
    await hub.importTickets('desk', [row]);
    const { id } = await ticketBy(row);
    await submitTicket(
      team.client('ann'),
      'ticket.update',
      updateOf(id, {
        ...{ assignee: { from: null, to: 'sue' }, priority: { from: 'normal', to: 'urgent' } },
        ...{ addTags: ['new'], removeTags: ['old'], subject: { from: 'Where is my visa?', to: 'Visa' } },
      }),
    );
    const before = await ticketOf(team.owner, id);
    const noted = { ...asked, external_id: 'n', direction: 'note', at: '2026-11-03T10:00:00Z' } as const;
    const added = [{ ...asked, body: 'rewritten' }, noted];
    expect(
      await hub.importTickets('desk', [{ ...row, status: 'solved', subject: 'Other', messages: added }]),
    ).toEqual({ ...NOTHING, updated: 1 });
    expect(await ticketOf(team.owner, id)).toEqual(before);
    expect((await messagesOf(team.owner, id)).map(({ body }) => body)).toEqual([asked.body, asked.body]);
  });

  test('a new message of the customer opens what was put aside; our own does not', async () => {
    const row = ticketImportRow({ status: 'pending', messages: [messageImportRow()] });
    const snoozed = { ...row, external_id: 'snoozed', status: 'open', snoozed_until: '2027-01-01T00:00:00Z' };
    const rows = [row, { ...row, external_id: 'solved', status: 'solved' }, snoozed] as TicketImportRow[];
    await hub.importTickets('desk', rows);
    const add = (...messages: MessageImportRow[]) =>
      hub.importTickets(
        'desk',
        rows.map((each) => ({ ...each, messages })),
      );
    const answered = {
      at: '2026-11-01T12:00:00Z',
      direction: 'out',
      author: 'ann',
      delivery: 'sent',
    } as const;
    await add(messageImportRow(answered));
    expect(await Promise.all(rows.map(ticketBy))).toMatchObject([
      { status: 'pending' },
      { status: 'solved' },
      { status: 'open', snoozedUntil: Date.parse('2027-01-01T00:00:00Z') },
    ]);
    const arrived = messageImportRow({ at: '2026-11-05T10:00:00Z' });
    const before = await feedSize();
    await add(arrived, messageImportRow({ at: '2026-11-05T11:00:00Z', body: 'Hello?' }));
    // Of each ticket one change, however many messages.
    expect((await feedSize()) - before).toBe(3 * (1 + 2));
    for (const ticket of await Promise.all(rows.map(ticketBy))) {
      expect(ticket).toMatchObject({
        ...{ status: 'open', snoozedUntil: null, lastPreview: 'Hello?' },
        ...{ waitingSince: Date.parse(arrived.at), dueAt: Date.parse(arrived.at) + 8 * 3_600_000 },
      });
    }
  });

  test('a closed ticket stays as it is: what comes after it belongs to a new one', async () => {
    const row = ticketImportRow({ status: 'closed', messages: [messageImportRow()] });
    await hub.importTickets('desk', [row]);
    const before = await ticketBy(row);
    const more = { ...row, messages: [...row.messages, messageImportRow()] };
    expect(await hub.importTickets('desk', [more, ticketImportRow()])).toEqual({
      ...{ ...NOTHING, inserted: 1 },
      bad: [{ index: 0, reason: 'ticket-closed' }],
    });
    expect(await ticketBy(row)).toEqual(before);
  });

  test('bad rows are reported by index and stop nothing', async () => {
    const message = (changes: object) => ({ messages: [messageImportRow(), messageImportRow(changes)] });
    const attached = (changes: object) =>
      message({ attachments: [attachmentImportRow(Buffer.from('bytes'), changes)] });
    const twin = messageImportRow();
    const bad = [
      [{ external_id: ' ' }, 'missing-external-id'],
      [{ external_id: 'x'.repeat(201) }, 'bad-value:external_id'],
      [{ team: null }, 'bad-value:team'],
      [{ status: 'new' }, 'bad-value:status'],
      [{ channel: 'fax' }, 'bad-value:channel'],
      [{ priority: null }, 'bad-value:priority'],
      [{ country: 'Vietnam' }, 'bad-value:country'],
      [{ tags: ['a,b'] }, 'bad-value:tags'],
      [{ customer_email: 'x'.repeat(3000) }, 'bad-value:customer_email'],
      [{ created_at: '2026-02-30T10:00:00Z' }, 'bad-time'],
      [{ created_at: '1899-12-31T10:00:00Z' }, 'bad-time'],
      [{ snoozed_until: 'tomorrow' }, 'bad-time'],
      [{ messages: null }, 'bad-value:messages'],
      [{ messages: ['x'] }, 'bad-value:messages'],
      [message({ external_id: null }), 'bad-message'],
      [{ messages: [twin, twin] }, 'bad-message'],
      [message({ at: '2026-11-01 10:00' }), 'bad-message'],
      [message({ author: '' }), 'bad-message'],
      [message({ body: null }), 'bad-message'],
      [message({ direction: 'sideways' }), 'bad-message'],
      [message({ kind: 'call', direction: 'note' }), 'bad-message'],
      [message({ kind: 'call', call_seconds: -5 }), 'bad-message'],
      [message({ call_seconds: 5 }), 'bad-message'],
      // Nothing is sent because of an import.
      [message({ direction: 'out', delivery: 'queued' }), 'bad-message'],
      [message({ delivery: 'sent' }), 'bad-message'],
      [message({ body: 'x'.repeat(1_000_001) }), 'message-too-long'],
      [attached({ name: '../etc/passwd' }), 'bad-attachment'],
      [attached({ name: 'invoice\u202efdp.exe' }), 'bad-attachment'],
      [attached({ name: '' }), 'bad-attachment'],
      [attached({ type: 'application' }), 'bad-attachment'],
      [attached({ hash: '0'.repeat(64) }), 'bad-attachment'],
      [attached({ hash: null }), 'bad-attachment'],
      [attached({ size: 4 }), 'bad-attachment'],
      [attached({ size: 30_000_000, data_base64: null }), 'bad-attachment'],
      [attached({ data_base64: 'no base64!' }), 'bad-attachment'],
      [attached({ external_id: null }), 'bad-attachment'],
    ] as const;
    const rows = [
      ticketImportRow(),
      ...bad.map(([changes]) => ({ ...ticketImportRow(), ...changes })),
      ticketImportRow(),
    ];
    const { rows: answer } = await team
      .session('hub_one')
      .query('SELECT api.import_tickets($1, $2::jsonb)', ['bad', toJsonText([...rows, rows[0]])]);
    expect(answer[0]?.[0]).toEqual({
      ...{ inserted: 2, updated: 0, unchanged: 0 },
      bad: [
        ...bad.map(([, reason], index) => ({ index: index + 1, reason })),
        { index: rows.length, reason: 'duplicate-row' },
      ],
    });
    const { rows: left } = await team.owner.query("SELECT count(*) FROM crm.ticket WHERE source = 'bad'");
    expect(left).toEqual([[2]]);
  });

  test('nobody is given a ticket who does not work for its team; time to come is now', async () => {
    const future = new Date(Date.now() + 86_400_000).toISOString();
    const rows = ['amir', 'nobody', 'ada'].map((assignee) =>
      ticketImportRow({ assignee, created_at: future, messages: [messageImportRow({ at: future })] }),
    );
    await hub.importTickets('desk', rows);
    for (const ticket of await Promise.all(rows.map(ticketBy))) {
      expect(ticket.assignee).toBeNull();
      expect(Math.max(ticket.createdAt, Number(ticket.lastMessageAt))).toBeLessThan(Date.now() + 60_000);
      expect(
        await submitTicket(team.client('ann'), 'ticket.reply', replyTo(ticket.id, await newest(ticket.id))),
      ).toMatchObject({ outcome: 'applied' });
      expect((await messagesOf(team.owner, ticket.id)).map(({ direction }) => direction)).toEqual([
        'in',
        'out',
      ]);
    }
  });

  test('agents may not; a supervisor brings only what is his teams`; each batch is audited once', async () => {
    await expect(team.client('ann').importTickets('x', [])).rejects.toMatchObject({ code: 'forbidden' });
    await expect(team.client('sue').importTickets(' ', [])).rejects.toMatchObject({ code: 'invalid' });
    const theirs = ticketImportRow({ team: 2, messages: [messageImportRow()] });
    await team.client('ada').importTickets('desk', [theirs]);
    // Not even under a team of his own: the ticket is where it is.
    const forged = messageImportRow({ direction: 'out', author: 'amir', body: 'We refuse.' });
    expect(
      await team
        .client('sue')
        .importTickets('desk', [
          { ...theirs, team: 1, messages: [forged] },
          ticketImportRow({ team: 2 }),
          ticketImportRow({ team: 1 }),
        ]),
    ).toEqual({
      ...{ ...NOTHING, inserted: 1 },
      bad: [
        { index: 0, reason: 'other-team' },
        { index: 1, reason: 'other-team' },
      ],
    });
    expect(await messagesOf(team.owner, (await ticketBy(theirs)).id)).toHaveLength(1);
    const { rows } = await team.owner.query(
      "SELECT actor, detail FROM audit.entry WHERE action = 'tickets.import' ORDER BY seq DESC LIMIT 1",
    );
    expect(rows).toEqual([['sue', { source: 'desk', inserted: 1, updated: 0, unchanged: 0, bad: 2 }]]);
  });

  test('the same import twice at once, and people at work meanwhile: each message once', async () => {
    const rows = Array.from({ length: 60 }, () => ticketImportRow({ messages: [messageImportRow()] }));
    const other = createHubClient(team.session('hub_two'));
    // Both are signed in before they run.
    await other.staff();
    const answers = await Promise.all([hub.importTickets('race', rows), other.importTickets('race', rows)]);
    expect(answers.map(({ inserted, unchanged }) => [inserted, unchanged]).sort()).toEqual([
      [0, 60],
      [60, 0],
    ]);
    const more = rows.map((row) => ({
      ...row,
      messages: [...row.messages, messageImportRow({ at: new Date().toISOString() })],
    }));
    const replies = Promise.all(
      rows.slice(0, 5).map(async (row) => {
        const id = await importedId(team.owner, 'race', row);
        return submitTicket(team.client('ann'), 'ticket.reply', replyTo(id, await newest(id)));
      }),
    );
    await Promise.all([hub.importTickets('race', more), other.importTickets('race', more), replies]);
    const { rows: twice } = await team.owner.query(
      'SELECT ticket_id FROM crm.message WHERE external_id IS NOT NULL GROUP BY ticket_id, external_id HAVING count(*) > 1',
    );
    expect(twice).toEqual([]);
    const { rows: counted } = await team.owner.query(
      "SELECT count(*) FROM crm.message m JOIN crm.ticket t ON t.id = m.ticket_id WHERE t.source = 'race' AND m.external_id IS NOT NULL",
    );
    expect(counted).toEqual([[120]]);
    await other.close();
  });

  test('two hundred tickets with their conversations are one batch', async () => {
    const rows = Array.from({ length: 200 }, (_, ticket) =>
      ticketImportRow({
        ...{ external_id: `bulk-${ticket}`, customer_email: `bulk${ticket % 150}@example.org` },
        messages: Array.from({ length: 5 }, (__, n) =>
          messageImportRow({
            ...{ external_id: `bulk-${ticket}-${n}`, at: `2026-11-01T1${n}:00:00Z` },
            ...{ direction: n % 2 ? 'out' : 'in', delivery: n % 2 ? 'sent' : 'none' },
            body: `${randomUUID()} `.repeat(8),
          }),
        ),
      }),
    );
    expect(await hub.importTickets('bulk', rows)).toMatchObject({ inserted: 200 });
    expect(await hub.importTickets('bulk', rows)).toMatchObject({ unchanged: 200 });
  });
});
