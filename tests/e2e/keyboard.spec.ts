import { expect, type Locator, type Page, test } from '@playwright/test';
import { ElectronApp } from '../support/electron-app.ts';
import { Screens } from '../support/screens.ts';

const MOST_STEPS = 40;

/** Presses a key until the focus is where it should be, as somebody without a mouse does. */
async function pressUntilFocused(page: Page, key: string, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never reached ${target}`);
}

test('a double charge is refunded and approved by keyboard alone', async () => {
  test.setTimeout(120_000);
  const app = await ElectronApp.launch();
  const { page } = app;
  const screens = new Screens(page);
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await app.waitUntilReady();
  await expect(screens.pill).toHaveAccessibleName(/Live/);
  const [newest] = (await app.call('duplicates.open', {})).pairs;
  const extra = newest?.pair.refund === newest?.pair.a ? newest?.first : newest?.second;
  if (!extra) throw new Error('the demo has no duplicate');
  const { customer } = await app.call('payments.page', { id: extra.id });

  await test.step('the list of duplicates has the focus at once; Enter opens the first', async () => {
    await press('g', 'd');
    await expect(page.getByRole('row', { name: /Charged twice/ }).first()).toBeFocused();
    await press('Enter');
    await expect(screens.duplicateBanner).toBeVisible();
  });

  await test.step('d opens the filled form, Ctrl+Enter files it, Enter closes the sheet', async () => {
    await press('d');
    await expect(page.getByRole('dialog', { name: 'Request a refund' })).toBeVisible();
    await press('Control+Enter');
    await expect(page.getByRole('button', { name: 'Done' })).toBeFocused();
    await press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByText('Refund: Waiting for review · Amina Rashid')).toBeVisible();
    // Nothing has gone back yet, and the page does not say so.
    await expect(page.getByRole('region', { name: 'Refunded or being refunded' })).toBeVisible();
  });

  await test.step('the menu at the top right is reached with Tab', async () => {
    await pressUntilFocused(page, 'Tab', page.getByRole('button', { name: /Switch person/ }));
    await press('Enter');
    await pressUntilFocused(page, 'ArrowDown', page.getByRole('menuitemradio', { name: /Ingrid/ }));
    await press('Enter');
    await expect(page.getByRole('button', { name: /^Working as Ingrid/ })).toBeVisible();
  });

  await test.step('a supervisor finds it in the list and approves it', async () => {
    await press('g', 'r');
    await pressUntilFocused(page, 'j', page.getByRole('option', { name: customer?.name ?? '' }));
    await press('a');
    await expect(page.getByRole('alertdialog')).toContainText('Charged twice');
    await press('Control+Enter');
    await expect(page.getByRole('alertdialog')).toBeHidden();
  });

  await test.step('Ctrl+K finds the payment again, with the arrival on screen', async () => {
    await press('Control+K');
    await expect(page.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(extra.gatewayRef);
    await expect(page.getByRole('option', { name: extra.gatewayRef })).toBeVisible();
    await press('Enter');
    await expect(page.getByText(/The money arrives between/).first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('Refund: Approved · Ingrid Solberg')).toBeVisible();
  });

  await test.step('? lists the keys', async () => {
    await press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(keys.getByRole('listitem').filter({ hasText: 'Refund this one' })).toContainText('D');
    await press('Escape');
    await expect(keys).toBeHidden();
  });
  expect(app.consoleErrors).toEqual([]);
  await app.dispose();
});
