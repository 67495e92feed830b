import { expect, test } from '@playwright/test';
import { v7 as uuidv7 } from 'uuid';
import { planFault } from '../../electron/hub/gateways/simulator/faults.ts';
import { Screens } from '../support/screens.ts';
import { TeamWorld } from '../support/team-world.ts';

test('a refund whose outcome nobody knows: asked for again, declared never sent, sent anew', async () => {
  test.setTimeout(180_000);
  const world = await TeamWorld.open();
  try {
    const { gatewayRef } = world.extra;
    const agent = await world.desktop('ann');
    const agentScreens = new Screens(agent.page);
    await agentScreens.lookUp(gatewayRef);
    await agentScreens.requestRefundOfDuplicate('EUR 25.00');
    await agentScreens.done();
    await expect.poll(() => world.refundStates(), { timeout: 30_000 }).toEqual(['submitted']);

    const supervisor = await world.desktop('sue');
    const { page } = supervisor;
    await new Screens(page).lookUp(gatewayRef);
    const refundId =
      await test.step('the gateway drops the refund and answers nobody for a day', async () => {
        const { refunds } = await supervisor.call('refunds.list', { view: 'review' });
        const refund = refunds[0]?.view.refund;
        if (!refund) throw new Error('the refund is not in the list');
        planFault(world.gateway, { kind: 'timeout-before-execution', gatewayRef });
        planFault(world.gateway, { kind: 'unavailable', operation: 'lookup', gatewayRef });
        await supervisor.call('refunds.approve', {
          commandId: uuidv7(),
          refundId: refund.id,
          baseVer: refund.ver,
          paymentId: refund.paymentId,
          amountMinor: refund.amountMinor,
          currency: refund.currency,
          note: '',
        });
        await world.startHub();
        await expect.poll(() => world.refundStates(), { timeout: 30_000 }).toEqual(['send_unknown']);
        await world.owner.query(
          `UPDATE crm.gateway_send SET at = at - interval '25 hours', next_look_up_at = clock_timestamp()`,
        );
        await expect.poll(() => world.refundStates(), { timeout: 30_000 }).toEqual(['manual_check']);
        return refund.id;
      });

    const ask = page.getByRole('button', { name: 'Ask the gateway again' });
    const declare = page.getByRole('button', { name: 'It was never sent…' });

    await test.step('its silence is said, and proves nothing', async () => {
      await expect(page.getByText(/^The gateway has not answered since/)).toBeVisible({ timeout: 30_000 });
      await expect(declare).toBeDisabled();
      const answer = await supervisor.tryCall('refunds.declare-not-sent', {
        commandId: uuidv7(),
        refundId,
        baseVer: 1,
        note: 'impatient',
      });
      expect(answer).toMatchObject({ ok: false, error: { code: 'look-up-first' } });
    });

    await test.step('an agent reads why not', async () => {
      const card = agent.page.getByRole('button', { name: 'Ask the gateway again' });
      await expect(card).toBeDisabled({ timeout: 30_000 });
      await expect(agent.page.getByText('A supervisor decides on this refund.')).toBeVisible();
      const answer = await agent.tryCall('refunds.look-up-again', { commandId: uuidv7(), refundId });
      expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    });

    await test.step('asked again, the gateway says that it does not know it', async () => {
      await ask.click();
      await expect(
        page.getByText(/^The gateway says that it does not know this refund \(checked/),
      ).toBeVisible({
        timeout: 30_000,
      });
      expect(world.executions(world.extra)).toBe(0);
    });

    await test.step('a second person declares it never sent, and sends it anew', async () => {
      await declare.click();
      const dialog = page.getByRole('alertdialog');
      await expect(dialog).toContainText('the customer may be paid twice');
      await dialog.getByRole('button', { name: 'It was never sent' }).click();
      await expect(dialog.getByText('Give a reason.')).toBeVisible();
      await dialog.getByLabel('What you have checked').fill('Their support has no trace of it either.');
      await dialog.getByRole('button', { name: 'It was never sent' }).click();
      await expect.poll(() => world.refundStates(), { timeout: 30_000 }).toEqual(['gateway_refused']);
      await expect(page.getByText('Refund: Declared never sent · sue')).toBeVisible({ timeout: 30_000 });
      await page.getByRole('button', { name: 'Send again' }).click();
      await dialog.getByRole('button', { name: 'Send the refund again' }).click();
      await expect.poll(() => world.executions(world.extra), { timeout: 30_000 }).toBe(1);
      await expect(page.getByText(/^(?:Refund: )?Accepted by the gateway/).first()).toBeVisible({
        timeout: 30_000,
      });
    });
    expect([...agent.consoleErrors, ...supervisor.consoleErrors]).toEqual([]);
  } finally {
    await world.close();
  }
});
