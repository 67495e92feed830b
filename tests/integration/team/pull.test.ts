import { setTimeout as delay } from 'node:timers/promises';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type FeedCursor,
  SYNC_TABLES,
  type TeamClient,
  type WireRow,
} from '../../../electron/lib/team/team-client.ts';
import type { TeamSession } from '../../../electron/lib/team/team-session.ts';
import { engines, postgres18Engine, type TestTeam } from '../../support/team-database.ts';
import { importRow, makePayment, refundForm, teamCommand } from '../../support/team-rows.ts';

const START: FeedCursor = { xid: '0', seq: '0' };

/** Everything from a cursor on: the newest row of each id by table, and the ids that are gone. */
async function pullAll(client: TeamClient, from: FeedCursor, limit = 500) {
  const rows = new Map<string, WireRow>();
  const gone = new Set<string>();
  let cursor = from;
  for (;;) {
    const page = await client.pull(cursor, limit);
    cursor = page.cursor;
    for (const table of SYNC_TABLES) {
      for (const row of page.rows[table] ?? []) rows.set(`${table}:${row.id}`, row);
      for (const id of page.gone[table] ?? []) gone.add(`${table}:${id}`);
    }
    if (!page.more) return { rows, gone, cursor, head: page.head };
  }
}

describe.each(engines)('pulling on $name', ({ open }) => {
  let team: TestTeam;
  let ann: TeamClient;
  let sue: TeamClient;

  beforeAll(async () => {
    team = await open();
    ann = team.client('ann');
    sue = team.client('sue');
  });
  afterAll(() => team.close());

  test('small pages and large ones bring the same rows, and paging by key brings them too', async () => {
    await sue.importPayments(
      'test',
      Array.from({ length: 30 }, () => importRow({ application_no: `EV-${v7()}` })),
    );
    const large = await pullAll(ann, START);
    const small = await pullAll(ann, START, 7);
    expect(new Map([...small.rows].sort())).toEqual(new Map([...large.rows].sort()));
    const payments = [...large.rows.values()].filter((row) => 'gateway_ref' in row);
    expect(payments.length).toBeGreaterThanOrEqual(30);

    const paged: WireRow[] = [];
    let before: string | null = null;
    for (;;) {
      const { columns, rows } = await ann.page('payment', before, 8);
      paged.push(...rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]]))));
      if (rows.length < 8) break;
      before = String(paged.at(-1)?.id);
    }
    const byId = (rows: readonly WireRow[]) =>
      [...rows].sort((a, b) => (String(a.id) < String(b.id) ? 1 : -1));
    expect(paged).toEqual(byId(payments));
  });

  test('after the newest nothing comes, then only what changed', async () => {
    const { cursor } = await pullAll(ann, START);
    const form = refundForm(await makePayment(sue, team.owner));
    const settled = await pullAll(ann, cursor);
    await ann.submit(teamCommand('refund.submit', form));
    const { rows } = await pullAll(ann, settled.cursor);
    expect([...rows.keys()].map((key) => key.split(':')[0]).sort()).toEqual([
      'payment',
      'refund',
      'refund_event',
    ]);
    expect(rows.get(`refund:${form.refundId}`)).toMatchObject({ state: 'submitted', ver: 1 });
    expect((await pullAll(ann, (await pullAll(ann, settled.cursor)).cursor)).rows.size).toBe(0);
  });

  test('other teams learn of a refund only that the payment changed', async () => {
    const { cursor } = await pullAll(team.client('amir'), START);
    const form = refundForm(await makePayment(sue, team.owner));
    await ann.submit(teamCommand('refund.submit', form));
    const { rows, gone } = await pullAll(team.client('amir'), cursor);
    expect([...rows.keys(), ...gone].filter((key) => key.startsWith('refund'))).toEqual([]);
    expect(rows.get(`payment:${form.paymentId}`)).toMatchObject({ refunded_minor: 2000 });
  });

  test('a ticket that moves leaves one team and reaches the other, and all that is in it', async () => {
    const ticket = v7();
    const message = v7();
    const attachment = v7();
    const all = [`attachment:${attachment}`, `message:${message}`, `ticket:${ticket}`];
    await team.owner.script(`
      INSERT INTO crm.ticket (id, team, subject, status, channel) VALUES ('${ticket}', 1, 'Hello', 'open', 'email');
      INSERT INTO crm.message (id, ticket_id, team, direction, author, body)
        VALUES ('${message}', '${ticket}', 1, 'in', 'customer', 'Where is my visa?');
      INSERT INTO crm.attachment (id, message_id, ticket_id, team, name, type, size, hash)
        VALUES ('${attachment}', '${message}', '${ticket}', 1, 'receipt.pdf', 'application/pdf', 0, repeat('0', 64));`);
    const amir = team.client('amir');
    const ada = team.client('ada');
    const before = {
      ann: await pullAll(ann, START),
      amir: await pullAll(amir, START),
      ada: await pullAll(ada, START),
    };
    expect(before.ann.rows.has(`ticket:${ticket}`)).toBe(true);
    expect(before.amir.rows.has(`ticket:${ticket}`)).toBe(false);
    await team.owner.query('UPDATE crm.ticket SET team = 2 WHERE id = $1', [ticket]);
    const after = {
      ann: await pullAll(ann, before.ann.cursor),
      amir: await pullAll(amir, before.amir.cursor),
      ada: await pullAll(ada, before.ada.cursor),
    };
    expect([...after.ann.gone].sort()).toEqual(all);
    expect([...after.amir.rows.keys()].sort()).toEqual(all);
    // Once for its message, once for the attachment, once for the move.
    expect(after.ada.rows.get(`ticket:${ticket}`)).toMatchObject({ team: 2, ver: 4 });
    await team.owner.script(`
      DELETE FROM crm.attachment WHERE id = '${attachment}'; DELETE FROM crm.message WHERE id = '${message}';
      DELETE FROM crm.ticket WHERE id = '${ticket}';`);
    expect([...(await pullAll(amir, after.amir.cursor)).gone].sort()).toEqual(all);
  });

  test('another role or team is another scope', async () => {
    const before = await ann.head();
    await team.owner.query("UPDATE crm.staff SET name = 'Ann' WHERE login = 'ann'");
    expect((await ann.head()).scopeEpoch).toBe(before.scopeEpoch);
    await team.owner.query("UPDATE crm.staff SET teams = '{1,3}' WHERE login = 'ann'");
    expect((await ann.head()).scopeEpoch).toBe(before.scopeEpoch + 1);
  });

  test('an old client and a stranger are refused', async () => {
    await team.owner.query('UPDATE feed.meta SET min_client = 2');
    await expect(ann.head()).rejects.toMatchObject({ errorClass: 'hold', code: 'client-too-old' });
    await team.owner.query('UPDATE feed.meta SET min_client = 1');
    await expect(team.client('postgres').pull(START, 10)).rejects.toMatchObject({
      errorClass: 'stop',
      code: 'not-staff',
    });
  });

  test('purging raises the floor and takes nothing newer', async () => {
    const hub = team.hub();
    expect(await hub.purgeFeed()).toMatchObject({ removed: 0, floor: '0' });
    await team.owner.query("UPDATE feed.mark SET at = at - interval '91 days'");
    const { cursor } = await pullAll(ann, START);
    const paymentId = await makePayment(sue, team.owner);
    const { removed, floor } = await hub.purgeFeed();
    expect(removed).toBeGreaterThan(0);
    expect((await ann.head()).floor).toBe(floor);
    expect(BigInt(cursor.xid)).toBeGreaterThanOrEqual(BigInt(floor));
    expect((await pullAll(ann, cursor)).rows.has(`payment:${paymentId}`)).toBe(true);
  });

  test('a dump restored elsewhere is refused until the feed was reset', async () => {
    const before = await ann.head();
    const hub = team.hub();
    await hub.sealAudit();
    await team.owner.query("UPDATE feed.meta SET sysid = '1234567890'");
    await expect(ann.pull(START, 10)).rejects.toMatchObject({ errorClass: 'hold', code: 'feed-needs-reset' });
    await team.owner.query('SELECT feed.reset()');
    const after = await ann.head();
    expect(after.generation).not.toBe(before.generation);
    expect(BigInt(after.floor)).toBeGreaterThan(0n);
    const paymentId = await makePayment(sue, team.owner);
    expect((await pullAll(ann, START)).rows.has(`payment:${paymentId}`)).toBe(true);
    await hub.sealAudit();
    expect(await hub.verifyAudit()).toMatchObject({ ok: true, brokenAt: null });
  });
});

