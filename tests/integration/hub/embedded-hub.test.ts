import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedHub, openEmbeddedHub } from '../../../electron/hub/embedded-hub.ts';
import type { TeamClient, WireRow } from '../../../electron/lib/team/team-client.ts';
import { demoCaseKeySchema } from '../../../shared/domains/demo/contract.ts';
import { silentLog } from './refund-world.ts';

let dataDirectory: string;
let steps: string[];
/** Whether the database counted as complete when a step began. */
let readyAt: boolean[];
let open: EmbeddedHub | null;

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'visadesk-embedded-'));
  steps = [];
  readyAt = [];
  open = null;
});
afterEach(async () => {
  await open?.stop();
  rmSync(dataDirectory, { recursive: true });
});

async function start(demo: 'never' | 'first-start' | 'if-empty', world = false): Promise<EmbeddedHub> {
  await open?.stop();
  open = await openEmbeddedHub({
    applicationRoot: resolve(import.meta.dirname, '../../..'),
    dataDirectory,
    demo,
    world,
    log: silentLog,
    onStep(step) {
      steps.push(step);
      readyAt.push(existsSync(join(dataDirectory, 'embedded', 'team-ready')));
    },
  });
  return open;
}

async function rows(client: TeamClient, table: 'payment' | 'ticket' | 'refund'): Promise<WireRow[]> {
  const page = await client.page(table, null, 1000);
  return page.rows.map((row) =>
    Object.fromEntries(page.columns.map((column, index) => [column, row[index]])),
  );
}

describe('the embedded workspace', () => {
  it('is filled on the first start only', async () => {
    const first = await start('first-start');
    const before = await rows(first.clientFor('ingrid'), 'payment');
    expect(before.length).toBeGreaterThan(150);
    expect(await rows(first.clientFor('ingrid'), 'ticket')).toHaveLength(28);
    expect((await rows(first.clientFor('ingrid'), 'refund')).map(({ state }) => state).sort()).toEqual([
      'refund_failed',
      'rejected',
      'submitted',
      'submitted',
      'traceable',
    ]);
    expect(steps).toEqual(['team-database', 'demo-data']);
    // Killed in either of them, it would begin again.
    expect(readyAt).toEqual([false, false]);

    steps = [];
    const second = await start('first-start');
    expect(await rows(second.clientFor('ingrid'), 'payment')).toEqual(before);
    expect(steps).toEqual(['team-database']);
  });

  it('starts anew after an interrupted first start, stays empty when asked for, can be filled later', async () => {
    const half = join(dataDirectory, 'embedded', 'team');
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, 'PG_VERSION'), '18\n');
    const empty = await start('never');
    expect(await rows(empty.clientFor('ingrid'), 'payment')).toEqual([]);
    expect((await empty.staff()).map(({ login, role }) => `${login} ${role}`)).toEqual([
      'amina agent',
      'ingrid supervisor',
      'kenji supervisor',
      'lucas agent',
      'ngozi admin',
      'visadesk_hub hub',
    ]);
    expect(await rows((await start('first-start')).clientFor('ingrid'), 'payment')).toEqual([]);
    expect((await rows((await start('if-empty')).clientFor('ingrid'), 'payment')).length).toBeGreaterThan(
      150,
    );
  });

  it('fills in the world while its jobs run, over as many starts as that takes', async () => {
    const place = () =>
      JSON.parse(readFileSync(join(dataDirectory, 'embedded', 'demo-world.json'), 'utf8')).next;
    const first = await start('first-start', true);
    expect(place()).toBe(0);
    first.startJobs();
    await vi.waitFor(() => expect(place()).toBeGreaterThan(0), 20_000);
    await first.stop();
    open = null;
    const stopped = place();
    const second = await start('first-start', true);
    const ticket = () => rows(second.clientFor('ngozi'), 'ticket');
    const before = (await ticket()).length;
    expect(before).toBeGreaterThan(28);
    second.startJobs();
    await vi.waitFor(() => expect(place()).toBeGreaterThan(stopped), 20_000);
    await vi.waitFor(async () => expect((await ticket()).length).toBeGreaterThan(before), 20_000);
  });

  it('says where the cases of the demo are, to each as far as he sees them', async () => {
    const hub = await start('first-start');
    const cases = await hub.demoCases('amina');
    expect(cases.map(({ key }) => key)).toEqual(demoCaseKeySchema.options);
    const tickets = await rows(hub.clientFor('amina'), 'ticket');
    const payments = await rows(hub.clientFor('amina'), 'payment');
    for (const { key, ticketId, paymentId } of cases) {
      const ticket = tickets.find(({ id }) => id === ticketId);
      const payment = payments.find(({ id }) => id === paymentId);
      expect(ticket?.customer_id, key).toBe(payment?.customer_id);
      expect(ticket?.gateway, key).toBe(payment?.gateway);
    }
    // Kenji works in the other team: payments are everybody's, conversations are not.
    const kenjis = await hub.demoCases('kenji');
    expect(kenjis).toEqual(cases.map((each) => ({ ...each, ticketId: null })));
    expect(await hub.demoCases('postgres')).toEqual([]);
    expect(await hub.demoCases('nobody')).toEqual([]);
  });

  it('has no cases without demo data', async () => {
    expect(await (await start('never')).demoCases('amina')).toEqual([]);
  });

  it('takes a refund from the form to the gateway and hints at each change', async () => {
    const hub = await start('first-start');
    const hints = vi.fn();
    hub.onHint(hints);
    hub.startJobs();
    const payments = await rows(hub.clientFor('amina'), 'payment');
    const twice = payments
      .filter(({ order_ref }) => order_ref === 'ORD-VNM-2840117')
      .sort((a, b) => Number(a.created_at) - Number(b.created_at));
    const [kept, extra] = twice;
    const refundId = randomUUID();
    const command = (kind: string, payload: unknown) => ({
      id: randomUUID(),
      device: randomUUID(),
      kind,
      v: 1,
      payload,
    });
    const filed = await hub.clientFor('amina').submit(
      command('refund.submit', {
        refundId,
        paymentId: extra?.id,
        team: 1,
        amountMinor: 2500,
        currency: 'USD',
        reason: 'duplicate',
        note: '',
        evidence: {
          duplicateOf: kept?.id,
          verdict: 'CONFIRMED_DUPLICATE',
          newApplicationNo: null,
          document: null,
        },
      }),
    );
    expect(filed).toMatchObject({ outcome: 'applied' });
    const approved = await hub.clientFor('ingrid').submit(
      command('refund.approve', {
        refundId,
        baseVer: filed.versions.find(({ table }) => table === 'refund')?.ver,
        paymentId: extra?.id,
        amountMinor: 2500,
        currency: 'USD',
        note: '',
      }),
    );
    expect(approved).toMatchObject({ outcome: 'applied' });
    const refund = async () =>
      (await rows(hub.clientFor('amina'), 'refund')).find(({ id }) => id === refundId);
    await vi.waitFor(async () => expect(await refund()).toMatchObject({ state: 'gateway_pending' }), 5000);
    expect(await refund()).toMatchObject({
      arrival_country: 'CN',
      arrival_earliest: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
    await vi.waitFor(async () => expect(await refund()).toMatchObject({ state: 'refunded' }), 15_000);
    await vi.waitFor(() => expect(hints.mock.calls.length).toBeGreaterThanOrEqual(2));
  });
});
