import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataContract } from '../../../electron/data/contract.ts';
import type { DataService } from '../../../electron/data/service-types.ts';
import { CACHE_TOPICS } from '../../../electron/data/sync/synced-tables.ts';
import { queueSortSchema, queueViewSchema } from '../../../shared/domains/tickets/contract.ts';
import { type CallInput, contract } from '../../../shared/ipc/contract.ts';
import type { ChangeTopic } from '../../../shared/ipc/define.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { logStatements, planOf, type StatementLog, tablesOf } from '../../support/statement-log.ts';
import { makeAttachment, makeMessage, makeTicket, makeWaiting } from '../../support/ticket-rows.ts';
import {
  makeApplication,
  makeCustomer,
  makeIdentifier,
  makePayment,
  makeRefund,
  minute,
  testId,
} from '../../support/wire-rows.ts';

const TOPICS: Readonly<Record<string, ChangeTopic>> = {
  ...CACHE_TOPICS,
  outbox: 'outbox',
  draft: 'draft',
  seen: 'seen',
  setting: 'setting',
};
/** Change like tables but are none. */
const NO_TABLES: readonly ChangeTopic[] = ['connection', 'session'];

let world: DataWorld;
let service: DataService;
let log: StatementLog;
let cache: Database.Database;
let outbox: Database.Database;

beforeAll(async () => {
  log = logStatements();
  world = createDataWorld();
  const { team } = world;
  const customer = makeCustomer(10, { name: 'Ana Pérez', email: 'ana@example.com' });
  const application = makeApplication(20, { customerId: customer.id });
  team.put('customer', customer);
  team.put('application', application);
  team.put('fee_component', {
    id: testId(21),
    applicationId: application.id,
    kind: 'service',
    amountMinor: 100,
    currency: 'USD',
    refundable: true,
    ver: 1,
  });
  for (const n of [30, 31]) {
    const payment = makePayment(n, {
      customerId: customer.id,
      applicationId: application.id,
      email: 'ana@example.com',
      orderRef: 'ORDER-1',
    });
    team.put('payment', payment);
    team.put('identifier', makeIdentifier(n + 100, payment));
    const common = { paymentId: payment.id, at: minute(n), ver: 1 };
    team.put('payment_attempt', {
      id: testId(n + 200),
      ...common,
      n: 1,
      outcome: 'succeeded',
      rawCode: null,
    });
    team.put('payment_event', { id: testId(n + 300), ...common, kind: 'captured', detail: {} });
  }
  const ticket = makeTicket(40, { number: 4711, customerId: customer.id, tags: ['vip'], assignee: 'amina' });
  const message = makeMessage(41, ticket, { body: 'Why was I charged twice?' });
  team.put('ticket', ticket);
  team.put('message', message);
  // The last word is ours, so only the messages tell that the customer has written.
  team.put('ticket', makeWaiting(43, minute(43), { lastDirection: 'out' }));
  team.put('attachment', makeAttachment(42, message));
  team.put('ticket', makeTicket(44, { snoozedUntil: minute(900_000), language: 'en' }));
  team.put('refund', makeRefund(50, makePayment(31), { arn: '74000000000000000000000' }));
  team.put('refund_event', {
    id: testId(51),
    refundId: testId(50),
    team: 1,
    at: minute(1),
    actor: 'amina',
    fromState: null,
    toState: 'submitted',
    detail: {},
    ver: 1,
  });
  // The clock stands still: no poll of its own comes between a call and its statements.
  service = await world.open({ polling: true, clock: createFakeClock() });
  await service.syncNow();
  await service.judged();
  team.setOnline(false);
  await service.handlers['refunds.withdraw']({
    commandId: testId(60),
    refundId: testId(50),
    baseVer: 1,
    note: '',
  });
  await service.handlers['tickets.note']({
    commandId: testId(61),
    ticketId: ticket.id,
    messageId: testId(62),
    body: 'Looks like a duplicate',
  });
  cache = new Database(`${world.folder()}/cache.db`, { readonly: true });
  outbox = new Database(`${world.folder()}/outbox.db`, { readonly: true });
});
afterAll(async () => {
  log.stop();
  cache.close();
  outbox.close();
  await world.close();
});

function fileOf(file: string): Database.Database {
  return file.endsWith('outbox.db') ? outbox : cache;
}

const FILTERS = [
  {},
  { languages: ['en'], countries: ['IN'], gateways: ['stripe'], channels: ['chat' as const] },
];
/** Every queue in every order, with and without filters. */
const QUESTIONS: readonly CallInput<'tickets.queue'>[] = queueViewSchema.options.flatMap((view) =>
  queueSortSchema.options.flatMap((sort) => [
    ...FILTERS.map((filter) => ({ view, sort, filter })),
    { view, sort, filter: { tags: ['vip'] } },
    { view, sort, filter: { tags: ['vip', 'angry'] } },
  ]),
);

