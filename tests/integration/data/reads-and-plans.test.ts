import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataContract } from '../../../electron/data/contract.ts';
import type { DataService } from '../../../electron/data/data-service.ts';
import { CACHE_TOPICS } from '../../../electron/data/sync/synced-tables.ts';
import { type CallInput, contract } from '../../../shared/ipc/contract.ts';
import type { ChangeTopic } from '../../../shared/ipc/define.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { logStatements, planOf, type StatementLog, tablesOf } from '../../support/statement-log.ts';
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
  team.put('ticket', {
    id: testId(40),
    number: 4711,
    customerId: customer.id,
    paymentId: null,
    team: 1,
    subject: 'Charged twice',
    status: 'open',
    channel: 'email',
    language: null,
    assignee: null,
    priority: 'normal',
    createdAt: minute(1),
    updatedAt: minute(1),
    ver: 1,
  });
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
    'nobody knows this',
  ].map((text) => ({ text })),
  'payments.page': [{ id: testId(30) }, { id: testId(31) }],
  'payments.recent': [{}],
  'duplicates.open': [{}],
  'refunds.list': (['review', 'open', 'mine', 'all'] as const).map((view) => ({ view })),
  'drafts.get': [{ key: 'a' }],
  'settings.get': [{}],
};

const QUERIES = Object.entries(contract).filter(
  ([name, { kind, owner }]) => kind === 'query' && owner === 'data' && name !== 'health.check',
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
      .filter(({ step }) => !/^SCAN (s|staff|setting|outbox)$/.test(step));
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
