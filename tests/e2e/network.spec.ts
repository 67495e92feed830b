import { expect, test } from '@playwright/test';
import { Screens } from '../support/screens.ts';
import { TeamWorld } from '../support/team-world.ts';

test('the story goes on when the network is cut between the form and the approval', async () => {
  test.setTimeout(180_000);
  const world = await TeamWorld.open();
  try {
    await world.startHub();
    const agent = await world.desktop('ann');
    const agentScreens = new Screens(agent.page);

    world.proxy.cut();
    await expect(agentScreens.pill).toHaveAccessibleName(/Offline|Reconnecting/);
    // Everything on screen still works, from the cache.
    await agentScreens.lookUp(world.extra.gatewayRef);
    await agentScreens.requestRefundOfDuplicate('EUR 25.00');
    await agentScreens.done();
    await expect(agentScreens.pill).toContainText('1 to send');
    expect(await world.refundStates()).toEqual([]);

    world.proxy.heal();
    await expect.poll(() => world.refundStates(), { timeout: 30_000 }).toEqual(['submitted']);
    await expect(agentScreens.pill).toHaveAccessibleName(/Live/, { timeout: 30_000 });

    const supervisor = await world.desktop('sue');
    const supervisorScreens = new Screens(supervisor.page);
    await supervisorScreens.lookUp(world.extra.gatewayRef);
    await supervisorScreens.approve('EUR 25.00');

    // Both desktops see the money arrive; the gateway moved it once.
    await expect(agent.page.getByText(/The money arrives between/).first()).toBeVisible({ timeout: 60_000 });
    await expect(supervisor.page.getByText(/The money arrives between/).first()).toBeVisible();
    expect(world.executions(world.extra)).toBe(1);
    expect(world.executions(world.kept)).toBe(0);
  } finally {
    await world.close();
  }
});
