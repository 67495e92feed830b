import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { approvalOf, makePayment, refundForm, teamCommand, wireRow } from '../../support/team-rows.ts';

type Sent = { readonly refundId: string; readonly paymentId: string; readonly sendNo: number };

describe.each(engines)('a refund whose outcome nobody knows on $name', ({ open }) => {
  let team: TestTeam;
  let hub: ReturnType<TestTeam['hub']>;

  beforeAll(async () => {
    team = await open();
    hub = team.hub();
  });
  afterAll(() => team.close());

  const refund = (id: string) => wireRow(team.owner, 'refund', 'id', id);
  const stateOf = async (id: string) => (await refund(id)).state;
  const payment = (id: string) => wireRow(team.owner, 'payment', 'id', id);
  const rewind = (id: string, columns: string) =>
    team.owner.query(`UPDATE crm.gateway_send SET ${columns} WHERE refund_id = $1`, [id]);
  const submit = (login: string, kind: string, payload: object) =>
    team.client(login).submit(teamCommand(`refund.${kind}`, payload));
  const askAgain = (refundId: string, login = 'sue') => submit(login, 'look_up_again', { refundId });
  const declare = async (refundId: string, login = 'sue', changes: object = {}) =>
    submit(login, 'declare_not_sent', {
      refundId,
      baseVer: Number((await refund(refundId)).ver),
      note: 'their support looked too',
      ...changes,
    });

  /** From where to where the newest lines of the history lead, what they say, and who wrote them. */
  async function history(id: string, newest: number): Promise<readonly unknown[]> {
    const { rows } = await team.owner.query(
      `SELECT from_state, to_state, detail ->> 'reason', actor FROM wire.refund_event
       WHERE refund_id = $1 ORDER BY at DESC, id DESC LIMIT ${newest}`,
      [id],
    );
    return rows.toReversed();
  }

  async function claimed(requester = 'ann'): Promise<Sent> {
    const form = refundForm(await makePayment(team.client('sue'), team.owner));
    await team.client(requester).submit(teamCommand('refund.submit', form));
    await team.client('sue').submit(teamCommand('refund.approve', approvalOf(form)));
    expect((await hub.claim(100)).map(({ refundId }) => refundId)).toContain(form.refundId);
    return { refundId: form.refundId, paymentId: form.paymentId, sendNo: 0 };
  }

  /** Sent a day ago and never heard of since. */
  async function unanswered(requester = 'ann'): Promise<Sent> {
    const sent = await claimed(requester);
    await rewind(sent.refundId, "at = at - interval '25 hours'");
    const { state } = await hub.sendResult({ ...key(sent), outcome: 'unknown', reason: 'timeout' });
    expect(state).toBe('manual_check');
    return sent;
  }

  const key = ({ refundId, sendNo }: Sent) => ({ refundId, sendNo });
  const dueFor = async (id: string) =>
    (await hub.claim(100, 0)).find(({ refundId }) => refundId === id) ?? expect.fail('not claimed');
  /** The hub's own question, once its time has come. */
  const daily = async (id: string) => {
    await rewind(id, 'next_poll_at = clock_timestamp()');
    return (await hub.pending(500)).filter(({ refundId }) => refundId === id);
  };

  /** Asked again by a person, and the gateway says that it does not know it. */
  async function notFound(sent: Sent): Promise<void> {
    expect(await askAgain(sent.refundId)).toMatchObject({ outcome: 'applied' });
    const { lease, lookupFirst } = await dueFor(sent.refundId);
    expect(lookupFirst).toBe(true);
    const answer = await hub.sendResult({ ...key(sent), outcome: 'not_found', lease });
    expect(answer).toMatchObject({ state: 'manual_check', send: false });
  }

  describe('asked for again by a supervisor', () => {
    test('is looked up at once; an answer settles it', async () => {
      const sent = await unanswered();
      expect(await history(sent.refundId, 1)).toEqual([['sending', 'manual_check', 'timeout', 'hub_one']]);
      expect(await askAgain(sent.refundId)).toMatchObject({ outcome: 'applied' });
      expect(await dueFor(sent.refundId)).toMatchObject({ lookupFirst: true, sendNo: 0 });
      expect(await hub.sendResult({ ...key(sent), outcome: 'succeeded' })).toMatchObject({
        state: 'refunded',
      });
      expect(await history(sent.refundId, 3)).toEqual([
        ['manual_check', 'send_unknown', 'asked-again', 'sue'],
        ['send_unknown', 'gateway_pending', null, 'hub_one'],
        ['gateway_pending', 'refunded', null, 'hub_one'],
      ]);
    });

    test('goes back to a person after one more silence', async () => {
      const sent = await unanswered();
      await askAgain(sent.refundId);
      // Time alone does not take the question back before a hub could ask it.
      expect(await hub.expire()).toEqual({ expired: 0, manualCheck: 0 });
      await dueFor(sent.refundId);
      expect(await hub.sendResult({ ...key(sent), outcome: 'unknown', reason: 'unavailable' })).toMatchObject(
        {
          state: 'manual_check',
        },
      );
      await askAgain(sent.refundId);
      await rewind(sent.refundId, "asked_at = asked_at - interval '25 hours'");
      expect(await hub.expire()).toEqual({ expired: 0, manualCheck: 1 });
    });

    test('comes back with the word of the gateway that it does not know it', async () => {
      const sent = await unanswered();
      await notFound(sent);
      expect(await history(sent.refundId, 1)).toEqual([
        ['send_unknown', 'manual_check', 'not-found', 'hub_one'],
      ]);
      expect(await payment(sent.paymentId)).toMatchObject({ refunded_minor: 2000 });
    });

    test('is sent again, under the same key, only while the gateway remembers the key', async () => {
      const sent = await claimed();
      await rewind(sent.refundId, 'tries = 5');
      await hub.sendResult({ ...key(sent), outcome: 'unknown' });
      expect(await stateOf(sent.refundId)).toBe('manual_check');
      await askAgain(sent.refundId);
      const { lease, idempotencyKey } = await dueFor(sent.refundId);
      expect(idempotencyKey).toBe(`${sent.refundId}:0`);
      expect(await hub.sendResult({ ...key(sent), outcome: 'not_found', lease })).toMatchObject({
        state: 'sending',
        send: true,
      });
      await hub.sendResult({ ...key(sent), outcome: 'refused', reason: 'declined' });
    });

    test.each([
      ['ann', 'forbidden'],
      ['ada', 'forbidden'],
      ['amir', 'forbidden'],
    ])('not by %s: %s', async (login, reason) => {
      const sent = await unanswered();
      expect(await askAgain(sent.refundId, login)).toMatchObject({ outcome: 'rejected', reason });
      expect(await stateOf(sent.refundId)).toBe('manual_check');
    });

    test('by the requester too, because it decides nothing; in no other state; in no other team', async () => {
      const sent = await unanswered();
      expect(await askAgain(sent.refundId, 'ann_boss')).toMatchObject({ outcome: 'applied' });
      expect(await askAgain(sent.refundId)).toMatchObject({ reason: 'bad-state' });
      const form = refundForm(await makePayment(team.client('sue'), team.owner), { team: 2 });
      await team.client('amir').submit(teamCommand('refund.submit', form));
      expect(await askAgain(form.refundId)).toMatchObject({ reason: 'not-found' });
      expect(await declare(form.refundId)).toMatchObject({ reason: 'not-found' });
    });
  });

  describe('declared never sent', () => {
    test('counts as refused: reserved still, to be rejected or sent under a new number', async () => {
      const sent = await unanswered();
      await notFound(sent);
      expect(await declare(sent.refundId)).toMatchObject({ outcome: 'applied' });
      expect(await refund(sent.refundId)).toMatchObject({
        state: 'gateway_refused',
        failure_reason: 'declared-not-sent',
        send_no: 0,
        decided_by: 'sue',
      });
      expect(await payment(sent.paymentId)).toMatchObject({ refunded_minor: 2000 });
      const { rows } = await team.owner.query(
        `SELECT detail FROM crm.refund_event WHERE refund_id = $1 ORDER BY at DESC, id DESC LIMIT 1`,
        [sent.refundId],
      );
      expect(rows).toEqual([
        [
          {
            reason: 'declared-not-sent',
            note: 'their support looked too',
            notFoundAt: expect.any(Number),
          },
        ],
      ]);
      const { ver } = await refund(sent.refundId);
      const resend = { refundId: sent.refundId, baseVer: Number(ver), note: '' };
      expect(await submit('sue', 'resend', resend)).toMatchObject({ outcome: 'applied' });
      expect(await dueFor(sent.refundId)).toMatchObject({ idempotencyKey: `${sent.refundId}:1` });
      await hub.sendResult({ ...key(sent), sendNo: 1, outcome: 'succeeded' });
      expect(await refund(sent.refundId)).toMatchObject({ state: 'refunded', failure_reason: null });
    });

    test.each([
      ['forbidden', 'ann', {}],
      ['forbidden', 'ada', {}],
      ['own-refund', 'ann_boss', {}],
      ['stale', 'sue', { baseVer: 1 }],
      ['invalid', 'sue', { note: ' ' }],
      ['invalid', 'sue', { note: null }],
      ['invalid', 'sue', { note: 'x'.repeat(4001) }],
    ])('is refused (%$): %s for %s', async (reason, login, changes) => {
      const sent = await unanswered();
      await notFound(sent);
      expect(await declare(sent.refundId, login, changes)).toMatchObject({ outcome: 'rejected', reason });
      expect(await refund(sent.refundId)).toMatchObject({ state: 'manual_check', failure_reason: null });
      const { rows } = await team.owner.query(
        `SELECT count(*) FROM audit.entry WHERE action = 'refund.declare_not_sent.rejected'
           AND detail ->> 'refund' = $1 AND actor = $2`,
        [sent.refundId, login],
      );
      expect(rows).toEqual([[1]]);
    });

    test('needs the word of the gateway, and its last word', async () => {
      const sent = await unanswered();
      const lookUpFirst = { outcome: 'rejected', reason: 'look-up-first' };
      expect(await declare(sent.refundId)).toMatchObject(lookUpFirst);
      await notFound(sent);
      await askAgain(sent.refundId);
      await dueFor(sent.refundId);
      await hub.sendResult({ ...key(sent), outcome: 'unknown' });
      expect(await declare(sent.refundId)).toMatchObject(lookUpFirst);
      await notFound(sent);
      // Asked once more in the night, without an answer: who knows what it would say now?
      const [question] = await daily(sent.refundId);
      await hub.sendResult({
        ...key(sent),
        outcome: 'unknown',
        reason: 'timeout',
        ...leaseOf(question),
      });
      expect(await history(sent.refundId, 1)).toEqual([
        ['manual_check', 'manual_check', 'timeout', 'hub_one'],
      ]);
      expect(await declare(sent.refundId)).toMatchObject(lookUpFirst);
      const [again] = await daily(sent.refundId);
      await hub.sendResult({ ...key(sent), outcome: 'not_found', ...leaseOf(again) });
      expect(await declare(sent.refundId)).toMatchObject({ outcome: 'applied' });
    });

    test('only while a person has to decide', async () => {
      const sent = await unanswered();
      await notFound(sent);
      await askAgain(sent.refundId);
      expect(await declare(sent.refundId)).toMatchObject({ reason: 'bad-state' });
      await dueFor(sent.refundId);
      await hub.sendResult({ ...key(sent), outcome: 'succeeded' });
      expect(await declare(sent.refundId)).toMatchObject({ reason: 'bad-state' });
    });

    test('not on an answer from before the last send', async () => {
      const sent = await claimed();
      await rewind(sent.refundId, 'tries = 5');
      await hub.sendResult({ ...key(sent), outcome: 'unknown' });
      // A hub begins to ask and falls asleep; meanwhile a person asks and another hub sends.
      const [asleep] = await daily(sent.refundId);
      await askAgain(sent.refundId);
      const { lease } = await dueFor(sent.refundId);
      await hub.sendResult({ ...key(sent), outcome: 'not_found', lease });
      await hub.sendResult({ ...key(sent), outcome: 'unknown' });
      expect(await stateOf(sent.refundId)).toBe('manual_check');
      await rewind(sent.refundId, "at = at - interval '25 hours'");
      for (const stale of [leaseOf(asleep), { lease }, {}]) {
        const answer = await hub.sendResult({ ...key(sent), outcome: 'not_found', ...stale });
        expect(answer).toMatchObject({ changed: false, state: 'manual_check', send: false });
        expect(await declare(sent.refundId)).toMatchObject({ reason: 'look-up-first' });
      }
    });
  });

  describe('asked for by the hub itself', () => {
    test('once a day, by one hub, and settled by what the gateway says', async () => {
      const sent = await unanswered();
      expect((await hub.pending(500)).map(({ refundId }) => refundId)).not.toContain(sent.refundId);
      const [question] = await daily(sent.refundId);
      expect(question).toMatchObject({ givenUp: true, sendNo: 0, state: 'manual_check' });
      expect(await team.hub('hub_two').pending(500)).toEqual([]);
      const { rows } = await team.owner.query(
        "SELECT next_poll_at - clock_timestamp() > interval '23 hours' FROM crm.gateway_send WHERE refund_id = $1",
        [sent.refundId],
      );
      expect(rows).toEqual([[true]]);
      expect(await hub.sendResult({ ...key(sent), outcome: 'accepted', ...leaseOf(question) })).toMatchObject(
        {
          state: 'gateway_pending',
        },
      );
    });

    test('without a line in the history for each silence, and without making a decision stale', async () => {
      const sent = await unanswered();
      const before = await refund(sent.refundId);
      for (let day = 0; day < 3; day += 1) {
        const [question] = await daily(sent.refundId);
        await hub.sendResult({ ...key(sent), outcome: 'unknown', ...leaseOf(question) });
      }
      expect(await refund(sent.refundId)).toEqual(before);
      expect(await history(sent.refundId, 1)).toEqual([['sending', 'manual_check', 'timeout', 'hub_one']]);
      const [question] = await daily(sent.refundId);
      await hub.sendResult({ ...key(sent), outcome: 'not_found', ...leaseOf(question) });
      expect(await refund(sent.refundId)).toEqual(before);
      expect(await history(sent.refundId, 1)).toEqual([
        ['manual_check', 'manual_check', 'not-found', 'hub_one'],
      ]);
      expect(await declare(sent.refundId, 'sue', { baseVer: before.ver })).toMatchObject({
        outcome: 'applied',
      });
    });

    test('never sends, however young the key', async () => {
      const sent = await claimed();
      await rewind(sent.refundId, 'tries = 5');
      await hub.sendResult({ ...key(sent), outcome: 'unknown' });
      const [question] = await daily(sent.refundId);
      expect(
        await hub.sendResult({ ...key(sent), outcome: 'not_found', ...leaseOf(question) }),
      ).toMatchObject({ send: false, state: 'manual_check' });
      expect((await hub.claim(100, 0)).map(({ refundId }) => refundId)).not.toContain(sent.refundId);
    });

    test('for 30 days after it was sent, or after somebody asked', async () => {
      const sent = await unanswered();
      await rewind(sent.refundId, "at = at - interval '31 days'");
      expect(await daily(sent.refundId)).toEqual([]);
      await rewind(sent.refundId, 'asked_at = clock_timestamp()');
      expect(await daily(sent.refundId)).toHaveLength(1);
    });
  });

  describe('that turns up at the gateway after it was declared never sent', () => {
    const conflicts = async (id: string) => {
      const { rows } = await team.owner.query(
        "SELECT detail ->> 'told', detail ->> 'sendNo' FROM audit.entry WHERE action = 'refund.gateway-conflict' AND entity = $1",
        [id],
      );
      return rows;
    };

    async function declared(): Promise<Sent> {
      const sent = await unanswered();
      await notFound(sent);
      expect(await declare(sent.refundId)).toMatchObject({ outcome: 'applied' });
      return sent;
    }

    test('is accepted after all while it has not been sent again', async () => {
      const sent = await declared();
      const [question] = await daily(sent.refundId);
      expect(question).toMatchObject({ givenUp: true, state: 'gateway_refused' });
      await hub.sendResult({ ...key(sent), outcome: 'succeeded', ...leaseOf(question) });
      expect(await refund(sent.refundId)).toMatchObject({ state: 'refunded', failure_reason: null });
      expect(await conflicts(sent.refundId)).toEqual([]);
    });

    test.each(['webhook', 'daily question'])(
      'is a conflict beside the send that replaced it: %s',
      async (how) => {
        const sent = await declared();
        const { ver } = await refund(sent.refundId);
        await submit('sue', 'resend', { refundId: sent.refundId, baseVer: Number(ver), note: '' });
        await dueFor(sent.refundId);
        await hub.sendResult({ ...key(sent), sendNo: 1, outcome: 'succeeded' });
        if (how === 'webhook') await hub.gatewayEvent({ ...key(sent), kind: 'succeeded' });
        else {
          const old = (await daily(sent.refundId)).find(({ sendNo }) => sendNo === 0);
          expect(old).toMatchObject({ givenUp: true, idempotencyKey: `${sent.refundId}:0` });
          await hub.sendResult({ ...key(sent), outcome: 'succeeded', ...leaseOf(old) });
        }
        expect(await conflicts(sent.refundId)).toEqual([['succeeded', '0']]);
        expect(await history(sent.refundId, 1)).toEqual([
          ['refunded', 'refunded', 'gateway-conflict', 'hub_one'],
        ]);
        // Told again it is no second line, and nobody asks for it any more.
        await hub.gatewayEvent({ ...key(sent), kind: 'succeeded' });
        expect(await history(sent.refundId, 2)).toEqual([
          ['gateway_pending', 'refunded', null, 'hub_one'],
          ['refunded', 'refunded', 'gateway-conflict', 'hub_one'],
        ]);
        const { rows } = await team.owner.query(
          'SELECT next_poll_at FROM crm.gateway_send WHERE refund_id = $1 AND send_no = 0',
          [sent.refundId],
        );
        expect(rows).toEqual([[null]]);
        expect(await refund(sent.refundId)).toMatchObject({ state: 'refunded', send_no: 1 });
      },
    );

    test('is a conflict where it was rejected meanwhile', async () => {
      const sent = await declared();
      const { ver } = await refund(sent.refundId);
      await submit('sue', 'reject', { refundId: sent.refundId, baseVer: Number(ver), note: 'by bank' });
      const [question] = await daily(sent.refundId);
      await hub.sendResult({ ...key(sent), outcome: 'accepted', ...leaseOf(question) });
      expect(await conflicts(sent.refundId)).toEqual([['accepted', '0']]);
      expect(await stateOf(sent.refundId)).toBe('rejected');
    });
  });
});

function leaseOf(question: { readonly lease: string } | undefined): { readonly lease: string } {
  return { lease: question?.lease ?? expect.fail('nothing was asked') };
}
