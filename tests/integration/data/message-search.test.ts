import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import type { Message, Ticket } from '../../../shared/domains/tickets/entity.ts';
import { createDataWorld, type DataWorld, until } from '../../support/data-world.ts';
import { makeMessage, makeTicket } from '../../support/ticket-rows.ts';
import { makeCustomer, minute, testId } from '../../support/wire-rows.ts';
import { anyText } from '../../unit/any-text.ts';

let world: DataWorld;
let service: DataService;
const ticket = makeTicket(50, { customerId: testId(40), subject: 'Where is it' });

beforeEach(async () => {
  world = createDataWorld();
  world.team.put('customer', makeCustomer(40, { name: 'Ana Pérez' }));
  world.team.put('ticket', ticket);
});
afterEach(() => world.close());

const write = (n: number, body: string, changes: Partial<Message> = {}, inside: Ticket = ticket): void =>
  world.team.put('message', makeMessage(n, inside, { body, ...changes }));
const search = (text: string, limit = 20) => service.handlers['tickets.search']({ text, limit });
const found = async (text: string) => (await search(text)).hits.map(({ messageId }) => messageId);

/** Starts and reads everything; without polling, as here, the first search waits until all of it is indexed. */
async function open(): Promise<void> {
  service = await world.open();
  await service.syncNow();
  await search('x');
}

/** The index is sound, and holds no more and no less than the messages. */
function checkIndex(): void {
  const cache = new Database(`${world.folder()}/cache.db`);
  cache.exec("INSERT INTO message_words(message_words) VALUES ('integrity-check')");
  const all = (sql: string): unknown[] => cache.prepare(sql).pluck().all();
  expect(all('SELECT message FROM message_place ORDER BY 1')).toEqual(
    all('SELECT local_id FROM message ORDER BY 1'),
  );
  cache.close();
}

test('what a first sync brought is found, newest first, with the words around it', async () => {
  for (let n = 1; n <= 300; n += 1) {
    write(n, n % 3 === 0 ? `我的退款 ${n} 什么时候` : `my refund no ${n}`, { at: minute(n * 37) });
  }
  await open();
  const { hits, hasMore, complete } = await search('退款', 5);
  expect(hits.map(({ messageId }) => messageId)).toEqual([300, 297, 294, 291, 288].map(testId));
  expect({ hasMore, complete }).toEqual({ hasMore: true, complete: true });
  expect(hits[0]).toMatchObject({
    ticket,
    customerName: 'Ana Pérez',
    at: minute(300 * 37),
    direction: 'in',
    snippet: [
      { text: '我的', hit: false },
      { text: '退款', hit: true },
      { text: ' 300 什么时候', hit: false },
    ],
  });
  expect(await found('refund 299')).toEqual([testId(299)]);
  expect(await found('款')).toHaveLength(20);
  expect(await found('refu 299')).toEqual([]);
  expect(await found('299 refu')).toEqual([testId(299)]);
  checkIndex();
});

test('before everything is indexed the answer says so, and what arrives meanwhile is found already', async () => {
  for (let n = 1; n <= 4_000; n += 1) write(n, `refund ${n}`);
  service = await world.open({ polling: true });
  await service.syncNow();
  expect((await search('refund')).complete).toBe(false);
  write(9_000, 'refund of today');
  await service.syncNow();
  expect(await found('of today')).toEqual([testId(9_000)]);
  await until(async () => (await search('refund')).complete);
  checkIndex();
});

test('a first sync that was killed while it indexed goes on where it stopped', async () => {
  for (let n = 1; n <= 400; n += 1) write(n, `refund ${n}`);
  service = await world.open({ polling: true });
  service.start();
  await until(
    () => world.peek<{ value: string }>('cache.db', 'SELECT 1 FROM message_place LIMIT 1').length > 0,
  );
  await service.stop();
  await open();
  expect((await search('refund', 50)).complete).toBe(true);
  checkIndex();
});

test('is kept with every change: new, changed, gone, out of sight', async () => {
  write(1, 'refund one');
  write(2, 'refund two');
  await open();
  write(3, 'refund three');
  // Redacted by somebody; delivered; gone; of another team from now on.
  write(1, 'removed', { ver: 2 });
  await service.syncNow();
  expect(await found('refund')).toEqual([testId(3), testId(2)]);
  expect(await found('removed')).toEqual([testId(1)]);
  write(3, 'refund three', { delivery: 'sent', ver: 2 });
  world.team.remove('message', testId(2));
  await service.syncNow();
  expect(await found('refund')).toEqual([testId(3)]);
  world.team.setHidden('message', testId(3), true);
  await service.syncNow();
  expect(await found('refund')).toEqual([]);
  checkIndex();
});

