import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival } from '../../../electron/lib/team/hub-client.ts';
import type { WireRow } from '../../../electron/lib/team/team-client.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import {
  approvalOf,
  importRow,
  paymentOf,
  refundForm,
  teamCommand,
  wireRow,
} from '../../support/team-rows.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.now();
/** When the gateway accepted our refund of 20.00. */
const ACCEPTED = NOW - 4 * HOUR_MS;
const BEFORE = ACCEPTED - HOUR_MS;
const AFTER = ACCEPTED + HOUR_MS;

const ARRIVAL: Arrival = {
  acceptedAt: ACCEPTED,
  earliest: '2026-09-29',
  latest: '2026-10-08',
  country: 'DE',
  estimate: false,
  rule: 'card-2026-1',
};

describe.each(engines)('exports that hold our own refunds or not, on $name', ({ open }) => {
  let team: TestTeam;
  let hub: ReturnType<TestTeam['hub']>;

  beforeAll(async () => {
    team = await open();
    hub = team.hub();
  });
  afterAll(() => team.close());

  const told = (row: WireRow, refundedMinor: number, asOf?: number) =>
    hub.importPayments('test', [{ ...row, refunded_minor: refundedMinor }], asOf);
  const sums = async ({ gateway_ref }: WireRow) => {
    const { refunded_minor, external_refunded_minor } = await paymentOf(team.owner, gateway_ref);
    return { ours: refunded_minor, outside: external_refunded_minor };
  };

  /** A charge of which an export has told this, with our refund of it claimed by the hub. */
  async function sending(row: WireRow, amountMinor = 2000) {
    const { id } = await paymentOf(team.owner, row.gateway_ref);
    const form = refundForm(id, { amountMinor });
    expect(await team.client('ann').submit(teamCommand('refund.submit', form))).toMatchObject({
      outcome: 'applied',
    });
    await team.client('sue').submit(teamCommand('refund.approve', approvalOf(form)));
    expect((await hub.claim(100)).map(({ refundId }) => refundId)).toEqual([form.refundId]);
    const { refundId } = form;
    return {
      refundId,
      accept: (acceptedAt = ACCEPTED) =>
        hub.sendResult({ refundId, sendNo: 0, outcome: 'succeeded', arrival: { ...ARRIVAL, acceptedAt } }),
      fail: () => hub.gatewayEvent({ refundId, sendNo: 0, kind: 'failed', reason: 'closed' }),
    };
  }

  async function charge(refundedMinor: number): Promise<WireRow> {
    const row = importRow();
    await told(row, refundedMinor, BEFORE - 1);
    return row;
  }

  /** Milliseconds of the server's clock that are over before anything else happens. */
  async function moment(): Promise<number> {
    const clock = async () =>
      Number((await team.owner.query('SELECT extract(epoch FROM clock_timestamp()) * 1000')).rows[0]?.[0]);
    const at = Math.ceil(await clock());
    await expect.poll(async () => (await clock()) > at, { interval: 1 }).toBe(true);
    return at;
  }

  test('what was refunded outside before stays when ours is executed', async () => {
    const row = await charge(500);
    await (await sending(row)).accept();
    expect(await sums(row)).toEqual({ ours: 2000, outside: 500 });
    // 75.00 of 100.00 are left, not 80.00.
    const { id } = await paymentOf(team.owner, row.gateway_ref);
    const submit = (amountMinor: number) =>
      team.client('ann').submit(teamCommand('refund.submit', refundForm(id, { amountMinor })));
    expect(await submit(7501)).toMatchObject({ reason: 'exceeds-refundable' });
    expect(await submit(7500)).toMatchObject({ outcome: 'applied' });
  });

  test('an export of before our refund does not hold it, one of after does', async () => {
    const row = await charge(0);
    await (await sending(row)).accept();
    await told(row, 500, BEFORE);
    expect(await sums(row)).toEqual({ ours: 2000, outside: 500 });
    const { ver } = await paymentOf(team.owner, row.gateway_ref);
    // The same sums as the gateway now counts them: nothing that is worth an event.
    expect(await told(row, 2500, AFTER)).toMatchObject({ unchanged: 1 });
    expect(await paymentOf(team.owner, row.gateway_ref)).toMatchObject({ ver });
    expect(await sums(row)).toEqual({ ours: 2000, outside: 500 });
    await told(row, 3000, AFTER + 1);
    expect(await sums(row)).toEqual({ ours: 2000, outside: 1000 });
    // And what is older than that changes nothing any more.
    expect(await told(row, 0, BEFORE)).toMatchObject({ unchanged: 1 });
    expect(await sums(row)).toEqual({ ours: 2000, outside: 1000 });
  });

  test('an export that has our refund before its answer has come counts it once', async () => {
    const row = await charge(0);
    const refund = await sending(row);
    await hub.sendResult({ refundId: refund.refundId, sendNo: 0, outcome: 'unknown', reason: 'timeout' });
    await told(row, 2500, AFTER);
    // For all we know somebody outside did it; it holds back rather more than less.
    expect(await sums(row)).toEqual({ ours: 2000, outside: 2500 });
    await refund.accept();
    expect(await sums(row)).toEqual({ ours: 2000, outside: 500 });
  });

  test('the same row tells something else once our refund lies between', async () => {
    const row = await charge(2000);
    await (await sending(row)).accept();
    expect(await sums(row)).toEqual({ ours: 2000, outside: 2000 });
    // Still 20.00 in all: what there was outside has come back, and these are ours.
    expect(await told(row, 2000, AFTER)).toMatchObject({ updated: 1 });
    expect(await sums(row)).toEqual({ ours: 2000, outside: 0 });
    expect(await told(row, 2000, AFTER)).toMatchObject({ unchanged: 1 });
  });

  test('a sum too small for ours is older than it says', async () => {
    const row = await charge(0);
    await (await sending(row, 1000)).accept();
    await (await sending(row, 2000)).accept(ACCEPTED + 1);
    for (const [sum, outside] of [
      [0, 0],
      [500, 500],
      [1000, 0],
      [1200, 200],
      [3000, 0],
      [3100, 100],
    ] as const) {
      await told(row, sum, AFTER + sum);
      expect(await sums(row), `told ${sum}`).toEqual({ ours: 3000, outside });
    }
  });

  test('a refund that fails leaves the sum with it, whether an export had it or not', async () => {
    const row = await charge(500);
    const refund = await sending(row);
    await refund.accept();
    const [accepted, { id }] = [await moment(), await paymentOf(team.owner, row.gateway_ref)];
    await told(row, 2500, accepted);
    await refund.fail();
    expect(await wireRow(team.owner, 'refund', 'payment_id', id)).toMatchObject({ state: 'refund_failed' });
    expect(await sums(row)).toEqual({ ours: 0, outside: 500 });
    // Read late: as of then it was still counted.
    expect(await told(row, 2600, accepted)).toMatchObject({ updated: 1 });
    expect(await sums(row)).toEqual({ ours: 0, outside: 600 });
    const failed = await moment();
    await told(row, 600, failed);
    expect(await sums(row)).toEqual({ ours: 0, outside: 600 });
    await told(row, 2600, failed);
    expect(await sums(row)).toEqual({ ours: 0, outside: 2600 });
  });

  test('an older export never reopens a dispute that stood in the way of a refund', async () => {
    const row = importRow({ dispute: 'won' });
    await hub.importPayments('test', [row], AFTER);
    await hub.importPayments('test', [{ ...row, dispute: 'open' }], BEFORE);
    const { id } = await paymentOf(team.owner, row.gateway_ref);
    expect(await team.client('ann').submit(teamCommand('refund.submit', refundForm(id)))).toMatchObject({
      outcome: 'applied',
    });
  });
});
