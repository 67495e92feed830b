import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { ElectronApp } from '../support/electron-app.ts';
import { Screens } from '../support/screens.ts';

/** Rule and element of each violation of WCAG 2.2 A and AA. */
async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    // Opens a second page for the findings of frames; an Electron window has none.
    .setLegacyMode()
    .analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

for (const theme of ['light', 'dark'] as const) {
  test(`screens have no accessibility violations, ${theme}`, async () => {
    test.setTimeout(120_000);
    const app = await ElectronApp.launch({ arguments: ['--theme', theme] });
    await app.waitUntilReady();
    const screens = new Screens(app.page);
    await expect
      .poll(async () => (await app.call('connection.status', {})).state, { timeout: 45_000 })
      .toBe('live');

    await screens.chooseView('All open');
    expect(await violations(app.page), 'queue').toEqual([]);

    const [row] = (await app.call('tickets.queue', { view: 'open', limit: 1 })).rows;
    await screens.openTicket(row?.customerName ?? '');
    await expect(app.page.getByRole('tab', { name: 'Timeline' })).toBeVisible();
    expect(await violations(app.page), 'ticket').toEqual([]);

    await app.page.keyboard.press('i');
    await app.page.keyboard.type('For the team');
    await app.page.keyboard.press('Escape');
    await app.page.keyboard.press('h');
    await expect(app.page.getByRole('searchbox')).toBeVisible();
    expect(await violations(app.page), 'note and timeline').toEqual([]);

    await app.page.keyboard.press('x');
    await expect(app.page.getByRole('toolbar', { name: 'Selected tickets' })).toBeVisible();
    expect(await violations(app.page), 'selection').toEqual([]);
    await app.page.keyboard.press('x');

    await app.page.keyboard.press('f');
    await expect(app.page.getByRole('dialog', { name: 'Filter' })).toBeVisible();
    expect(await violations(app.page), 'filter').toEqual([]);
    await app.page.keyboard.press('Escape');

    await app.page.keyboard.press('n');
    await expect(app.page.getByRole('dialog', { name: 'New ticket' })).toBeVisible();
    expect(await violations(app.page), 'new ticket').toEqual([]);
    await app.page.keyboard.press('Escape');

    await app.page.keyboard.press('g');
    await app.page.keyboard.press('p');
    await expect(app.page.getByRole('grid', { name: 'Payments' })).toBeVisible();
    expect(await violations(app.page), 'payments').toEqual([]);

    await screens.openRefunds();
    await app.page.getByRole('tab', { name: 'All' }).click();
    expect(await violations(app.page), 'refunds').toEqual([]);

    const { pairs } = await app.call('duplicates.open', {});
    const extra = pairs.find(({ pair }) => pair.verdict === 'CONFIRMED_DUPLICATE');
    if (!extra) throw new Error('the demo has no confirmed duplicate');
    const charge = extra.pair.refund === extra.pair.a ? extra.first : extra.second;
    await screens.lookUp(charge.gatewayRef);
    await expect(screens.duplicateBanner).toBeVisible();
    expect(await violations(app.page), 'payment page').toEqual([]);

    await screens.duplicateBanner.getByRole('button', { name: 'Refund this one' }).click();
    await expect(app.page.getByRole('dialog', { name: 'Request a refund' })).toBeVisible();
    expect(await violations(app.page), 'refund form').toEqual([]);
    await app.dispose();
  });
}