/** Inputs that between them run every statement of a query. */
const INPUTS: { readonly [Name in keyof typeof contract]?: readonly CallInput<Name>[] } = {
  'session.current': [{}],
  'connection.status': [{}],
  'outbox.list': [{}],
  'lookup.search': [
    'ORDER-1',
    'ch_30',
    'ana perez',
    'ana@example.com',
    '4711',
    'VNM-20',
    '74000000000000000000000',
    testId(50),
    'charged twice',
    'nobody knows this',
  ].map((text) => ({ text })),
  'tickets.queue': QUESTIONS,
  'tickets.overview': [{}],
  'tickets.thread': [{ id: testId(40) }, { id: testId(40), before: testId(41) }],
  'tickets.search': [{ text: 'charged twi' }],
  'customers.page': [{ id: testId(10) }],
  'customers.timeline': [{ id: testId(10) }, { id: testId(10), kinds: ['note'] }],
  'payments.page': [{ id: testId(30) }, { id: testId(31) }],
  'payments.recent': [{}],
  'duplicates.open': [{}],
  'refunds.list': (['review', 'open', 'mine', 'all'] as const).map((view) => ({ view })),
  'reports.overview': [{ timeZone: 'Asia/Kolkata' }],
  // Days of India: whole days of UTC and quarters of an hour around them.
  'reports.failures': [{ from: '2026-10-25', to: '2026-11-05', timeZone: 'Asia/Kolkata', compare: true }],
  'reports.refunds': [{ from: '2026-10-25', to: '2026-11-05', timeZone: 'Asia/Kolkata', compare: true }],
  'drafts.get': [{ key: 'a' }],
  'settings.get': [{}],
};

/** One opens everything, the other nothing: how far an export is, only this process knows. */
const NO_QUERIES = ['health.check', 'exports.status'];

const QUERIES = Object.entries(contract).filter(
  ([name, { kind, owner }]) => kind === 'query' && owner === 'data' && !NO_QUERIES.includes(name),
);

test('this process answers exactly the calls that the contract gives it', () => {
  const owned = Object.entries(contract)
    .filter(([, { owner }]) => owner === 'data')
    .map(([name]) => name);
  expect(Object.keys(dataContract).sort()).toEqual(owned.sort());
});

describe('`reads` names the tables that the query opens', () => {
  test.each(QUERIES)('%s', async (name, definition) => {
    const inputs = INPUTS[name as keyof typeof INPUTS];
    if (!inputs) throw new Error(`No input for ${name}`);
    log.take();
    for (const input of inputs) {
      await service.handlers[name as keyof typeof service.handlers](definition.input.parse(input) as never);
    }
    const opened = new Set(
      log
        .take()
        .flatMap(({ sql, file }) => tablesOf(fileOf(file), sql))
        .flatMap((table) => TOPICS[table] ?? []),
    );
    const declared = (definition as { reads: readonly ChangeTopic[] }).reads.filter(
      (topic) => !NO_TABLES.includes(topic),
    );
    expect([...opened].sort()).toEqual([...declared].sort());
  });
});

describe('plans', () => {
  test('no query walks through a table that can be large', async () => {
    log.take();
    for (const [name, definition] of QUERIES) {
      for (const input of INPUTS[name as keyof typeof INPUTS] ?? []) {
        await service.handlers[name as keyof typeof service.handlers](definition.input.parse(input) as never);
      }
    }
    const scans = log
      .take()
      .flatMap(({ sql, file }) => planOf(fileOf(file), sql).map((step) => ({ step, sql })))
      // `SCAN x USING INDEX` in the order of the list with a LIMIT is what an index is for.
      .filter(({ step }) => /^SCAN \w+$/.test(step))
      // Staff and settings are a handful; the outbox is read from its end until fifty answered ones are found.
      .filter(({ step }) => !/^SCAN (s|staff|setting|outbox)$/.test(step))
      // Counts of tickets (a few thousand kinds, however many tickets), tickets found by their tags, a recursion.
      .filter(({ step }) => !/^SCAN (n|g|used)$/.test(step));
    expect(scans).toEqual([]);
  });

  test('every index earns its place: some statement uses it', () => {
    const own = log.prepared.filter(({ file }) => file.startsWith(world.directory));
    const steps = own.flatMap(({ sql, file }) => {
      try {
        return planOf(fileOf(file), sql);
      } catch {
        // PRAGMA, EXPLAIN and statements on temporary tables.
        return [];
      }
    });
    const used = new Set(steps.flatMap((step) => /USING (?:COVERING )?INDEX (\w+)/.exec(step)?.[1] ?? []));
    const indexes = [cache, outbox].flatMap((database) =>
      database
        .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        .pluck()
        .all(),
    );
    // Each id is unique: that index is the rule itself, whether or not the table is read by id.
    expect(indexes.filter((name) => !name.endsWith('_id_unique') && !used.has(name))).toEqual([]);
  });

  test('the pages of the queues come from indexes alone, in their order unless they are few', async () => {
    log.take();
    for (const question of QUESTIONS) {
      if (question.filter?.tags) continue;
      await service.handlers['tickets.queue'](contract['tickets.queue'].input.parse(question));
      const pages = log.take().filter(({ sql }) => /^SELECT t.local_id.* LIMIT @limit/s.test(sql));
      const steps = pages.flatMap(({ sql }) => planOf(cache, sql));
      const lookedAt = steps.filter((step) => / t\b/.test(step));
      const isFew = question.view === 'mine' || question.view === 'snoozed';
      // Of those that are snoozed the rows themselves are looked at.
      const isSnoozed = question.view === 'snoozed';
      const walked = lookedAt.filter((step) => !isSnoozed && !step.includes('USING COVERING INDEX'));
      expect(walked, question.view).toEqual([]);
      expect(
        steps.some((step) => step.startsWith('USE TEMP B-TREE FOR ORDER BY')),
        `${question.view} by ${question.sort}`,
      ).toBe(isFew && pages.length > 0);
    }
  });

  test('suffix, prefix and e-mail are ranges of an index', () => {
    const plans = log.prepared
      .filter(
        ({ sql, file }) => file.endsWith('cache.db') && /folded >=|reversed >=|lower\(email\) >=/.test(sql),
      )
      .flatMap(({ sql }) => planOf(cache, sql));
    expect(plans.length).toBeGreaterThanOrEqual(5);
    expect(plans.every((step) => step.startsWith('SEARCH'))).toBe(true);
  });
});
