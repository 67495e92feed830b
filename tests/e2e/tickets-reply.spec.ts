import { expect, test } from '@playwright/test';
import type { ElectronApp } from '../support/electron-app.ts';
import { Screens } from '../support/screens.ts';
import { importedId, messageImportRow, messagesOf, ticketImportRow } from '../support/team-tickets.ts';
import { TeamWorld } from '../support/team-world.ts';

/** A customer's ticket in a team of its own, on a real PostgreSQL, and an agent who has it open. */
test.describe('an answer', () => {
  test.setTimeout(180_000);
  const asked = messageImportRow({ body: 'I was charged twice.' });
  const row = ticketImportRow({
    customer_email: 'linh@example.org',
    assignee: 'ann',
    subject: 'Charged twice',
    messages: [asked],
  });
  let world: TeamWorld;
  let agent: ElectronApp;
  let screens: Screens;

  test.beforeEach(async () => {
    world = await TeamWorld.open();
    await world.importTickets([row]);
    agent = await world.desktop('ann');
    screens = new Screens(agent.page);
    await screens.openTicket('Linh Example');
  });
  test.afterEach(() => world.close());

  /** What the team has of the conversation. */
  async function sentBodies(): Promise<readonly string[]> {
    const id = await importedId(world.owner, 'test', row);
    return (await messagesOf(world.owner, id)).map(({ body }) => body);
  }

  test('can be taken back to the letter, and leaves once when it is sent again', async () => {
    const { page } = agent;
    const text = 'Dear Linh,\n\n  we have found both charges.\tThank you.';
    await page.keyboard.press('r');
    await screens.reply.fill(text);
    await page.keyboard.press('Control+Enter');
    await expect(screens.message('we have found both charges')).toContainText(/Leaves in \d s/);
    await expect(screens.reply).toHaveValue('');

    await page.keyboard.press('z');
    await expect(screens.reply).toHaveValue(text);
    await expect(screens.message('we have found both charges')).toHaveCount(0);
    expect(await sentBodies()).toEqual(['I was charged twice.']);

    await screens.reply.press('Control+Shift+Enter');
    await expect(screens.message('we have found both charges')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Status: Solved' })).toBeVisible();
    await expect.poll(sentBodies, { timeout: 30_000 }).toEqual(['I was charged twice.', text]);
    expect((await agent.call('outbox.list', {})).entries.filter(({ state }) => state !== 'acked')).toEqual(
      [],
    );
    expect(agent.consoleErrors).toEqual([]);
  });

  test('half-written survives the death of the data process and of the whole program', async () => {
    await agent.page.keyboard.press('r');
    await agent.page.keyboard.type('We are looking into');
    await expect
      .poll(async () => (await agent.call('tickets.queue', { view: 'mine' })).rows[0]?.draft)
      .toBe(true);
    await agent.kill('data');
    await agent.page.keyboard.type(' it');
    await expect(screens.reply).toHaveValue('We are looking into it');
    await expect(screens.queue.getByRole('option', { name: 'Linh Example' })).toContainText('Draft');
    await expect
      .poll(async () => {
        const { ticket } = (await agent.call('tickets.queue', { view: 'mine' })).rows[0] ?? {};
        const key = `ticket:${ticket?.id}:reply`;
        return (await agent.call('drafts.get', { key })).draft?.body;
      })
      .toContain('into it');

    await agent.kill('main');
    await agent.start();
    await agent.waitUntilReady();
    const again = new Screens(agent.page);
    await again.openTicket('Linh Example');
    await expect(again.reply).toHaveValue('We are looking into it');
  });

  test('written without a connection waits here and is sent when it is back', async () => {
    const { page } = agent;
    world.proxy.cut();
    await expect(screens.pill).toHaveAccessibleName(/Offline|Reconnecting/, { timeout: 30_000 });
    await page.keyboard.press('r');
    await screens.reply.fill('One charge goes back to you.');
    await page.keyboard.press('Control+Enter');
    const message = screens.message('One charge goes back to you.');
    await expect(message).toContainText('Saved here', { timeout: 15_000 });
    // Until it has left it can still be taken back.
    await expect(message.getByRole('button', { name: 'Take back' })).toBeVisible();
    expect(await sentBodies()).toEqual(['I was charged twice.']);
    world.proxy.heal();
    await expect.poll(sentBodies, { timeout: 60_000 }).toContain('One charge goes back to you.');
    await expect(message).not.toContainText('Saved here', { timeout: 30_000 });
  });

  test('that missed what came in between is not sent before a person has read it', async () => {
    const { page } = agent;
    await agent.call('connection.set-offline', { offline: true });
    await page.keyboard.press('r');
    await screens.reply.fill('Please send us the receipt.');
    await page.keyboard.press('Control+Enter');
    const answer = screens.message('Please send us the receipt.');
    await expect(answer).toContainText('Saved here', { timeout: 15_000 });
    const more = messageImportRow({ at: new Date().toISOString(), body: 'Here is the receipt.' });
    await world.importTickets([{ ...row, messages: [asked, more] }]);
    await agent.call('connection.set-offline', { offline: false });

    await expect(answer).toContainText('Not sent', { timeout: 60_000 });
    await expect(answer.getByRole('listitem')).toContainText('Here is the receipt.');
    expect(await sentBodies()).not.toContain('Please send us the receipt.');

    await test.step('edited it lies in the composer again', async () => {
      await answer.getByRole('button', { name: 'Edit' }).click();
      await expect(screens.reply).toHaveValue('Please send us the receipt.');
      await expect(answer).toHaveCount(0);
      await screens.reply.fill('Thank you for the receipt.');
      await screens.reply.press('Control+Enter');
      await expect.poll(sentBodies, { timeout: 30_000 }).toContain('Thank you for the receipt.');
    });
  });

  test('that missed something can be sent anyway with one click', async () => {
    const { page } = agent;
    await agent.call('connection.set-offline', { offline: true });
    await page.keyboard.press('r');
    await screens.reply.fill('Your refund is on its way.');
    await page.keyboard.press('Control+Enter');
    await expect(screens.message('Your refund is on its way.')).toContainText('Saved here', {
      timeout: 15_000,
    });
    const more = messageImportRow({ at: new Date().toISOString(), body: 'Thanks in advance!' });
    await world.importTickets([{ ...row, messages: [asked, more] }]);
    await agent.call('connection.set-offline', { offline: false });
    const answer = screens.message('Your refund is on its way.');
    await answer.getByRole('button', { name: 'Send anyway' }).click({ timeout: 60_000 });
    await expect.poll(sentBodies, { timeout: 30_000 }).toContain('Your refund is on its way.');
    await expect(answer).toHaveCount(1);
    await expect(answer).not.toContainText('Not sent');
  });
});
