import { expect, type Locator, type Page } from '@playwright/test';

/** What a person does on the screens, by role and accessible name. English only. */
export class Screens {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Pastes a text into the look-up box and opens the first hit. */
  async lookUp(text: string): Promise<void> {
    // The shortcut works as soon as the field that shows it is there.
    await expect(this.page.getByRole('button', { name: /^Look up:/ })).toBeVisible();
    await this.page.keyboard.press('Control+K');
    const box = this.page.getByRole('dialog', { name: 'Look up' });
    await box.getByRole('combobox').fill(text);
    await expect(box.getByRole('option').first()).toBeVisible();
    await this.page.keyboard.press('Enter');
    await expect(box).toBeHidden();
  }

  /** The banner of a pair that was charged twice. */
  get duplicateBanner(): Locator {
    return this.page.getByRole('region', { name: 'Charged twice' });
  }

  /** From the banner to the filled form; submits it and returns when it says that it is saved. */
  async requestRefundOfDuplicate(amount: string): Promise<void> {
    await this.duplicateBanner.getByRole('button', { name: 'Refund this one' }).click();
    const form = this.page.getByRole('dialog', { name: 'Request a refund' });
    await form.getByRole('button', { name: `Request refund of ${amount}` }).click();
    // Inside the sheet: offline the page behind it says the same of the refund.
    await expect(this.page.getByRole('dialog').getByText('Saved here')).toBeVisible();
  }

  /** Closes the sheet that a saved form leaves. */
  async done(): Promise<void> {
    await this.page.getByRole('button', { name: 'Done' }).click();
  }

  async openRefunds(): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Places' })
      .getByRole('button', { name: /^Refunds/ })
      .click();
  }

  /** Approves the refund that is selected on the refunds screen. */
  async approve(amount: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await this.page
      .getByRole('alertdialog')
      .getByRole('button', { name: `Approve ${amount}` })
      .click();
    await expect(this.page.getByRole('alertdialog')).toBeHidden();
  }

  /** Embedded workspace: become somebody else. */
  async workAs(name: string): Promise<void> {
    await this.page.getByRole('button', { name: /Switch person/ }).click();
    await this.page.getByRole('menuitemradio', { name: new RegExp(name) }).click();
    await expect(this.page.getByRole('button', { name: new RegExp(`^Working as ${name}`) })).toBeVisible();
  }

  /** The pill at the top right. */
  get pill(): Locator {
    return this.page.getByRole('button', { name: /^Connection:/ });
  }

  /** The rows of the queue that is shown. */
  get queue(): Locator {
    return this.page.getByRole('region', { name: 'Queue' }).getByRole('listbox');
  }

  /** Opens a ticket of the queue by whom it is with. */
  async openTicket(customer: string): Promise<void> {
    await this.queue.getByRole('option', { name: customer }).first().click();
    await expect(this.conversation).toHaveAccessibleName(new RegExp(customer));
  }

  /** The ticket that is open. */
  get conversation(): Locator {
    return this.page.getByRole('article', { name: /^Ticket #/ });
  }

  /** Where the answer is written. */
  get reply(): Locator {
    return this.page.getByRole('textbox', { name: /^Reply to/ });
  }

  /** The message, reply or note with this text. */
  message(text: string): Locator {
    return this.conversation.getByRole('article').filter({ hasText: text });
  }

  /** Chooses another view of the queue by key. */
  async chooseView(name: string): Promise<void> {
    await expect(this.page.getByRole('region', { name: 'Queue' })).toBeVisible();
    await this.page.keyboard.press('v');
    await this.page.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click();
    await expect(this.page.getByRole('listbox', { name, exact: true })).toBeVisible();
  }
}
