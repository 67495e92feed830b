import { expect, type Page, test } from '@playwright/test';
import { ElectronApp } from '../support/electron-app.ts';
import { Screens } from '../support/screens.ts';
import { TeamWorld } from '../support/team-world.ts';

/** The drawer behind the connection pill. */
function drawerOf(page: Page) {
  return page.getByRole('dialog', { name: 'Outbox' });
}

test('what is filed offline waits in the outbox, can be cancelled there, and is sent when online again', async () => {
  test.setTimeout(120_000);
  const app = await ElectronApp.launch();
  const { page } = app;
  const screens = new Screens(page);
  const drawer = drawerOf(page);
  const form = page.getByRole('dialog', { name: 'Request a refund' });
  await app.waitUntilReady();
  await expect(screens.pill).toHaveAccessibleName(/Live/);
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page
    .getByRole('row', { name: /Charged twice/ })
    .first()
    .press('Enter');
  const request = async (): Promise<void> => {
    await screens.duplicateBanner.getByRole('button', { name: 'Refund this one' }).click();
    await form.getByRole('button', { name: /^Request refund of/ }).click();
    await expect(page.getByRole('dialog').getByText('Saved here')).toBeVisible();
    await screens.done();
  };

  await test.step('a half-written form survives Escape and the death of the data process', async () => {
    await screens.duplicateBanner.getByRole('button', { name: 'Refund this one' }).click();
    await form.getByLabel(/^Note/).fill('Customer wrote twice');
    await page.keyboard.press('Escape');
    await expect(form).toBeHidden();
    await app.kill('data');
    await screens.duplicateBanner.getByRole('button', { name: 'Refund this one' }).click();
    await expect(form.getByLabel(/^Note/)).toHaveValue('Customer wrote twice');
    await page.keyboard.press('Escape');
    await expect(screens.pill).toHaveAccessibleName(/Live/, { timeout: 30_000 });
  });

  await test.step('offline it is saved here and can be cancelled', async () => {
    await screens.pill.click();
    await drawer.getByRole('button', { name: 'Work offline' }).click();
    // The button keeps the focus while it works, so that the keys of the drawer do too.
    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
    await expect(screens.pill).toContainText('Working offline');
    await request();
    await expect(screens.pill).toContainText('1 to send');
    await expect(screens.duplicateBanner.getByRole('button', { name: 'Refund this one' })).toHaveCount(0);
    await screens.pill.click();
    await drawer.getByRole('button', { name: /^Cancel: Request a refund of/ }).click();
    await expect(drawer).toContainText('Nothing waiting');
    await page.keyboard.press('Escape');
    await expect(screens.duplicateBanner.getByRole('button', { name: 'Refund this one' })).toBeVisible();
  });

  await test.step('filed again and online again it is sent', async () => {
    await request();
    await screens.pill.click();
    await expect(drawer.getByRole('listitem')).toContainText('Saved here');
    await drawer.getByRole('button', { name: 'Go online' }).click();
    await expect(drawer.getByRole('listitem')).toContainText('Done', { timeout: 30_000 });
    await page.keyboard.press('Escape');
    await expect(screens.pill).toHaveAccessibleName(/Live/);
    await expect(page.getByText('Refund: Waiting for review · Amina Rashid')).toBeVisible();
  });
  expect(app.consoleErrors).toEqual([]);
  await app.dispose();
});

test('an unanswered command is checked, not repeated, and can be asked about again', async () => {
  test.setTimeout(120_000);
  const world = await TeamWorld.open();
  try {
    const { page } = await world.desktop('ann');
    const screens = new Screens(page);
    const drawer = drawerOf(page);
    await screens.lookUp(world.extra.gatewayRef);
    world.proxy.holdAnswers();
    await screens.requestRefundOfDuplicate('EUR 25.00');
    await expect.poll(() => world.refundStates()).toEqual(['submitted']);
    world.proxy.cut();
    await screens.done();
    await expect(screens.pill).toHaveAccessibleName(/Offline|Reconnecting/, { timeout: 30_000 });

    await screens.pill.click();
    await expect(drawer.getByRole('listitem')).toContainText('Checking, do not repeat');
    await expect(drawer.getByRole('button', { name: /^Cancel/ })).toHaveCount(0);
    world.proxy.heal();
    await drawer.getByRole('button', { name: /^Ask again now/ }).click();
    await expect(drawer.getByRole('listitem')).toContainText('Done', { timeout: 45_000 });
    expect(await world.refundStates()).toEqual(['submitted']);
  } finally {
    await world.close();
  }
});
