import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as cacheSchema from '../../../electron/data/db/cache-schema.ts';
import {
  loadMigrations,
  type Migration,
  migrate,
  NewerSchemaError,
} from '../../../electron/data/db/migrate.ts';
import * as outboxSchema from '../../../electron/data/db/outbox-schema.ts';
import { SYNCED_TABLES } from '../../../electron/data/sync/synced-tables.ts';
import { SYNC_TABLES } from '../../../electron/lib/team/team-client.ts';
import { CHANGE_TOPICS } from '../../../shared/ipc/define.ts';
import { PROJECT } from '../../support/data-world.ts';
import { makeAttachment, makeMessage, makeTicket } from '../../support/ticket-rows.ts';
import {
  makeApplication,
  makeCustomer,
  makeIdentifier,
  makePayment,
  makeRefund,
  wireRow,
} from '../../support/wire-rows.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'visadesk-schema-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fresh(kind: 'cache' | 'outbox'): Database.Database {
  const database = new Database(':memory:');
  migrate(database, loadMigrations(PROJECT, kind));
  return database;
}

describe.each([
  ['cache', cacheSchema],
  ['outbox', outboxSchema],
] as const)('migrations/%s', (kind, schema) => {
  test('say what the drizzle tables say', async () => {
    const meta = join(PROJECT, 'migrations', kind, 'meta');
    const last = readdirSync(meta)
      .filter((name) => name.endsWith('_snapshot.json'))
      .sort()
      .at(-1);
    const before = JSON.parse(readFileSync(join(meta, last ?? ''), 'utf8'));
    const after = await generateSQLiteDrizzleJson(schema);
    expect(await generateSQLiteMigration(before, after)).toEqual([]);
  });

  test('make STRICT tables, as many as there are in the schema', () => {
    const database = fresh(kind);
    const tables = database.pragma('table_list') as readonly {
      name: string;
      type: string;
      strict: number;
      schema: string;
    }[];
    // A full-text index and the tables that it lives in are its own business.
    const own = tables.filter(
      ({ name, type, schema: where }) => where === 'main' && type === 'table' && !name.startsWith('sqlite_'),
    );
    expect(own.filter(({ strict }) => strict === 0).map(({ name }) => name)).toEqual([]);
    expect(own).toHaveLength(Object.keys(schema).length);
    database.close();
  });
});

describe('a file of the version before', () => {
  const before = (kind: 'cache' | 'outbox', version: number): Database.Database => {
    const database = new Database(':memory:');
    migrate(database, loadMigrations(PROJECT, kind).slice(0, version));
    return database;
  };
  const all = (database: Database.Database, sql: string): unknown[] => database.prepare(sql).all();

  test('an outbox keeps everything when it learns what was seen', () => {
    const outbox = before('outbox', 1);
    outbox.exec(`INSERT INTO draft(key, body, saved_at) VALUES ('refund:1', '{}', 5);
      INSERT INTO setting(name, value) VALUES ('language', '"en"');
      INSERT INTO outbox(id, lane, entity_type, entity_id, kind, v, payload, actor, person, device, created_at,
        checksum, state, attempts, uncertain, settled, unblocked)
      VALUES ('a', 'payment:1', 'refund', '1', 'refund.submit', 1, '{}', 'amina', '1', '1', 5, x'00', 'queued', 0, 0, 0, 0)`);
    const tables = ['draft', 'setting', 'outbox'];
    const contents = tables.map((table) => all(outbox, `SELECT * FROM ${table}`));
    migrate(outbox, loadMigrations(PROJECT, 'outbox'));
    expect(tables.map((table) => all(outbox, `SELECT * FROM ${table}`))).toEqual(contents);
    expect(all(outbox, 'SELECT * FROM seen')).toEqual([]);
    outbox.close();
  });

  test('a cache with tickets reads everything again, and forgets no index that it owes', () => {
    const cache = before('cache', 1);
    cache.exec(`INSERT INTO ticket(id, ver, number, team, subject, status, channel, priority, created_at, updated_at)
        VALUES ('a', 1, 1, 1, '', 'open', 'email', 'normal', 1, 1);
      INSERT INTO message(id, ver, ticket_id, team, at, direction, author, body) VALUES ('b', 1, 'a', 1, 1, 'in', '', 'x');
      INSERT INTO sync_state(name, value) VALUES ('position', '{}'), ('identity', '{}');
      INSERT INTO deferred_index(name, definition) VALUES
        ('payment_created', 'CREATE INDEX \`payment_created\` ON \`payment\` (\`created_at\`)'),
        ('ticket_number', 'CREATE INDEX \`ticket_number\` ON \`ticket\` (\`number\`)')`);
    migrate(cache, loadMigrations(PROJECT, 'cache'));
    expect(all(cache, 'SELECT * FROM ticket')).toEqual([]);
    expect(all(cache, 'SELECT * FROM message')).toEqual([]);
    expect(all(cache, 'SELECT name FROM sync_state')).toEqual([{ name: 'identity' }]);
    expect(all(cache, 'SELECT name, table_name FROM deferred_index')).toEqual([
      { name: 'payment_created', table_name: 'payment' },
    ]);
    cache.close();
  });
});

