import { expect, test } from '@playwright/test';
import type { TicketImportRow } from '../../shared/domains/tickets/import-row.ts';
import type { ElectronApp } from '../support/electron-app.ts';
import { Screens } from '../support/screens.ts';
import { messageImportRow, ticketImportRow } from '../support/team-tickets.ts';
import { TeamWorld } from '../support/team-world.ts';

const HOW_MANY = 380;
const BATCH = 190;

const LONG = 130;

/** A conversation of more than two pages. */
const long = ticketImportRow({
  customer_email: 'talker@example.org',
  assignee: 'ann',
  subject: 'A long story',
  messages: Array.from({ length: LONG }, (_, n) =>
    messageImportRow({
      at: new Date(Date.UTC(2026, 10, 2) + n * 60_000).toISOString(),
      author: 'Tara Talker',
      body: `Chapter ${n + 1} of what happened to me.`,
    }),
  ),
});

/** One customer's ticket, one a minute, every tenth in Portuguese and by chat. */
function numbered(n: number): TicketImportRow {
  const at = new Date(Date.UTC(2026, 10, 1) + n * 60_000).toISOString();
  const isChat = n % 10 === 0;
  return ticketImportRow({
    customer_email: `person${n}@example.org`,
    subject: `Question ${n}`,
    channel: isChat ? 'chat' : 'email',
    language: isChat ? 'pt' : 'en',
    created_at: at,
    messages: [messageImportRow({ at, author: `Person ${n}`, body: `Where is my visa ${n}?` })],
  });
}

test.describe('the queue', () => {
  test.setTimeout(180_000);
  let world: TeamWorld;
  let agent: ElectronApp;
  let screens: Screens;

  test.beforeAll(async () => {
    world = await TeamWorld.open();
    const rows = Array.from({ length: HOW_MANY }, (_, n) => numbered(n));
    for (let from = 0; from < HOW_MANY; from += BATCH) {
      await world.importTickets(rows.slice(from, from + BATCH));
    }
    await world.importTickets([long]);
    agent = await world.desktop('ann');
    screens = new Screens(agent.page);
    await expect
      .poll(async () => (await agent.call('tickets.queue', { view: 'unassigned' })).total, {
        timeout: 60_000,
      })
      .toBe(HOW_MANY);
    await screens.chooseView('Unassigned');
  });
  test.afterAll(() => world.close());

  test('has a row for every ticket and draws only those in sight', async () => {
    const { page } = agent;
    const options = screens.queue.getByRole('option');
    await expect(options.first()).toHaveAttribute('aria-setsize', String(HOW_MANY));
    expect(await options.count()).toBeLessThan(60);

    await screens.queue.focus();
    await page.keyboard.press('End');
    await expect(screens.queue.getByRole('option', { name: `Question ${HOW_MANY - 1}` })).toBeVisible();
    await expect(options.last()).toHaveAttribute('aria-posinset', String(HOW_MANY));
    await page.keyboard.press('Home');
    await expect(options.first()).toHaveAttribute('aria-posinset', '1');
    await expect(screens.queue.getByRole('option', { name: /Question 0\b/ })).toBeVisible();
  });

  test('is filtered by language and channel, and says by what', async () => {
    const { page } = agent;
    await page.keyboard.press('f');
    const filter = page.getByRole('dialog', { name: 'Filter' });
    await filter.getByRole('button', { name: 'Portuguese' }).click();
    await filter.getByRole('button', { name: 'Chat' }).click();
    await page.keyboard.press('Escape');
    await expect(screens.queue.getByRole('option').first()).toHaveAttribute(
      'aria-setsize',
      String(HOW_MANY / 10),
    );
    const chips = page.getByRole('list', { name: 'Filters' });
    await expect(chips.getByRole('listitem')).toHaveText(['Chat', 'Portuguese']);
    await chips.getByRole('button', { name: 'Remove filter: Portuguese' }).click();
    await chips.getByRole('button', { name: 'Remove filter: Chat' }).click();
    await expect(chips).toHaveCount(0);
    await expect(screens.queue.getByRole('option').first()).toHaveAttribute('aria-setsize', String(HOW_MANY));
  });

  test('opens by keyboard, and the next ticket without going back to it', async () => {
    const { page } = agent;
    await screens.queue.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: /^Question \d+$/ })).toBeVisible();
    const first = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
    await page.keyboard.press('Shift+J');
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(first);
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(first);
  });

  test('lets many tickets be changed at once and all of it be taken back', async () => {
    const { page } = agent;
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await screens.queue.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(page.getByRole('status').filter({ hasText: '3 selected' })).toBeVisible();
    await page.keyboard.press('a');
    await expect(page.getByText('3 tickets assigned to you')).toBeVisible();
    await expect(screens.queue.getByRole('option').first()).toHaveAttribute(
      'aria-setsize',
      String(HOW_MANY - 3),
    );
    const mine = async () => (await agent.call('tickets.queue', { view: 'mine' })).total;
    expect(await mine()).toBe(4);

    await page.keyboard.press('z');
    await expect.poll(mine).toBe(1);
    await expect(screens.queue.getByRole('option').first()).toHaveAttribute('aria-setsize', String(HOW_MANY));
    await expect
      .poll(async () => (await agent.call('connection.status', {})).waiting, { timeout: 30_000 })
      .toBe(0);
    expect((await agent.call('outbox.list', {})).entries.filter(({ state }) => state === 'rejected')).toEqual(
      [],
    );
  });

  test('is shown whole by its checkboxes and Ctrl+A chooses what is loaded', async () => {
    const { page } = agent;
    await screens.queue.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+A');
    await expect(page.getByRole('status').filter({ hasText: /\d+ selected/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('status').filter({ hasText: /selected/ })).toHaveCount(0);
    expect(agent.consoleErrors).toEqual([]);
  });

  test('opens a long conversation at its end and reads back to its beginning without a jump', async () => {
    const { page } = agent;
    await screens.chooseView('Mine');
    await screens.queue.getByRole('option', { name: 'A long story' }).click();
    const messages = page.getByRole('region', { name: 'Messages' });
    const chapter = (n: number) => messages.getByRole('article').filter({ hasText: `Chapter ${n} of` });
    await expect(chapter(LONG)).toBeInViewport();
    await expect(chapter(LONG - 50)).toHaveCount(0);

    await test.step('earlier messages are put above what is read', async () => {
      const anchor = chapter(LONG - 45);
      await anchor.scrollIntoViewIfNeeded();
      await expect(chapter(LONG - 60)).toHaveCount(1);
      await expect(anchor).toBeInViewport();
    });
    await test.step('up to the first', async () => {
      await messages.focus();
      await expect(async () => {
        await page.keyboard.press('Home');
        await expect(chapter(1)).toBeInViewport({ timeout: 500 });
      }).toPass({ timeout: 20_000 });
      await expect(messages.getByRole('article')).toHaveCount(LONG);
      await expect(page.getByRole('button', { name: 'Show earlier messages' })).toHaveCount(0);
    });
    await test.step('and at the end again', async () => {
      await page.getByRole('button', { name: 'To the newest' }).click();
      await expect(chapter(LONG)).toBeInViewport();
    });
    expect(agent.consoleErrors).toEqual([]);
  });
});
