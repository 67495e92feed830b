import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { SYNC_TABLES, type SyncTable } from '../../../electron/lib/team/team-client.ts';
import { applicationSchema, feeComponentSchema } from '../../../shared/domains/applications/entity.ts';
import { customerSchema } from '../../../shared/domains/customers/entity.ts';
import {
  identifierSchema,
  paymentAttemptSchema,
  paymentEventSchema,
  paymentSchema,
} from '../../../shared/domains/payments/entity.ts';
import { refundEventSchema, refundSchema } from '../../../shared/domains/refunds/entity.ts';
import { staffSchema } from '../../../shared/domains/staff/entity.ts';
import { attachmentSchema, messageSchema, ticketSchema } from '../../../shared/domains/tickets/entity.ts';
import { pgliteEngine, type TestTeam } from '../../support/team-database.ts';

const ENTITIES: Readonly<Record<SyncTable, z.ZodObject>> = {
  staff: staffSchema,
  customer: customerSchema,
  application: applicationSchema,
  fee_component: feeComponentSchema,
  payment: paymentSchema,
  payment_attempt: paymentAttemptSchema,
  payment_event: paymentEventSchema,
  identifier: identifierSchema,
  ticket: ticketSchema,
  message: messageSchema,
  attachment: attachmentSchema,
  refund: refundSchema,
  refund_event: refundEventSchema,
};

const OURS = "('crm', 'feed', 'api', 'wire', 'audit')";

describe('the schema as the catalogue has it', () => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await pgliteEngine.open();
  });
  afterAll(() => team.close());

  const list = async (sql: string) => (await team.owner.query(sql)).rows.map(([name]) => name);

  test.each(SYNC_TABLES)('wire.%s has exactly the fields of the entity', async (table) => {
    const fields = Object.keys(ENTITIES[table].shape).map((name) =>
      name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
    );
    expect(
      await list(
        `SELECT attname FROM pg_attribute WHERE attrelid = 'wire.${table}'::regclass AND attnum > 0 ORDER BY attnum`,
      ),
    ).toEqual(fields);
  });

  test('there is a wire view for each synced table and no other', async () => {
    expect(
      await list("SELECT relname FROM pg_class WHERE relnamespace = 'wire'::regnamespace AND relkind = 'v'"),
    ).toEqual(expect.arrayContaining([...SYNC_TABLES]));
    expect(
      await list("SELECT count(*) FROM pg_class WHERE relnamespace = 'wire'::regnamespace AND relkind = 'v'"),
    ).toEqual([SYNC_TABLES.length]);
  });

  test('every view asks with the rights of its reader', async () => {
    expect(
      await list(`SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('v', 'm') AND n.nspname IN ${OURS}
          AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)`),
    ).toEqual([]);
  });

  test('no function trusts the search path', async () => {
    // A body parsed at creation (prosqlbody) looks nothing up later.
    expect(
      await list(`SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ${OURS} AND p.prosqlbody IS NULL
          AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)`),
    ).toEqual([]);
    expect(
      await list(`SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ${OURS} AND p.prosecdef AND p.prosqlbody IS NOT NULL`),
    ).toEqual([]);
  });

  test('everything belongs to a role that nobody signs in as', async () => {
    expect(
      await list(`SELECT o.oid::regclass::text FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
        WHERE n.nspname IN ${OURS} AND o.relowner <> 'crm_owner'::regrole
        UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ${OURS} AND p.proowner <> 'crm_owner'::regrole
        UNION ALL SELECT rolname FROM pg_roles WHERE rolname IN ('crm_owner', 'crm_user', 'crm_hub')
          AND (rolcanlogin OR rolbypassrls OR rolsuper OR rolcreaterole)`),
    ).toEqual([]);
  });

  test('row-level security is on for every table, and policies trust nothing a login can set', async () => {
    expect(
      await list(`SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname IN ${OURS} AND NOT c.relrowsecurity`),
    ).toEqual([]);
    expect(
      await list(`SELECT polname FROM pg_policy WHERE polcmd <> 'r' OR polroles && ARRAY[0::oid]
        OR pg_get_expr(polqual, polrelid) ~* 'current_setting|current_user'`),
    ).toEqual([]);
  });

  test('each synced table counts versions, feeds changes and refuses TRUNCATE', async () => {
    for (const table of SYNC_TABLES) {
      expect(
        await list(`SELECT tgname FROM pg_trigger WHERE tgrelid = 'crm.${table}'::regclass AND NOT tgisinternal
          AND tgenabled <> 'D'`),
        table,
      ).toEqual(
        expect.arrayContaining(['version', 'feed_insert', 'feed_update', 'feed_delete', 'no_truncate']),
      );
      await expect(team.owner.query(`TRUNCATE crm.${table} CASCADE`)).rejects.toMatchObject({
        sqlState: '42501',
      });
    }
  });

  test('a page of a first sync reads the key in order and never sorts the table', async () => {
    await team.owner.script(`
      INSERT INTO crm.customer (name) SELECT 'c' FROM generate_series(1, 20000);
      INSERT INTO crm.ticket (team, subject, status, channel)
        SELECT 1 + i % 2, 's', 'open', 'chat' FROM generate_series(1, 20000) i;
      ANALYZE crm.customer, crm.ticket;`);
    for (const table of ['customer', 'ticket']) {
      const { rows } = await team
        .session('ann')
        .query(`EXPLAIN SELECT * FROM wire.${table} WHERE id < $1::uuid ORDER BY id DESC LIMIT 5000`, [
          'ffffffff-ffff-7fff-bfff-ffffffffffff',
        ]);
      const plan = rows.join('\n');
      expect(plan).toContain('Index Scan Backward');
      expect(plan).not.toContain('Sort');
    }
  });
});