test('everything read again leaves it as it should be', async () => {
  for (let n = 1; n <= 60; n += 1) write(n, `refund ${n}`);
  await open();
  for (let n = 1; n <= 20; n += 1) world.team.remove('message', testId(n));
  write(30, 'another text', { ver: 2 });
  write(70, 'refund 70');
  world.team.restore([]);
  await service.syncNow();
  expect((await search('refund', 50)).hits).toHaveLength(40);
  expect(await found('another')).toEqual([testId(30)]);
  checkIndex();
});

test('an index that an older program made is made anew', async () => {
  write(1, 'refund');
  await open();
  await service.stop();
  const cache = new Database(`${world.folder()}/cache.db`);
  cache
    .prepare(`UPDATE sync_state SET value = '{"version":0,"next":1,"end":0}' WHERE name = 'messageIndex'`)
    .run();
  cache.exec("INSERT INTO message_words(message_words) VALUES ('delete-all')");
  cache.close();
  await open();
  expect(await found('refund')).toEqual([testId(1)]);
  checkIndex();
});

test('words that were removed are not left in the file', async () => {
  for (let n = 1; n <= 50; n += 1) write(n, `ordinary words ${n}`);
  write(60, 'the password is xylophonequartz');
  await open();
  write(60, 'the password is removed', { ver: 2 });
  await service.syncNow();
  await service.stop();
  expect(readFileSync(`${world.folder()}/cache.db`).includes('xylophonequartz')).toBe(false);
});

test('messages of one moment and of a wrong clock are all found', async () => {
  for (let n = 1; n <= 150; n += 1) write(n, `refund ${n}`, { at: minute(1) });
  write(200, 'refund before everything', { at: -5 });
  write(201, 'refund after everything', { at: Number.MAX_SAFE_INTEGER });
  await open();
  const { hits } = await search('refund', 50);
  expect(hits[0]?.messageId).toBe(testId(201));
  expect(await found('before everything')).toEqual([testId(200)]);
  world.team.remove('message', testId(200));
  await service.syncNow();
  expect(await found('before everything')).toEqual([]);
  checkIndex();
});

test('the newest come first however the messages arrived', async () => {
  const days = Array.from({ length: 60 }, (_, index) => (index * 7) % 31);
  for (const [index, day] of days.slice(0, 40).entries()) {
    write(index + 1, 'refund', { at: minute(day * 1_440 + index) });
  }
  await open();
  for (const [index, day] of days.slice(40).entries()) {
    write(index + 41, 'refund', { at: minute(day * 1_440 + index) });
    if (index % 5 === 0) await service.syncNow();
  }
  await service.syncNow();
  const times = (await search('refund', 50)).hits.map(({ at }) => at);
  expect(times).toEqual([...times].sort((one, other) => other - one));
  checkIndex();
});

describe('hostile texts', () => {
  beforeEach(async () => {
    write(1, 'refund 退款 \u202eevil\u202c \u0000NUL \ud83d\ude00'.replace('\u0000', ''));
    await open();
  });

  test.each([
    '"',
    '""',
    '"refund',
    "refund' OR 1=1 --",
    'refund*',
    'NEAR(refund 退款, 5)',
    'words:refund',
    'a AND',
    'NOT',
    '(((',
    '^refund',
    '-refund',
    '\u0000',
    '\ud800',
    'refund\udfff',
    '退'.repeat(2_000),
    'refund '.repeat(285),
    '\u0301'.repeat(1_000),
    '😀',
  ])('%j is looked for as it is', async (text) => {
    const { hits } = await search(text);
    expect(hits.length).toBeLessThanOrEqual(1);
  });

  test('none of any kind breaks anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, fc.string({ maxLength: 40 })), async (text) => {
        await search(text);
        await service.handlers['lookup.search']({ text, limit: 5 });
      }),
    );
  });
});

test('the look-up box finds a ticket by what somebody wrote in it', async () => {
  write(1, 'Why was I charged twice?');
  write(2, 'charged twice, really', { direction: 'note', author: 'amina' });
  write(3, '重复扣款了', {}, makeTicket(51));
  world.team.put('ticket', makeTicket(51));
  await open();
  const lookup = async (text: string) =>
    (await service.handlers['lookup.search']({ text, limit: 10 })).candidates;
  expect(await lookup('charged twice')).toMatchObject([
    {
      type: 'ticket',
      id: ticket.id,
      how: 'text',
      kind: 'message',
      label: '#50 · Where is it',
      matched: 'charged twice, really',
    },
  ]);
  expect(await lookup('重复扣款')).toMatchObject([{ type: 'ticket', id: testId(51) }]);
  expect(await lookup('#50')).toMatchObject([{ type: 'ticket', id: ticket.id, how: 'exact' }]);
  expect(await lookup('50')).toMatchObject([{ type: 'ticket', id: ticket.id }]);
});
