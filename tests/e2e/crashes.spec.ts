import { expect, test } from '@playwright/test';
import { planFault } from '../../electron/hub/gateways/simulator/faults.ts';
import { Screens } from '../support/screens.ts';
import { TeamWorld } from '../support/team-world.ts';

/**
 * kill -9 between the click and the confirmation, on a real PostgreSQL: nothing is lost and nothing is done twice.
 */
test.describe('kill -9', () => {
  test.setTimeout(180_000);
  let world: TeamWorld;

  test.beforeEach(async () => {
    world = await TeamWorld.open();
  });
  test.afterEach(() => world.close());

  /** One refund, filed once, whatever happened on the way. */
  async function expectOneRefund(): Promise<void> {
    await expect.poll(() => world.refundStates(), { timeout: 45_000 }).toEqual(['submitted']);
    const { rows } = await world.owner.query('SELECT count(*) FROM crm.command');
    expect(rows).toEqual([[1]]);
  }

  for (const process of ['data', 'main'] as const) {
    test(`of ${process === 'data' ? 'the data process' : 'the whole program'} while the answer is on its way`, async () => {
      const agent = await world.desktop('ann');
      const screens = new Screens(agent.page);
      await screens.lookUp(world.extra.gatewayRef);
      // The server does the work; its answer never arrives.
      world.proxy.holdAnswers();
      await screens.requestRefundOfDuplicate('EUR 25.00');
      await expect.poll(() => world.refundStates()).toEqual(['submitted']);
      await agent.kill(process);
      world.proxy.heal();
      if (process === 'main') {
        await agent.start();
        await agent.waitUntilReady();
      }
      await expectOneRefund();
      await expect
        .poll(async () => (await agent.call('connection.status', {})).waiting, { timeout: 45_000 })
        .toBe(0);
      const { refunds } = await agent.call('refunds.list', { view: 'mine' });
      expect(refunds.map(({ view }) => [view.refund.state, view.pending])).toEqual([['submitted', null]]);
    });

    test(`of ${process === 'data' ? 'the data process' : 'the whole program'} while nothing gets through`, async () => {
      const agent = await world.desktop('ann');
      const screens = new Screens(agent.page);
      await screens.lookUp(world.extra.gatewayRef);
      world.proxy.cut();
      await screens.requestRefundOfDuplicate('EUR 25.00');
      await agent.kill(process);
      if (process === 'main') {
        await agent.start();
        await agent.waitUntilReady();
      }
      // Read-your-writes: the form is there although the team has not heard of it.
      const { refunds } = await agent.call('refunds.list', { view: 'mine' });
      expect(refunds.map(({ view }) => view.refund.state)).toEqual(['submitted']);
      expect(await world.refundStates()).toEqual([]);
      world.proxy.heal();
      await expectOneRefund();
    });
  }

  test('of the hub after the gateway has moved the money and before it has answered', async () => {
    planFault(world.gateway, { kind: 'delay', gatewayRef: world.extra.gatewayRef, delayMs: 120_000 });
    await world.startHub();
    const agent = await world.desktop('ann');
    const screens = new Screens(agent.page);
    await screens.lookUp(world.extra.gatewayRef);
    await screens.requestRefundOfDuplicate('EUR 25.00');
    await screens.done();
    await expectOneRefund();
    const supervisor = await world.desktop('sue');
    const supervisorScreens = new Screens(supervisor.page);
    await supervisorScreens.lookUp(world.extra.gatewayRef);
    await supervisorScreens.approve('EUR 25.00');
    await expect.poll(() => world.executions(world.extra), { timeout: 30_000 }).toBe(1);
    await world.killHub();
    expect(await world.refundStates()).toEqual(['sending']);

    await world.expireLeases();
    await world.startHub();
    await expect(agent.page.getByText(/The money arrives between/).first()).toBeVisible({ timeout: 60_000 });
    expect(world.executions(world.extra)).toBe(1);
  });
});
