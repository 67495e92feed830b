import { expect, test } from '@playwright/test';
import { v7 as uuidv7 } from 'uuid';
import { Screens } from '../support/screens.ts';
import { TeamWorld } from '../support/team-world.ts';

test('nobody decides beyond his role, on screen or past it', async () => {
  test.setTimeout(180_000);
  const world = await TeamWorld.open();
  try {
    const supervisor = await world.desktop('sue');
    const screens = new Screens(supervisor.page);
    await screens.lookUp(world.extra.gatewayRef);
    await screens.requestRefundOfDuplicate('EUR 25.00');
    await screens.done();
    await expect.poll(() => world.refundStates(), { timeout: 30_000 }).toEqual(['submitted']);

    await test.step('a supervisor may not approve an own refund', async () => {
      await expect(
        supervisor.page.getByText('You requested this refund. Somebody else must decide on it.').first(),
      ).toBeVisible();
      await expect(supervisor.page.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);
    });

    const { refunds } = await supervisor.call('refunds.list', { view: 'mine' });
    const refund = refunds[0]?.view.refund;
    if (!refund) throw new Error('the refund is not in the list');
    const approval = {
      refundId: refund.id,
      baseVer: refund.ver,
      paymentId: refund.paymentId,
      amountMinor: refund.amountMinor,
      currency: refund.currency,
      note: '',
    };

    await test.step('not even past the screen', async () => {
      const answer = await supervisor.tryCall('refunds.approve', { commandId: uuidv7(), ...approval });
      expect(answer).toMatchObject({ ok: false, error: { code: 'own-refund' } });
    });

    await test.step('an agent sees no decision and gets none', async () => {
      const agent = await world.desktop('ann');
      const agentScreens = new Screens(agent.page);
      await agentScreens.openRefunds();
      await expect(agent.page.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);
      const answer = await agent.tryCall('refunds.approve', { commandId: uuidv7(), ...approval });
      expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      expect(await world.refundStates()).toEqual(['submitted']);
    });

    await test.step('another supervisor only up to the own limit', async () => {
      const other = await world.desktop('sam');
      const otherScreens = new Screens(other.page);
      await otherScreens.lookUp(world.extra.gatewayRef);
      // 25.00 EUR is above the 10.00 EUR this supervisor may approve.
      await expect(other.page.getByText(/above your approval limit of EUR\s10\.00/).first()).toBeVisible();
      expect(await world.refundStates()).toEqual(['submitted']);
    });
  } finally {
    await world.close();
  }
});
