import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TeamClient } from '../../../electron/lib/team/team-client.ts';
import { attachmentSchema } from '../../../shared/domains/tickets/entity.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { wireRow } from '../../support/team-rows.ts';
import {
  attachmentImportRow,
  importedId,
  messageImportRow,
  ticketImportRow,
  ticketOf,
} from '../../support/team-tickets.ts';

const CHUNK = 256 * 1024;

/** Everything of an attachment, as a desktop fetches it. */
async function bytesOf(client: TeamClient, id: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = await client.attachmentChunk(id, parts.length);
    if (part === null) return Buffer.concat(parts);
    parts.push(part);
  }
}

describe.each(engines)('attachments on $name', ({ open }) => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await open();
  });
  afterAll(() => team.close());

  /** Imports a ticket of team 1 that carries these, and returns their ids by name. */
  async function carry(...attachments: ReturnType<typeof attachmentImportRow>[]) {
    const row = ticketImportRow({ messages: [messageImportRow({ attachments })] });
    await team.hub().importTickets('desk', [row]);
    const { rows } = await team.owner.query(
      'SELECT a.name, a.id FROM crm.attachment a JOIN crm.ticket t ON t.id = a.ticket_id WHERE t.external_id = $1',
      [row.external_id],
    );
    return { row, ids: new Map(rows.map(([name, id]) => [String(name), String(id)])) };
  }

  test('come back byte by byte, in parts of at most 256 KiB', async () => {
    const sizes = [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7];
    const files = sizes.map((size) => ({ name: `${size}.bin`, bytes: randomBytes(size) }));
    const { row, ids } = await carry(...files.map(({ name, bytes }) => attachmentImportRow(bytes, { name })));
    const ann = team.client('ann');
    for (const { name, bytes } of files) {
      const id = ids.get(name) ?? '';
      const read = await bytesOf(ann, id);
      expect(read.length).toBe(bytes.length);
      expect(createHash('sha256').update(read).digest('hex')).toBe(
        (await wireRow(team.owner, 'attachment', 'id', id)).hash,
      );
      expect((await ann.attachmentChunk(id, 0))?.length).toBeLessThanOrEqual(CHUNK);
    }
    const ticket = await ticketOf(team.owner, await importedId(team.owner, 'desk', row));
    expect(ticket.attachmentCount).toBe(sizes.length);
  });

  test('are the entity, and one without bytes has no part', async () => {
    const { row, ids } = await carry(
      attachmentImportRow(Buffer.alloc(0), { name: 'empty.txt', type: 'text/plain' }),
      attachmentImportRow(Buffer.from('later'), { name: 'later.txt', data_base64: null }),
    );
    const { message_id, ticket_id, ...rest } = await wireRow(
      team.owner,
      'attachment',
      'id',
      ids.get('later.txt'),
    );
    expect(attachmentSchema.parse({ ...rest, messageId: message_id, ticketId: ticket_id })).toMatchObject({
      ...{ name: 'later.txt', type: 'application/pdf', size: 5, team: 1 },
    });
    for (const id of ids.values()) expect(await team.client('ann').attachmentChunk(id, 0)).toBeNull();
    // The bytes come with a later import; a third changes nothing.
    const [message] = row.messages;
    const attachments = message?.attachments.map((each) => ({
      ...each,
      data_base64: each.size === 0 ? '' : Buffer.from('later').toString('base64'),
    }));
    const complete = { ...row, messages: [messageImportRow({ ...message, attachments: attachments ?? [] })] };
    expect(await team.hub().importTickets('desk', [complete])).toMatchObject({ updated: 1 });
    expect(String(await bytesOf(team.client('ann'), ids.get('later.txt') ?? ''))).toBe('later');
    expect(await team.hub().importTickets('desk', [complete])).toMatchObject({ unchanged: 1 });
    const ticket = await ticketOf(team.owner, await importedId(team.owner, 'desk', row));
    expect(ticket.attachmentCount).toBe(2);
  });

  test("another team's are not there, by whatever way", async () => {
    const secret = Buffer.from('passport');
    const { ids } = await carry(attachmentImportRow(secret, { name: 'passport.jpg', type: 'image/jpeg' }));
    const id = ids.get('passport.jpg') ?? '';
    expect(await team.client('amir').attachmentChunk(id, 0)).toBeNull();
    expect(String(await bytesOf(team.client('ada'), id))).toBe('passport');
    const shell = team.session('amir');
    const found = await shell.query('SELECT bytes FROM crm.attachment_chunk WHERE attachment_id = $1', [id]);
    expect(found.rows).toEqual([]);
    // Who names its hash in a ticket of his own gets nothing for it.
    const forged = ticketImportRow({
      team: 2,
      messages: [messageImportRow({ attachments: [attachmentImportRow(secret, { data_base64: null })] })],
    });
    await team.client('sam').importTickets('forged', [forged]);
    const { rows } = await shell.query('SELECT id FROM crm.attachment');
    expect(rows).toHaveLength(1);
    expect(await team.client('amir').attachmentChunk(String(rows[0]?.[0]), 0)).toBeNull();
    // It moves with its ticket.
    await team.owner.query(
      'UPDATE crm.ticket SET team = 2 WHERE id = (SELECT ticket_id FROM crm.attachment WHERE id = $1)',
      [id],
    );
    expect(String(await bytesOf(team.client('amir'), id))).toBe('passport');
    expect(await team.client('ann').attachmentChunk(id, 0)).toBeNull();
    await expect(
      team.session('hub_one').query('SELECT api.attachment_chunk($1, 0)', [id]),
    ).rejects.toMatchObject({ sqlState: '42501' });
  });
});
