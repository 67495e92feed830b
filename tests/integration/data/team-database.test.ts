import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import { SYNCED_TABLES } from '../../../electron/data/sync/synced-tables.ts';
import { SYNC_TABLES } from '../../../electron/lib/team/team-client.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { pgliteEngine, postgres18Engine, type TestTeam } from '../../support/team-database.ts';
import { importRow } from '../../support/team-rows.ts';

describe.each([pgliteEngine, postgres18Engine])('over $name', (engine) => {
  let team: TestTeam;
  let world: DataWorld;
  let ann: DataService;
  let sue: DataService;

  const open = (login: string): Promise<DataService> => world.open({ login, team: team.client(login) });

  beforeAll(async () => {
    team = await engine.open();
    world = createDataWorld();
    const charge = {
      email: 'Xiu.Li@example.com',
      customer_name: 'Li Xiuying',
      application_no: 'VNM-2840117',
    };
    const { bad } = await team.client('sue').importPayments('test', [
      importRow({
        ...charge,
        gateway_ref: 'ch_First0001',
        created_at: '2026-11-01T10:00:00Z',
        card_fingerprint: 'fp1',
      }),
      importRow({
        ...charge,
        gateway_ref: 'ch_Second002',
        created_at: '2026-11-01T10:00:11Z',
        card_fingerprint: 'fp1',
      }),
      ...Array.from({ length: 40 }, (_, n) => importRow({ email: `other${n}@example.com` })),
    ]);
    expect(bad).toEqual([]);
    ann = await open('ann');
    sue = await open('sue');
    await ann.syncNow();
    await ann.judged();
  }, 120_000);
  afterAll(async () => {
    await world.close();
    await team.close();
  });

  test('every wire view sends exactly the columns that the cache maps', async () => {
    for (const table of SYNC_TABLES) {
      const { columns } = await team.client('sue').page(table, null, 1);
      expect([...columns].sort()).toEqual(SYNCED_TABLES[table].columns.map(({ column }) => column).sort());
    }
  });

  test('nothing that was imported is set apart', async () => {
    expect(world.peek('cache.db', 'SELECT * FROM quarantine', 'ann')).toEqual([]);
    const { total } = await ann.handlers['payments.recent']({ limit: 1 });
    expect(total).toBe(42);
  });

  test.each([
    ['ch_Second002', 'payment', 'exact'],
    ['CH_SECOND002', 'payment', 'folded'],
    ['ch_Sec', 'payment', 'prefix'],
    ['h_Second002', 'payment', 'suffix'],
    ['xiu.li@example.com', 'customer', 'exact'],
    ['VNM-2840117', 'application', 'exact'],
    ['xiuy', 'customer', 'text'],
  ] as const)('look-up finds %s as %s (%s)', async (text, type, how) => {
    const { candidates } = await ann.handlers['lookup.search']({ text, limit: 20 });
    expect(candidates).toContainEqual(
      expect.objectContaining({ type, how: how === 'exact' ? expect.any(String) : how }),
    );
    expect(candidates[0]?.paymentId).not.toBeNull();
  });

  test('the story: a double charge, a refund form, a second person, one payment back', async () => {
    const { pairs } = await ann.handlers['duplicates.open']({ limit: 10 });
    expect(pairs).toMatchObject([
      { pair: { verdict: 'CONFIRMED_DUPLICATE' }, second: { gatewayRef: 'ch_Second002' } },
    ]);
    const extra = pairs[0]?.second;
    const kept = pairs[0]?.first;
    if (!extra || !kept) throw new Error('No pair');
    const refundId = randomUUID();
    const form = {
      commandId: randomUUID(),
      refundId,
      paymentId: extra.id,
      amountMinor: extra.capturedMinor,
      currency: extra.currency,
      reason: 'duplicate' as const,
      note: 'Charged twice',
      evidence: {
        duplicateOf: kept.id,
        verdict: 'CONFIRMED_DUPLICATE',
        newApplicationNo: null,
        document: null,
      },
    };
    await ann.handlers['refunds.submit'](form);
    await ann.syncNow();
    await settled(ann);
    const own = await ann.handlers['refunds.list']({ view: 'mine', limit: 10 });
    expect(own.refunds).toMatchObject([
      { view: { refund: { id: refundId, state: 'submitted' }, pending: null } },
    ]);
    // Ann's own second login may not approve it, and the money can not be asked for twice.
    await sue.syncNow();
    const toReview = await sue.handlers['refunds.list']({ view: 'review', limit: 10 });
    const refund = toReview.refunds[0]?.view.refund;
    if (!refund) throw new Error('Nothing to review');
    const approval = { refundId, baseVer: refund.ver, paymentId: extra.id, note: '' };
    await sue.handlers['refunds.approve']({
      ...approval,
      commandId: randomUUID(),
      amountMinor: refund.amountMinor,
      currency: refund.currency,
    });
    await settled(sue);
    await ann.syncNow();
    const page = await ann.handlers['payments.page']({ id: extra.id });
    expect(page.refunds).toMatchObject([
      { refund: { state: 'approved', decidedBy: 'sue' }, decidedByName: expect.any(String), pending: null },
    ]);
    expect(page.refunds[0]?.events.map(({ toState }) => toState)).toContain('approved');
    expect(page.refundableMinor).toBe(0);
    expect((await ann.handlers['duplicates.open']({ limit: 10 })).pairs).toEqual([]);
  });

  /** Until nothing of this person's is on its way and the cache shows all of it. */
  async function settled(service: DataService): Promise<void> {
    for (let round = 0; round < 50; round += 1) {
      await service.syncNow();
      const { waiting } = await service.handlers['connection.status']({});
      const { entries } = await service.handlers['outbox.list']({});
      const login = (await service.handlers['session.current']({})).staff.login;
      const open = world.peek<{ n: number }>(
        'outbox.db',
        'SELECT count(*) AS n FROM outbox WHERE settled = 0',
        login,
      );
      if (waiting === 0 && open[0]?.n === 0) {
        expect(entries.map(({ state, reason }) => ({ state, reason }))).toEqual(
          entries.map(() => ({ state: 'acked', reason: null })),
        );
        return;
      }
    }
    throw new Error('The outbox did not empty');
  }

  test('what is refused by the team database says why and leaves nothing on the screen', async () => {
    const { payments } = await ann.handlers['payments.recent']({ limit: 30 });
    const payment = payments.find(({ payment: { email } }) => email?.startsWith('other'))?.payment;
    if (!payment) throw new Error('No payment');
    // Team 2 is not Ann's: only the team database knows that the login has lost its team meanwhile.
    await team.owner.query("UPDATE crm.staff SET teams = '{2}' WHERE login = 'ann'");
    const refundId = randomUUID();
    await ann.handlers['refunds.submit']({
      commandId: randomUUID(),
      refundId,
      paymentId: payment.id,
      amountMinor: 100,
      currency: payment.currency,
      reason: 'goodwill',
      note: '',
      evidence: { duplicateOf: null, verdict: null, newApplicationNo: null, document: null },
    });
    for (let round = 0; round < 50; round += 1) {
      await ann.syncNow();
      const { waiting } = await ann.handlers['connection.status']({});
      if (waiting === 0) break;
    }
    const { entries } = await ann.handlers['outbox.list']({});
    expect(entries[0]).toMatchObject({ state: 'rejected', reason: 'forbidden' });
    const page = await ann.handlers['payments.page']({ id: payment.id });
    expect(page.refunds.filter(({ refund }) => refund.id === refundId)).toEqual([]);
  });
});
