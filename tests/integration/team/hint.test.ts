import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { engines, postgres18Engine, type TestTeam } from '../../support/team-database.ts';
import { importRow, makePayment, refundForm, teamCommand } from '../../support/team-rows.ts';

/** Counts notices. A statement after a notifying one has its notice with it, so asking once more settles the count. */
async function listen(team: TestTeam): Promise<() => Promise<number>> {
  const listener = team.session('sue');
  const heard = vi.fn();
  listener.onHint(heard);
  await listener.query('SELECT 1');
  return async () => {
    await listener.query('SELECT 1');
    await listener.query('SELECT 1');
    return heard.mock.calls.length;
  };
}

describe.each(engines)('hints on $name', ({ open }) => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await open();
  });
  afterAll(() => team.close());

  test("a desktop's command makes one notice, and silence makes none, however many hubs look", async () => {
    const paymentId = await makePayment(team.client('sue'), team.owner);
    const heard = await listen(team);
    const one = team.hub('hub_one');
    const two = team.hub('hub_two');
    let seenByOne = await one.hint(null);
    let seenByTwo = await two.hint(null);
    expect(seenByTwo).toBe(seenByOne);
    const before = await heard();
    await team.client('ann').submit(teamCommand('refund.submit', refundForm(paymentId)));
    const after = await one.hint(seenByOne);
    expect(after).not.toBe(seenByOne);
    expect(await heard()).toBe(before + 1);
    seenByOne = after;
    seenByTwo = await two.hint(seenByTwo);
    expect(await heard()).toBe(before + 2);
    for (let turn = 0; turn < 10; turn += 1) {
      seenByOne = await one.hint(seenByOne);
      seenByTwo = await two.hint(seenByTwo);
    }
    expect(await heard()).toBe(before + 2);
  });

  test('a login that is no hub may not ask', async () => {
    await expect(team.session('ann').query("SELECT api.hub_hint('')")).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('hints and transactions that end out of order', () => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await postgres18Engine.open();
  });
  afterAll(() => team.close());

  test('what an older transaction commits after a younger one is told too', async () => {
    const hub = team.hub();
    const older = team.session('sue');
    await older.query('BEGIN');
    await older.query('SELECT api.import_payments($1, NULL, $2::jsonb)', [
      'test',
      JSON.stringify([importRow()]),
    ]);
    let seen = await hub.hint(null);
    await team.owner.query("UPDATE crm.staff SET name = 'Younger' WHERE login = 'amir'");
    // The younger change is there but nobody can pull it yet.
    expect(await hub.hint(seen)).toBe(seen);
    seen = await hub.hint(seen);
    const heard = await listen(team);
    const before = await heard();
    await older.query('COMMIT');
    expect(await hub.hint(seen)).not.toBe(seen);
    expect(await heard()).toBe(before + 1);
  });
});
