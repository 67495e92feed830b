import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival } from '../../../electron/lib/team/hub-client.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { approvalOf, makePayment, refundForm, teamCommand, wireRow } from '../../support/team-rows.ts';

const ARRIVAL: Arrival = {
  acceptedAt: Date.UTC(2026, 8, 24, 9),
  earliest: '2026-09-29',
  latest: '2026-10-08',
  country: 'DE',
  estimate: false,
  rule: 'card-2026-1',
};

describe.each(engines)('the hub on $name', ({ open }) => {
  let team: TestTeam;
  let hub: ReturnType<TestTeam['hub']>;

  beforeAll(async () => {
    team = await open();
    hub = team.hub();
  });
  afterAll(() => team.close());

  const refund = (id: string) => wireRow(team.owner, 'refund', 'id', id);
  const payment = (id: string) => wireRow(team.owner, 'payment', 'id', id);
  const rewind = (id: string, columns: string) =>
    team.owner.query(`UPDATE crm.gateway_send SET ${columns} WHERE refund_id = $1`, [id]);

  async function approved() {
    const form = refundForm(await makePayment(team.client('sue'), team.owner));
    await team.client('ann').submit(teamCommand('refund.submit', form));
    await team.client('sue').submit(teamCommand('refund.approve', approvalOf(form)));
    return form;
  }

  /** An approved refund that the hub has taken to send. */
  async function claimed() {
    const form = await approved();
    const claims = await hub.claim(100);
    expect(claims.map(({ refundId }) => refundId)).toEqual([form.refundId]);
    return { ...form, refundId: form.refundId, sendNo: 0 };
  }

  const due = async (id: string, leaseSeconds = 60) =>
    (await hub.claim(100, leaseSeconds)).find(({ refundId }) => refundId === id);

  test('a claim commits the attempt and its key before anything is sent', async () => {
    const form = await approved();
    const claims = await hub.claim(100);
    expect(claims).toEqual([
      {
        refundId: form.refundId,
        sendNo: 0,
        idempotencyKey: `${form.refundId}:0`,
        lookupFirst: false,
        tries: 0,
        firstSentAt: expect.any(Number),
        lease: expect.any(String),
        paymentId: form.paymentId,
        gateway: 'stripe',
        gatewayRef: expect.stringMatching(/^ch_/),
        gatewayRefundRef: null,
        amountMinor: 2000,
        currency: 'EUR',
        issuerCountry: 'DE',
        method: null,
      },
    ]);
    expect(await refund(form.refundId)).toMatchObject({ state: 'sending' });
    expect(await hub.claim(100)).toEqual([]);
    await hub.sendResult({ refundId: form.refundId, sendNo: 0, outcome: 'refused', reason: 'declined' });
  });

  test('acceptance fixes the arrival window; success follows; both may be told again', async () => {
    const { refundId, paymentId, sendNo } = await claimed();
    const accepted = {
      refundId,
      sendNo,
      outcome: 'accepted',
      gatewayRefundRef: 're_1',
      arrival: ARRIVAL,
    } as const;
    expect(await hub.sendResult(accepted)).toMatchObject({
      changed: true,
      state: 'gateway_pending',
      send: false,
    });
    const row = await refund(refundId);
    expect(row).toMatchObject({
      gateway_refund_ref: 're_1',
      accepted_at: ARRIVAL.acceptedAt,
      arrival_earliest: '2026-09-29',
      arrival_latest: '2026-10-08',
      arrival_country: 'DE',
      arrival_estimate: false,
      arrival_rule: 'card-2026-1',
    });
    expect(
      await hub.sendResult({ ...accepted, arrival: { ...ARRIVAL, latest: '2027-01-01' } }),
    ).toMatchObject({
      changed: false,
      state: 'gateway_pending',
    });
    const succeeded = { refundId, sendNo, kind: 'succeeded', reference: 're_1' } as const;
    expect(await hub.gatewayEvent(succeeded)).toEqual({ changed: true, state: 'refunded' });
    expect(await hub.gatewayEvent(succeeded)).toEqual({ changed: false, state: 'refunded' });
    const arn = { refundId, sendNo, kind: 'arn', reference: '74123456789012345678901' } as const;
    expect(await hub.gatewayEvent(arn)).toEqual({ changed: true, state: 'traceable' });
    expect(await hub.gatewayEvent(arn)).toEqual({ changed: false, state: 'traceable' });
    expect(await refund(refundId)).toMatchObject({ arn: arn.reference, arrival_latest: '2026-10-08' });
    expect(await payment(paymentId)).toMatchObject({ refunded_minor: 2000, external_refunded_minor: 0 });
  });

  test('an export that counts our refund does not count it twice', async () => {
    const { refundId, paymentId, sendNo } = await claimed();
    await hub.sendResult({ refundId, sendNo, outcome: 'succeeded', gatewayRefundRef: 're_2' });
    const { gateway_ref } = await payment(paymentId);
    await hub.importPayments('stripe', [
      {
        gateway: 'stripe',
        gateway_ref,
        amount_minor: 10_000,
        currency: 'EUR',
        status: 'captured',
        created_at: '2026-11-01T10:00:00Z',
        refunded_minor: 2500,
      },
    ]);
    expect(await payment(paymentId)).toMatchObject({ refunded_minor: 2000, external_refunded_minor: 500 });
  });

  test('an unknown outcome is looked up before anything is sent again', async () => {
    const { refundId, sendNo } = await claimed();
    const unknown = await hub.sendResult({ refundId, sendNo, outcome: 'unknown', reason: 'timeout' });
    expect(unknown).toMatchObject({ changed: true, state: 'send_unknown', send: false });
    expect(unknown.nextLookUpAt).toBeGreaterThan(Date.now());
    expect(await due(refundId)).toBeUndefined();
    await rewind(refundId, 'next_look_up_at = clock_timestamp()');
    const claim = await due(refundId);
    expect(claim).toMatchObject({
      lookupFirst: true,
      sendNo: 0,
      idempotencyKey: `${refundId}:0`,
      tries: 1,
    });
    // Leased: nobody else looks it up meanwhile.
    expect(await due(refundId)).toBeUndefined();
    const notFound = { refundId, sendNo, outcome: 'not_found', lease: claim?.lease ?? '' } as const;
    expect(await hub.sendResult(notFound)).toMatchObject({ changed: true, state: 'sending', send: true });
    expect(await hub.sendResult(notFound)).toMatchObject({ changed: false, state: 'sending', send: false });
    expect(await hub.sendResult({ refundId, sendNo, outcome: 'succeeded' })).toMatchObject({
      state: 'refunded',
    });
    expect(await refund(refundId)).toMatchObject({ send_no: 0 });
  });

  test('a look-up that was overtaken gives no permission to send', async () => {
    const { refundId, sendNo } = await claimed();
    await hub.sendResult({ refundId, sendNo, outcome: 'unknown' });
    await rewind(refundId, 'next_look_up_at = clock_timestamp()');
    const overtaken = await due(refundId);
    const newest = await due(refundId, 0);
    const notFound = { refundId, sendNo, outcome: 'not_found' } as const;
    for (const stale of [{ lease: overtaken?.lease ?? '' }, {}]) {
      expect(await hub.sendResult({ ...notFound, ...stale })).toMatchObject({
        changed: false,
        state: 'send_unknown',
        send: false,
      });
    }
    expect(await hub.sendResult({ ...notFound, lease: newest?.lease ?? '' })).toMatchObject({ send: true });
    await hub.sendResult({ refundId, sendNo, outcome: 'refused', reason: 'declined' });
  });

  test('what a dead hub left in sending is unknown, and only after its lease', async () => {
    const { refundId } = await claimed();
    expect(await due(refundId)).toBeUndefined();
    expect(await due(refundId, 0)).toMatchObject({ lookupFirst: true, sendNo: 0 });
    expect(await refund(refundId)).toMatchObject({ state: 'send_unknown' });
    await hub.sendResult({ refundId, sendNo: 0, outcome: 'refused', reason: 'declined' });
  });

  test('the sixth unknown outcome, or a day, hands it to a person', async () => {
    const { refundId, sendNo } = await claimed();
    const unknown = { refundId, sendNo, outcome: 'unknown' } as const;
    const states: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) states.push((await hub.sendResult(unknown)).state);
    expect(states).toEqual([...Array<string>(5).fill('send_unknown'), 'manual_check']);
    expect(await due(refundId, 0)).toBeUndefined();
    // Money that turns out to have moved still counts.
    expect(await hub.sendResult({ refundId, sendNo, outcome: 'accepted' })).toMatchObject({
      state: 'gateway_pending',
    });

    const forgotten = await claimed();
    await rewind(forgotten.refundId, "at = at - interval '25 hours'");
    expect(await hub.expire()).toEqual({ expired: 0, manualCheck: 1 });
    expect(await refund(forgotten.refundId)).toMatchObject({ state: 'manual_check' });

    const late = await claimed();
    await hub.sendResult({ ...unknown, refundId: late.refundId });
    await rewind(late.refundId, "at = at - interval '25 hours', next_look_up_at = clock_timestamp()");
    const lease = (await due(late.refundId))?.lease ?? '';
    // A day later the gateway may have forgotten the key: not found is no permission to send.
    expect(
      await hub.sendResult({ refundId: late.refundId, sendNo, outcome: 'not_found', lease }),
    ).toMatchObject({ state: 'manual_check', send: false });
  });

  test('a late failure gives the amount back; sending again needs a supervisor and a new number', async () => {
    const { refundId, paymentId, sendNo } = await claimed();
    await hub.sendResult({
      refundId,
      sendNo,
      outcome: 'succeeded',
      gatewayRefundRef: 're_3',
      arrival: ARRIVAL,
    });
    const failed = { refundId, sendNo, kind: 'failed', reason: 'lost_or_stolen_card' } as const;
    expect(await hub.gatewayEvent(failed)).toEqual({ changed: true, state: 'refund_failed' });
    expect(await hub.gatewayEvent(failed)).toEqual({ changed: false, state: 'refund_failed' });
    // Overtaken news of the success does not bring it back.
    expect(await hub.gatewayEvent({ refundId, sendNo, kind: 'succeeded' })).toEqual({
      changed: false,
      state: 'refund_failed',
    });
    expect(await payment(paymentId)).toMatchObject({ refunded_minor: 0 });
    const { ver } = await refund(refundId);
    const resend = { refundId, baseVer: Number(ver), note: 'new card' };
    expect(await team.client('sam').submit(teamCommand('refund.resend', resend))).toMatchObject({
      reason: 'over-limit',
    });
    expect(
      await team.client('sue').submit(teamCommand('refund.resend', { ...resend, baseVer: 1 })),
    ).toMatchObject({
      reason: 'stale',
    });
    expect(await team.client('sue').submit(teamCommand('refund.resend', resend))).toMatchObject({
      outcome: 'applied',
    });
    expect(await payment(paymentId)).toMatchObject({ refunded_minor: 2000 });
    expect(await due(refundId)).toMatchObject({
      sendNo: 1,
      idempotencyKey: `${refundId}:1`,
      lookupFirst: false,
    });
    // News of the first send is not news of the second.
    expect(await hub.gatewayEvent({ ...failed })).toEqual({ changed: false, state: 'sending' });
    await hub.sendResult({ refundId, sendNo: 1, outcome: 'refused', reason: 'declined' });
    expect(await refund(refundId)).toMatchObject({ state: 'gateway_refused', failure_reason: 'declined' });
    const refused = await refund(refundId);
    expect(
      await team.client('sue').submit(
        teamCommand('refund.reject', {
          refundId,
          baseVer: Number(refused.ver),
          note: 'bank transfer instead',
        }),
      ),
    ).toMatchObject({ outcome: 'applied' });
    expect(await payment(paymentId)).toMatchObject({ refunded_minor: 0 });
  });

  test('a resend is refused when another refund has taken the room', async () => {
    const { refundId, paymentId, sendNo } = await claimed();
    await hub.gatewayEvent({ refundId, sendNo, kind: 'failed', reason: 'closed' });
    const other = refundForm(paymentId, { amountMinor: 9000 });
    await team.client('ann').submit(teamCommand('refund.submit', other));
    const { ver } = await refund(refundId);
    const resend = () =>
      team.client('sue').submit(teamCommand('refund.resend', { refundId, baseVer: Number(ver), note: '' }));
    expect(await resend()).toMatchObject({ reason: 'open-refund-exists' });
    await team.client('sue').submit(teamCommand('refund.approve', approvalOf(other)));
    await hub.claim(100);
    await hub.sendResult({ refundId: other.refundId, sendNo: 0, outcome: 'succeeded' });
    expect(await resend()).toMatchObject({ reason: 'exceeds-refundable' });
  });

  test('money for a refund that is closed here is put on record', async () => {
    const { refundId, sendNo } = await claimed();
    await hub.sendResult({ refundId, sendNo, outcome: 'refused', reason: 'declined' });
    const { ver } = await refund(refundId);
    await team
      .client('sue')
      .submit(teamCommand('refund.reject', { refundId, baseVer: Number(ver), note: 'no' }));
    expect(await hub.gatewayEvent({ refundId, sendNo, kind: 'succeeded' })).toEqual({
      changed: false,
      state: 'rejected',
    });
    const { rows } = await team.owner.query(
      "SELECT detail ->> 'told' FROM audit.entry WHERE action = 'refund.gateway-conflict' AND entity = $1",
      [refundId],
    );
    expect(rows).toEqual([['succeeded']]);
  });

  test('pending refunds come up for asking, one hub at a time', async () => {
    const { refundId, sendNo } = await claimed();
    await hub.sendResult({ refundId, sendNo, outcome: 'accepted', gatewayRefundRef: 're_9' });
    const listed = async (login: 'hub_one' | 'hub_two') =>
      (await team.hub(login).pending(500, 3600)).find((each) => each.refundId === refundId);
    expect(await listed('hub_one')).toMatchObject({
      gatewayRefundRef: 're_9',
      state: 'gateway_pending',
      sendNo: 0,
    });
    expect(await listed('hub_two')).toBeUndefined();
  });

  test('two hubs at once never take the same refund', async () => {
    const forms = [];
    for (let turn = 0; turn < 12; turn += 1) forms.push((await approved()).refundId);
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, turn) => team.hub(turn % 2 === 0 ? 'hub_one' : 'hub_two').claim(3)),
    );
    const taken = claims.flat().map(({ refundId }) => refundId);
    expect([...taken].sort()).toEqual([...forms].sort());
    await Promise.all(
      taken.map((refundId) =>
        hub.sendResult({ refundId, sendNo: 0, outcome: 'refused', reason: 'declined' }),
      ),
    );
  });

  test('requests that wait for an answer expire after two weeks', async () => {
    const form = refundForm(await makePayment(team.client('sue'), team.owner));
    await team.client('ann').submit(teamCommand('refund.submit', form));
    await team.owner.script(`
      UPDATE crm.refund SET state = 'needs_info', move_detail = '{}' WHERE id = '${form.refundId}';
      ALTER TABLE crm.refund DISABLE TRIGGER updated;
      UPDATE crm.refund SET updated_at = clock_timestamp() - interval '15 days' WHERE id = '${form.refundId}';
      ALTER TABLE crm.refund ENABLE TRIGGER updated;`);
    expect(await hub.expire()).toMatchObject({ expired: 1 });
    expect(await refund(form.refundId)).toMatchObject({ state: 'expired' });
    expect(await payment(form.paymentId)).toMatchObject({ refunded_minor: 0 });
  });

  test('the hub knows the staff; an agent is no hub', async () => {
    expect((await hub.staff()).map(({ login, role }) => [login, role])).toContainEqual(['sue', 'supervisor']);
    await expect(team.session('sue').query('SELECT api.hub_claim(1)')).rejects.toMatchObject({
      sqlState: '42501',
    });
  });
});