describe('sixteen writers with open transactions on PostgreSQL 18', () => {
  const WRITERS = 16;
  const WRITING_MS = 2500;
  let team: TestTeam;

  beforeAll(async () => {
    team = await postgres18Engine.open();
  });
  afterAll(() => team.close());

  /** Writers that hold their transactions open for up to 300 ms, and a reader beside them. Returns what it missed. */
  async function missedBy(
    reader: () => Promise<readonly string[]>,
  ): Promise<{ written: number; missed: number }> {
    const until = Date.now() + WRITING_MS;
    const written: string[] = [];
    const sessions = Array.from({ length: WRITERS }, () => team.session('postgres'));
    const write = async (session: TeamSession, writer: number) => {
      for (let turn = 0; Date.now() < until; turn += 1) {
        const ids = [v7(), v7(), v7()];
        const wait = ((writer * 37 + turn * 101) % 300) / 1000;
        await session.script(`
          INSERT INTO crm.customer (id, name) VALUES ('${ids[0]}', 'a');
          SELECT pg_sleep(${wait});
          INSERT INTO crm.customer (id, name) VALUES ('${ids[1]}', 'b'), ('${ids[2]}', 'c');`);
        written.push(...ids);
      }
    };
    const seen = new Set<string>();
    let writing = true;
    const reading = (async () => {
      while (writing) {
        for (const id of await reader()) seen.add(id);
        await delay(5);
      }
    })();
    await Promise.all(sessions.map(write));
    writing = false;
    await reading;
    // Everything has committed: what does not come now never comes.
    for (let turn = 0; turn < 3; turn += 1) for (const id of await reader()) seen.add(id);
    await Promise.all(sessions.map((session) => session.close()));
    return { written: written.length, missed: written.filter((id) => !seen.has(id)).length };
  }

  test('the cursor of (xid, seq) below the horizon misses nothing', async () => {
    const client = team.client('sue');
    let { cursor } = await pullAll(client, START);
    const { written, missed } = await missedBy(async () => {
      const page = await pullAll(client, cursor);
      cursor = page.cursor;
      return [...page.rows.keys()].map((key) => key.slice('customer:'.length));
    });
    expect(written).toBeGreaterThan(300);
    expect(missed).toBe(0);
  });

  test('a cursor of seq alone, planted here, misses many: the harness can tell', async () => {
    let last = 0;
    const { missed } = await missedBy(async () => {
      const { rows } = await team.owner.query('SELECT seq, pk FROM feed.change WHERE seq > $1 ORDER BY seq', [
        last,
      ]);
      last = Number(rows.at(-1)?.[0] ?? last);
      return rows.map(([, id]) => String(id));
    });
    expect(missed).toBeGreaterThan(100);
  });
});
