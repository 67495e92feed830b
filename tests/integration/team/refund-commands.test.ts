import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSqlTeamClient } from '../../../electron/lib/team/sql-team-client.ts';
import type { SubmitResult } from '../../../electron/lib/team/team-client.ts';
import { refundEventSchema, refundSchema } from '../../../shared/domains/refunds/entity.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import {
  approvalOf,
  importRow,
  makePayment,
  paymentOf,
  refundForm,
  teamCommand,
  wireRow,
} from '../../support/team-rows.ts';

describe.each(engines)('refund commands on $name', ({ open }) => {
  let team: TestTeam;
  let ann: ReturnType<TestTeam['client']>;
  let sue: ReturnType<TestTeam['client']>;

  beforeAll(async () => {
    team = await open();
    ann = team.client('ann');
    sue = team.client('sue');
  });
  afterAll(() => team.close());

  const pay = (changes = {}) => makePayment(sue, team.owner, changes);
  const submit = (login: string, kind: string, payload: unknown): Promise<SubmitResult> =>
    team.client(login).submit(teamCommand(kind, payload));
  const refund = (id: string) => wireRow(team.owner, 'refund', 'id', id);
  const payment = (id: string) => wireRow(team.owner, 'payment', 'id', id);

  /** A refund that Ann has filed. */
  async function filed(changes: Parameters<typeof refundForm>[1] = {}, charge = {}) {
    const form = refundForm(await pay(charge), changes);
    expect(await ann.submit(teamCommand('refund.submit', form))).toMatchObject({ outcome: 'applied' });
    return form;
  }

  test('a filed and approved refund reserves its amount and leaves its history', async () => {
    const form = await filed();
    expect(await payment(form.paymentId)).toMatchObject({ refunded_minor: 2000, ver: 2 });
    const approved = await sue.submit(teamCommand('refund.approve', approvalOf(form)));
    expect(approved).toEqual({
      outcome: 'applied',
      reason: null,
      replayed: false,
      versions: [
        { table: 'refund', id: form.refundId, ver: 3 },
        { table: 'payment', id: form.paymentId, ver: 2 },
      ],
    });
    expect(await refund(form.refundId)).toMatchObject({
      state: 'approved',
      requested_by: 'ann',
      decided_by: 'sue',
      send_no: 0,
      evidence: form.evidence,
    });
    const { rows } = await team.owner.query(
      'SELECT from_state, to_state, actor FROM wire.refund_event WHERE refund_id = $1 ORDER BY at, id',
      [form.refundId],
    );
    expect(rows).toEqual([
      [null, 'submitted', 'ann'],
      ['submitted', 'in_review', 'sue'],
      ['in_review', 'approved', 'sue'],
    ]);
  });

  test('the same command again answers the same and does nothing', async () => {
    const form = refundForm(await pay());
    const command = teamCommand('refund.submit', form);
    const first = await ann.submit(command);
    expect(await ann.submit(command)).toEqual({ ...first, replayed: true });
    expect(await payment(form.paymentId)).toMatchObject({ refunded_minor: 2000 });
    expect(await ann.commandStatus([command.id, randomUUID()])).toEqual([
      { id: command.id, outcome: 'applied' },
    ]);
    expect(await sue.commandStatus([command.id])).toEqual([]);
  });

  test('eight senders of one command at once make one refund', async () => {
    const form = refundForm(await pay());
    const command = teamCommand('refund.submit', form);
    // Three connections is what a desktop login may have.
    const clients = [...[1, 2].map(() => createSqlTeamClient(team.session('ann'))), ann];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => clients[index % clients.length]?.submit(command)),
    );
    expect(answers.filter((answer) => answer?.replayed === false)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer?.outcome))).toEqual(new Set(['applied']));
    expect(await payment(form.paymentId)).toMatchObject({ refunded_minor: 2000 });
    await Promise.all(clients.slice(0, 2).map((client) => client.close()));
  });

  test('an id used for something else, or by somebody else, raises an alarm', async () => {
    const form = refundForm(await pay());
    const command = teamCommand('refund.submit', form);
    await ann.submit(command);
    const other = { ...command, payload: { ...form, amountMinor: 1 } };
    await expect(ann.submit(other)).rejects.toMatchObject({
      errorClass: 'alert',
      code: 'idempotency-mismatch',
    });
    await expect(sue.submit(command)).rejects.toMatchObject({ errorClass: 'alert' });
  });

  test.each([
    ['amount-not-positive', { amountMinor: 0 }, {}],
    ['amount-not-positive', { amountMinor: -5 }, {}],
    ['exceeds-refundable', { amountMinor: 10_001 }, {}],
    ['exceeds-refundable', { amountMinor: 8001 }, { refunded_minor: 2000 }],
    ['exceeds-refundable', {}, { dispute: 'lost' }],
    ['currency-mismatch', { currency: 'USD' }, {}],
    ['not-captured', {}, { status: 'authorised' }],
    ['not-captured', {}, { status: 'failed' }],
    ['dispute-open', {}, { dispute: 'open' }],
    ['dispute-open', {}, { dispute: 'inquiry' }],
    ['evidence-missing', { reason: 'duplicate' as const }, {}],
    ['evidence-missing', { reason: 'trip_cancelled' as const }, {}],
    ['evidence-missing', { reason: 'name_error' as const }, {}],
    ['forbidden', { team: 2 }, {}],
    ['not-found', { paymentId: randomUUID() }, {}],
    ['invalid', { note: 'x'.repeat(4001) }, {}],
    ['invalid', { amountMinor: 1.5 }, {}],
    ['invalid', { amountMinor: 1e30 }, {}],
    ['invalid', { reason: 'because' as 'other' }, {}],
    ['invalid', { refundId: 'not an id' }, {}],
    ['invalid', { note: 'x'.repeat(70_000) }, {}],
  ] as const)('refund.submit is refused (%$): %s', async (reason, changes, charge) => {
    const paymentId = await pay(charge);
    const command = teamCommand('refund.submit', refundForm(paymentId, changes));
    const answer = await ann.submit(command);
    expect(answer).toEqual({ outcome: 'rejected', reason, versions: [], replayed: false });
    expect(await ann.submit(command)).toEqual({ ...answer, replayed: true });
    expect(await payment(paymentId)).toMatchObject({ refunded_minor: 0 });
  });

  test('evidence that is there is accepted', async () => {
    const kept = await pay();
    const evidence = { duplicateOf: null, verdict: null, newApplicationNo: null, document: null };
    for (const [reason, proof] of [
      ['duplicate', { duplicateOf: kept }],
      ['trip_cancelled', { document: 'airline.pdf' }],
      ['name_error', { newApplicationNo: 'EV-2' }],
    ] as const) {
      const form = refundForm(await pay(), { reason, evidence: { ...evidence, ...proof } });
      expect(await ann.submit(teamCommand('refund.submit', form))).toMatchObject({ outcome: 'applied' });
    }
    const self = await pay();
    const circular = refundForm(self, { reason: 'duplicate', evidence: { ...evidence, duplicateOf: self } });
    expect(await ann.submit(teamCommand('refund.submit', circular))).toMatchObject({
      reason: 'evidence-missing',
    });
  });

  describe('a double charge', () => {
    const returning = (paymentId: string, duplicateOf: string) =>
      refundForm(paymentId, {
        amountMinor: 10_000,
        reason: 'duplicate',
        evidence: { duplicateOf, verdict: 'CONFIRMED_DUPLICATE', newApplicationNo: null, document: null },
      });
    const back = (paymentId: string, duplicateOf: string) =>
      submit('ann', 'refund.submit', returning(paymentId, duplicateOf));
    const refused = { outcome: 'rejected', reason: 'other-charge-returned' };

    test('goes back once: not each half because of the other', async () => {
      const [first, second, third] = [await pay(), await pay(), await pay()];
      const form = returning(first, second);
      expect(await submit('ann', 'refund.submit', form)).toMatchObject({ outcome: 'applied' });
      expect(await back(second, first)).toMatchObject(refused);
      // Nor in a ring of three. Two of three charges may go back while the third stays.
      expect(await back(second, third)).toMatchObject({ outcome: 'applied' });
      expect(await back(third, first)).toMatchObject(refused);
      expect(await back(third, second)).toMatchObject(refused);
      // What is rejected stays after all.
      expect(
        await submit('sue', 'refund.reject', { refundId: form.refundId, baseVer: 1, note: 'no' }),
      ).toMatchObject({
        outcome: 'applied',
      });
      expect(await back(third, first)).toMatchObject({ outcome: 'applied' });
    });

    test('filed for both halves at once: one of them wins', async () => {
      for (let round = 0; round < 5; round += 1) {
        const [one, two] = [await pay(), await pay()];
        const answers = await Promise.all([
          submit('ann', 'refund.submit', returning(one, two)),
          submit('sue', 'refund.submit', returning(two, one)),
        ]);
        expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['applied', 'rejected']);
      }
    });

    test('needs another charge that was paid and not given back, also when it is approved', async () => {
      const held = await pay({ status: 'authorised' });
      expect(await back(await pay(), held)).toMatchObject({
        outcome: 'rejected',
        reason: 'evidence-missing',
      });
      for (const gone of [{ refunded_minor: 10_000 }, { dispute: 'lost' }]) {
        expect(await back(await pay(), await pay(gone))).toMatchObject(refused);
      }
      const other = importRow();
      await sue.importPayments('test', [other]);
      const form = returning(await pay(), (await paymentOf(team.owner, other.gateway_ref)).id);
      await submit('ann', 'refund.submit', form);
      await sue.importPayments('test', [{ ...other, refunded_minor: 10_000 }]);
      expect(await submit('sue', 'refund.approve', approvalOf(form))).toMatchObject(refused);
    });
  });

  test('admins and unknown kinds and versions are refused', async () => {
    const form = refundForm(await pay());
    expect(await submit('ada', 'refund.submit', form)).toMatchObject({ reason: 'forbidden' });
    expect(await submit('ann', 'refund.teleport', form)).toMatchObject({ reason: 'unknown-kind' });
    expect(await ann.submit({ ...teamCommand('refund.submit', form), v: 2 })).toMatchObject({
      reason: 'unknown-kind',
    });
    await expect(team.client('hub_one').submit(teamCommand('refund.submit', form))).rejects.toMatchObject({
      errorClass: 'stop',
    });
  });

  test('one open request per charge; a closed one makes room', async () => {
    const form = await filed();
    const second = refundForm(form.paymentId);
    expect(await submit('ann', 'refund.submit', second)).toMatchObject({ reason: 'open-refund-exists' });
    await submit('ann', 'refund.withdraw', { refundId: form.refundId, baseVer: 1, note: '' });
    expect(await payment(form.paymentId)).toMatchObject({ refunded_minor: 0 });
    expect(await submit('ann', 'refund.submit', { ...second, refundId: randomUUID() })).toMatchObject({
      outcome: 'applied',
    });
  });

  test('two refunds of one charge filed at once: one of them wins', async () => {
    const paymentId = await pay();
    const answers = await Promise.all(
      ['ann', 'sue'].map((login) =>
        submit(login, 'refund.submit', refundForm(paymentId, { amountMinor: 6000 })),
      ),
    );
    expect(answers.map(({ reason }) => reason).sort()).toEqual([null, 'open-refund-exists'].sort());
    expect(await payment(paymentId)).toMatchObject({ refunded_minor: 6000 });
  });

  test('four eyes compare the person, not the login', async () => {
    const form = await filed();
    const reject = { refundId: form.refundId, baseVer: 1, note: 'no' };
    expect(await submit('ann_boss', 'refund.approve', approvalOf(form))).toMatchObject({
      reason: 'own-refund',
    });
    expect(await submit('ann_boss', 'refund.reject', reject)).toMatchObject({ reason: 'own-refund' });
    await expect(
      team.owner.query('UPDATE crm.refund SET decided_person = requested_person WHERE id = $1', [
        form.refundId,
      ]),
    ).rejects.toMatchObject({ sqlState: '23514' });
  });

  test.each([
    ['forbidden', 'ann', {}],
    ['forbidden', 'ada', {}],
    ['over-limit', 'sam', {}],
    ['stale', 'sue', { baseVer: 7 }],
    ['amount-mismatch', 'sue', { amountMinor: 1999 }],
    ['amount-mismatch', 'sue', { currency: 'USD' }],
    ['amount-mismatch', 'sue', { paymentId: randomUUID() }],
    ['not-found', 'sue', { refundId: randomUUID() }],
    ['invalid', 'sue', { note: null }],
  ])('refund.approve is refused (%$): %s for %s', async (reason, login, changes) => {
    const form = await filed();
    expect(await submit(login, 'refund.approve', { ...approvalOf(form), ...changes })).toMatchObject({
      reason,
    });
    expect(await refund(form.refundId)).toMatchObject({ state: 'submitted', decided_by: null, ver: 1 });
  });

  test('a limit counts per currency; a missing one is nothing', async () => {
    const yen = await filed({ amountMinor: 9000, currency: 'JPY' }, { currency: 'JPY' });
    expect(await submit('sam', 'refund.approve', approvalOf(yen))).toMatchObject({ reason: 'over-limit' });
    expect(await submit('sue', 'refund.approve', approvalOf(yen))).toMatchObject({ outcome: 'applied' });
  });

  test('a refund of another team is not there', async () => {
    const form = refundForm(await pay(), { team: 2, amountMinor: 500 });
    expect(await submit('amir', 'refund.submit', form)).toMatchObject({ outcome: 'applied' });
    expect(await submit('sue', 'refund.approve', approvalOf(form))).toMatchObject({ reason: 'not-found' });
    expect(
      await submit('ann', 'refund.withdraw', { refundId: form.refundId, baseVer: 1, note: '' }),
    ).toMatchObject({
      reason: 'not-found',
    });
    expect(await submit('sam', 'refund.approve', approvalOf(form))).toMatchObject({ outcome: 'applied' });
  });

  test('what the approver did not see stops the approval', async () => {
    const disputed = await filed();
    const { gateway_ref } = await payment(disputed.paymentId);
    const known = {
      gateway: 'stripe',
      gateway_ref,
      amount_minor: 10_000,
      currency: 'EUR',
      status: 'captured',
      created_at: '2026-11-01T10:00:00Z',
    };
    await sue.importPayments('test', [{ ...known, dispute: 'open' }]);
    expect(await submit('sue', 'refund.approve', approvalOf(disputed))).toMatchObject({
      reason: 'dispute-open',
    });
    // The gateway says that somebody refunded all of it outside: nothing is left for our reservation.
    await sue.importPayments('test', [{ ...known, dispute: 'won', refunded_minor: 10_000 }]);
    expect(await payment(disputed.paymentId)).toMatchObject({
      external_refunded_minor: 8000,
      refunded_minor: 2000,
    });
    expect(await submit('sue', 'refund.approve', approvalOf(disputed))).toMatchObject({
      reason: 'exceeds-refundable',
    });
    await submit('sue', 'refund.reject', {
      refundId: disputed.refundId,
      baseVer: 1,
      note: 'already refunded',
    });
    expect(await payment(disputed.paymentId)).toMatchObject({
      external_refunded_minor: 10_000,
      refunded_minor: 0,
    });
  });

  test('rejecting and withdrawing release; decided ones stay decided', async () => {
    const rejected = await filed();
    const reject = { refundId: rejected.refundId, baseVer: 1, note: 'visa was used' };
    expect(await submit('sue', 'refund.reject', { ...reject, note: ' ' })).toMatchObject({
      reason: 'invalid',
    });
    expect(await submit('sue', 'refund.reject', reject)).toMatchObject({ outcome: 'applied' });
    expect(await payment(rejected.paymentId)).toMatchObject({ refunded_minor: 0 });
    expect(await refund(rejected.refundId)).toMatchObject({
      state: 'rejected',
      decision_reason: 'visa was used',
    });
    expect(await submit('sue', 'refund.approve', approvalOf(rejected, 3))).toMatchObject({
      reason: 'bad-state',
    });
    expect(
      await submit('ann', 'refund.withdraw', { refundId: rejected.refundId, baseVer: 3, note: '' }),
    ).toMatchObject({ reason: 'bad-state' });

    const other = await filed();
    const withdraw = { refundId: other.refundId, baseVer: 1, note: 'customer changed his mind' };
    expect(await submit('sue', 'refund.withdraw', withdraw)).toMatchObject({ reason: 'forbidden' });
    expect(await submit('ann', 'refund.withdraw', { ...withdraw, baseVer: 4 })).toMatchObject({
      reason: 'stale',
    });
    expect(await submit('ann', 'refund.withdraw', { ...withdraw, baseVer: 0 })).toMatchObject({
      outcome: 'applied',
    });
  });

  test('resending is only for what has failed', async () => {
    const form = await filed();
    const resend = { refundId: form.refundId, baseVer: 1, note: '' };
    expect(await submit('sue', 'refund.resend', resend)).toMatchObject({ reason: 'bad-state' });
    expect(await submit('ann', 'refund.resend', resend)).toMatchObject({ reason: 'forbidden' });
    expect(await submit('ann_boss', 'refund.resend', resend)).toMatchObject({ reason: 'own-refund' });
  });

  test('an inactive login is no staff', async () => {
    const amir = team.client('amir');
    await team.owner.query("UPDATE crm.staff SET active = false WHERE login = 'amir'");
    await expect(amir.head()).rejects.toMatchObject({ errorClass: 'stop', code: 'not-staff' });
    await expect(amir.submit(teamCommand('refund.submit', {}))).rejects.toMatchObject({ code: 'not-staff' });
    await team.owner.query("UPDATE crm.staff SET active = true WHERE login = 'amir'");
  });

  test('NUL characters and half surrogate pairs never reach the server', async () => {
    const form = refundForm(await pay(), { note: 'a\0b\ud83d!' });
    expect(await submit('ann', 'refund.submit', form)).toMatchObject({ outcome: 'applied' });
    expect(await refund(form.refundId)).toMatchObject({ note: 'ab\ufffd!' });
  });

  test('the wire rows are the entities', async () => {
    const form = await filed();
    const camel = (row: object) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
          value,
        ]),
      );
    refundSchema.parse(camel(await refund(form.refundId)));
    refundEventSchema.parse(camel(await wireRow(team.owner, 'refund_event', 'refund_id', form.refundId)));
  });
});