describe('a synced table', () => {
  test.each(SYNC_TABLES)(
    "%s has the entity's fields, its wire columns and declared local ones, no more",
    (name) => {
      const cache = fresh('cache');
      const { columns, localColumns } = SYNCED_TABLES[name];
      const actual = (cache.pragma(`table_info("${name}")`) as readonly { name: string }[]).map(
        (column) => column.name,
      );
      const mapped = columns.map(({ column }) => column);
      expect(actual.sort()).toEqual([...mapped, ...localColumns, 'local_id'].sort());
      // The wire's names are the fields' names in snake_case, by rule and not by list.
      for (const { column, field } of columns) {
        expect(column).toBe(field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
      }
      cache.close();
    },
  );

  test('every one is announced under its own name', () => {
    expect(SYNC_TABLES.filter((name) => !(CHANGE_TOPICS as readonly string[]).includes(name))).toEqual([]);
  });

  test('a row survives the way wire -> cache -> entity', () => {
    const cache = fresh('cache');
    const payment = makePayment(1, { capturedAt: null, externalId: 'P-1' });
    const rows = {
      customer: makeCustomer(2, { name: null }),
      application: makeApplication(3),
      payment,
      identifier: makeIdentifier(4, payment),
      ticket: makeTicket(6, { tags: ['vip', 'angry'], snoozedUntil: 5, country: 'IN' }),
      message: makeMessage(7, makeTicket(6), { kind: 'call', callSeconds: 30 }),
      attachment: makeAttachment(8, makeMessage(7, makeTicket(6))),
      refund: makeRefund(5, payment, {
        arrivalEstimate: true,
        arrivalLatest: '2026-12-01',
        evidence: {
          duplicateOf: payment.id,
          verdict: 'CONFIRMED_DUPLICATE',
          newApplicationNo: null,
          document: 'x',
        },
      }),
    };
    for (const [name, entity] of Object.entries(rows)) {
      const table = SYNCED_TABLES[name as keyof typeof rows];
      const parsed = table.parse(wireRow(entity));
      const names = [...table.columns.map(({ column }) => column), ...table.localColumns];
      cache
        .prepare(`INSERT INTO "${name}"(${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
        .run(...table.encode(parsed));
      const stored = cache.prepare(`SELECT ${table.selectList('t')} FROM "${name}" t`).get();
      expect(table.decode(stored)).toEqual(entity);
    }
    cache.close();
  });
});

describe('the runner', () => {
  const step = (version: number, sql: string): Migration => ({
    version,
    name: `000${version - 1}_test.sql`,
    sql,
  });
  const parents = step(
    1,
    `CREATE TABLE parent(id INTEGER PRIMARY KEY, a TEXT) STRICT;
     CREATE TABLE child(id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent(id) ON DELETE CASCADE) STRICT;
     INSERT INTO parent VALUES (1, 'x'); INSERT INTO child VALUES (1, 1);`,
  );
  /** A table rebuild as drizzle-kit writes it: its own PRAGMA has no effect inside a transaction. */
  const rebuild = step(
    2,
    `PRAGMA foreign_keys=OFF;--> statement-breakpoint
     CREATE TABLE __new_parent(id INTEGER PRIMARY KEY, b TEXT) STRICT;
     INSERT INTO __new_parent SELECT id, a FROM parent;
     DROP TABLE parent;
     ALTER TABLE __new_parent RENAME TO parent;
     PRAGMA foreign_keys=ON;`,
  );

  function open(): Database.Database {
    const database = new Database(join(folder, 'test.db'));
    database.pragma('foreign_keys = ON');
    return database;
  }

  test('keeps child rows when a parent table is rebuilt, and enforces foreign keys again', () => {
    const database = open();
    migrate(database, [parents, rebuild]);
    expect(database.prepare('SELECT count(*) FROM child').pluck().get()).toBe(1);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(database.pragma('user_version', { simple: true })).toBe(2);
    // The trap itself: the same file in a plain transaction deletes the child.
    const naive = new Database(':memory:');
    naive.pragma('foreign_keys = ON');
    naive.exec(parents.sql);
    naive.transaction(() => naive.exec(rebuild.sql))();
    expect(naive.prepare('SELECT count(*) FROM child').pluck().get()).toBe(0);
    naive.close();
    database.close();
  });

  test('a step that fails leaves the version and the tables before it', () => {
    const database = open();
    const broken = step(2, 'CREATE TABLE half(x TEXT) STRICT; INSERT INTO nowhere VALUES (1);');
    expect(() => migrate(database, [parents, broken])).toThrow(/nowhere/);
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    expect(database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
    database.close();
  });

  test('a step that would leave orphans is undone', () => {
    const database = open();
    const orphans = step(2, 'DELETE FROM parent;');
    expect(() => migrate(database, [parents, orphans])).toThrow(/orphan/);
    expect(database.prepare('SELECT count(*) FROM parent').pluck().get()).toBe(1);
    database.close();
  });

  test('runs each step once and refuses a file from a newer program', () => {
    const database = open();
    migrate(database, [parents]);
    migrate(database, [parents]);
    migrate(database, [parents, rebuild]);
    expect(() => migrate(database, [parents])).toThrow(NewerSchemaError);
    database.close();
  });

  test('a migration out of sequence is noticed', () => {
    expect(loadMigrations(PROJECT, 'cache').map(({ version }) => version)).toEqual(
      loadMigrations(PROJECT, 'cache').map((_, index) => index + 1),
    );
  });
});
