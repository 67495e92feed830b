import { expect, test } from '@playwright/test';
import { ElectronApp } from '../support/electron-app.ts';
import { Screens } from '../support/screens.ts';

test('a case: tabs, dossier, note, call and a new ticket', async () => {
  test.setTimeout(180_000);
  const app = await ElectronApp.launch();
  const { page } = app;
  const screens = new Screens(page);
  await app.waitUntilReady();
  await expect(screens.pill).toHaveAccessibleName(/Live/, { timeout: 60_000 });
  await screens.chooseView('All open');
  const rows = (await app.call('tickets.queue', { view: 'open', limit: 2 })).rows;
  const [first, second] = rows.map(({ customerName }) => customerName ?? '');
  if (!first || !second || first === second)
    throw new Error('the demo has no two customers with open tickets');
  const tabs = page.getByRole('navigation', { name: 'Open cases' });
  const dossier = page.getByRole('complementary', { name: "Customer's dossier" });

  await test.step('open cases are tabs on every screen; keys and the middle button close them', async () => {
    await screens.openTicket(first);
    await screens.openTicket(second);
    await expect(tabs.getByRole('listitem')).toHaveCount(2);
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await expect(page.getByRole('grid', { name: 'Payments' })).toBeVisible();
    await tabs.getByRole('button', { name: first, exact: true }).click();
    await expect(screens.conversation).toHaveAccessibleName(new RegExp(first));
    await page.keyboard.press('Control+PageDown');
    await expect(screens.conversation).toHaveAccessibleName(new RegExp(second));
    await page.keyboard.press('Control+W');
    await expect(tabs.getByRole('listitem')).toHaveCount(1);
    await expect(screens.conversation).toHaveAccessibleName(new RegExp(first));
    await tabs.getByRole('listitem').click({ button: 'middle' });
    await expect(tabs).toHaveCount(0);
    await screens.openTicket(first);
  });

  await test.step('the dossier shows the payments; one opens, and back is the case', async () => {
    await expect(dossier.getByRole('heading', { name: first })).toBeVisible();
    await dossier.getByRole('button', { name: /This case/ }).click();
    await expect(page.getByRole('article', { name: /^Payment / })).toBeVisible();
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(screens.conversation).toHaveAccessibleName(new RegExp(first));
  });

  await test.step('the timeline tells everything on one scroll and can be searched', async () => {
    await page.keyboard.press('h');
    const timeline = dossier.getByRole('region', { name: 'Timeline' });
    await expect(timeline.getByRole('listitem').first()).toBeVisible();
    const all = await timeline.getByRole('listitem').count();
    await dossier.getByRole('button', { name: 'Payments', exact: true }).click();
    await expect.poll(() => timeline.getByRole('listitem').count()).toBeLessThan(all);
    await dossier.getByRole('button', { name: 'Payments', exact: true }).click();
    await dossier.getByRole('searchbox').fill('zzzz nothing of the kind');
    await expect(timeline).toContainText('Nothing fits');
    await dossier.getByRole('searchbox').fill('');
    await expect.poll(() => timeline.getByRole('listitem').count()).toBe(all);
    await page.getByRole('region', { name: 'Messages' }).focus();
    await page.keyboard.press('h');
  });

  await test.step('a note is for the team and looks like it', async () => {
    await page.keyboard.press('i');
    await page.keyboard.type('Ask the bank again on Monday');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('article', { name: /^Internal note/ }).last()).toContainText(
      'Ask the bank again',
    );
    await expect(screens.reply).toHaveCount(0);
  });

  await test.step('status, priority and tags have keys, and each change can be taken back', async () => {
    await page.keyboard.press('p');
    await page.getByRole('menuitemradio', { name: 'Urgent' }).click();
    await expect(page.getByRole('button', { name: 'Priority: Urgent' })).toBeVisible();
    await page.keyboard.press('t');
    await page.getByRole('searchbox', { name: 'Find or add a tag' }).fill('Bank error');
    await page.getByRole('menuitem', { name: 'Add “bank error”' }).click();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Tags: bank error' })).toBeVisible();
    await page.keyboard.press('e');
    await expect(page.getByRole('button', { name: 'Status: Solved' })).toBeVisible();
    await page.keyboard.press('z');
    await expect(page.getByRole('button', { name: 'Status: Open' })).toBeVisible();
  });

  await test.step('a call is timed and noted in the case', async () => {
    await page.keyboard.press('l');
    const form = page.getByRole('dialog', { name: 'Log a call' });
    await expect(form.getByLabel('Length')).toHaveValue(/^0:0[1-9]$/);
    await form.getByRole('button', { name: 'Pause' }).click();
    await form.getByLabel('Length').fill('4:30');
    await form.getByLabel('Notes').fill('Promised an answer by Friday');
    await page.keyboard.press('Control+Enter');
    await expect(form).toBeHidden();
    const noted = page.getByRole('article', { name: /^Call/ }).filter({ hasText: 'Promised an answer' });
    await expect(noted).toContainText('4m 30s');
  });

  await test.step('a caller without a ticket gets one, with the call in it', async () => {
    await page.keyboard.press('n');
    const form = page.getByRole('dialog', { name: 'New ticket' });
    await form.getByRole('textbox', { name: 'Customer' }).fill(second);
    await form.getByRole('button', { name: second }).first().click();
    await form.getByLabel('Subject').fill('Asks for an invoice');
    await form.getByLabel('Notes').fill('Wants it in Turkish');
    await page.keyboard.press('Control+Enter');
    await expect(form).toBeHidden();
    await expect(page.getByRole('heading', { name: 'Asks for an invoice' })).toBeVisible();
    await expect(screens.message('Wants it in Turkish')).toBeVisible();
  });

  await test.step('a ticket without a word in it can be worked on', async () => {
    await page.keyboard.press('n');
    const form = page.getByRole('dialog', { name: 'New ticket' });
    await form.getByLabel('Subject').fill('Somebody at the counter');
    await form.getByText('Chat', { exact: true }).click();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { name: 'Somebody at the counter' })).toBeVisible();
    await expect(page.getByText('No messages yet.')).toBeVisible();
    await expect(page.getByText('No customer yet')).toBeVisible();
  });

  await test.step('? lists the keys, Ctrl+K runs a command by its name', async () => {
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(keys.getByRole('listitem').filter({ hasText: 'Snooze' })).toContainText('B');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+K');
    await page.keyboard.type('snooze');
    await page.getByRole('option', { name: 'Snooze' }).click();
    await page.getByRole('menuitem', { name: /^Three hours/ }).click();
    await expect(page.getByRole('button', { name: /^Snooze: Until/ })).toBeVisible();
  });

  await test.step('panes are resized and collapsed by key; all of it is there after a restart', async () => {
    const edge = page.getByRole('separator', { name: 'Width of the queue' });
    await edge.focus();
    await page.keyboard.press('ArrowRight');
    const width = await edge.getAttribute('aria-valuenow');
    await page.keyboard.press('Control+B');
    await expect(screens.queue).toHaveCount(0);
    await page.keyboard.press('Control+B');
    await expect(screens.queue).toBeVisible();
    const open = await tabs.getByRole('listitem').count();
    expect(app.consoleErrors).toEqual([]);
    await app.stop();
    await app.start();
    await app.waitUntilReady();
    const again = app.page;
    await expect(again.getByRole('navigation', { name: 'Open cases' }).getByRole('listitem')).toHaveCount(
      open,
    );
    await new Screens(again).openTicket(second);
    await expect(again.getByRole('separator', { name: 'Width of the queue' })).toHaveAttribute(
      'aria-valuenow',
      width ?? '',
    );
  });

  expect(app.consoleErrors).toEqual([]);
  await app.dispose();
});
