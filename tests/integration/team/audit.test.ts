import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, postgres18Engine, type TestTeam } from '../../support/team-database.ts';
import { approvalOf, makePayment, refundForm, teamCommand } from '../../support/team-rows.ts';

describe.each(engines)('the audit log on $name', ({ open }) => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await open();
  });
  afterAll(() => team.close());

  test('a decision is on record with who, what, before and after; so is a refusal', async () => {
    const form = refundForm(await makePayment(team.client('sue'), team.owner));
    await team.client('ann').submit(teamCommand('refund.submit', form));
    const refused = teamCommand('refund.approve', approvalOf(form));
    await team.client('sam').submit(refused);
    const approve = teamCommand('refund.approve', approvalOf(form));
    await team.client('sue').submit(approve);
    await team.client('sue').submit(approve);
    const { rows } = await team.owner.query(
      `SELECT actor, action, detail FROM audit.entry
       WHERE entity = $1 OR detail ->> 'refund' = $1::text ORDER BY seq`,
      [form.refundId],
    );
    expect(rows).toEqual([
      [
        'ann',
        'refund.submit',
        expect.objectContaining({ amountMinor: 2000, after: { state: 'submitted', ver: 1, sendNo: 0 } }),
      ],
      [
        'sam',
        'refund.approve.rejected',
        { command: refused.id, reason: 'over-limit', refund: form.refundId },
      ],
      [
        'sue',
        'refund.approve',
        {
          command: approve.id,
          payment: form.paymentId,
          amountMinor: 2000,
          currency: 'EUR',
          before: { state: 'submitted', ver: 1, sendNo: 0 },
          after: { state: 'approved', ver: 3, sendNo: 0 },
        },
      ],
    ]);
  });

  test('no entry can be changed, not even by the owner in replica mode', async () => {
    const attempts = [
      "UPDATE audit.entry SET actor = 'somebody'",
      'DELETE FROM audit.entry',
      'TRUNCATE audit.entry',
      'SET session_replication_role = replica; DELETE FROM audit.entry',
      'DELETE FROM audit.seal',
      'TRUNCATE audit.seal',
    ];
    await team.hub().sealAudit();
    for (const attempt of attempts) {
      await expect(team.owner.script(attempt), attempt).rejects.toMatchObject({ sqlState: '42501' });
    }
  });

  test('a seal covers what is settled; the chain verifies and shows where it was broken', async () => {
    const hub = team.hub();
    await makePayment(team.client('sue'), team.owner);
    expect(await hub.sealAudit()).toMatchObject({
      sealed: expect.any(Number),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const first = await hub.verifyAudit();
    expect(await hub.sealAudit()).toMatchObject({ sealed: 0 });
    await makePayment(team.client('sue'), team.owner);
    expect((await hub.sealAudit()).sealed).toBe(1);
    const sound = await hub.verifyAudit();
    expect(sound).toEqual({ ok: true, seals: first.seals + 1, entries: first.entries + 1, brokenAt: null });

    // Whoever owns the database can drop a trigger; the chain still tells.
    const tamper = (change: string) =>
      team.owner.script(`
        ALTER TABLE audit.entry DISABLE TRIGGER append_only;
        ${change};
        ALTER TABLE audit.entry ENABLE ALWAYS TRIGGER append_only;`);
    await tamper("UPDATE audit.entry SET actor = 'ann' WHERE action = 'payments.import' AND actor = 'sue'");
    expect(await hub.verifyAudit()).toMatchObject({ ok: false, brokenAt: expect.any(Number) });
    await tamper("UPDATE audit.entry SET actor = 'sue' WHERE action = 'payments.import' AND actor = 'ann'");
    expect(await hub.verifyAudit()).toEqual(sound);
  });

  test('hubs and admins may verify', async () => {
    await expect(team.session('sue').query('SELECT api.verify_audit()')).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await team.session('ada').query('SELECT api.verify_audit()')).rows[0]?.[0]).toMatchObject({
      ok: true,
    });
  });
});

describe('an entry of an open transaction on PostgreSQL 18', () => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await postgres18Engine.open();
  });
  afterAll(() => team.close());

  test('is sealed once it has ended, never skipped', async () => {
    const hub = team.hub();
    const open = team.session('postgres');
    await open.query('BEGIN');
    await open.query("SELECT audit.write('late', NULL, '{}')");
    await makePayment(team.client('sue'), team.owner);
    await hub.sealAudit();
    await open.query('COMMIT');
    // Its own entry and the one written meanwhile: both were above the horizon.
    expect((await hub.sealAudit()).sealed).toBe(2);
    const { entries } = await hub.verifyAudit();
    expect([[entries]]).toEqual((await team.owner.query('SELECT count(*) FROM audit.entry')).rows);
  });
});
