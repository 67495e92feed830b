import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { projectRoot } from '../../scripts/lib/paths.ts';
import { ElectronApp } from '../support/electron-app.ts';
import { Screens } from '../support/screens.ts';

/** The two charges of the shipped export that one customer paid for one application; the later one is extra. */
const KEPT = 'ch_3SosNQw1aWFeOgd23ePDRhA8HQ';
const EXTRA = 'ch_3SJmhwPGaWFeOgd23eBYa8kRaD';
const EXPORT = join(projectRoot, 'resources', 'demo', 'stripe-payments-export.csv');

/** `desk … --json` against the data directory of a running program. */
async function desk(dataDirectory: string, ...words: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(projectRoot, 'scripts', 'desk.ts'),
    ...words,
    '--json',
    ...['--data-dir', dataDirectory],
  ]);
  return JSON.parse(stdout);
}

test('a gateway export becomes a refund that is on its way to the customer', async () => {
  test.setTimeout(180_000);
  const app = await ElectronApp.launch();
  const screens = new Screens(app.page);
  await app.waitUntilReady();

  await test.step('the export is imported while the program runs, twice without harm', async () => {
    const first = await desk(app.dataDirectory, 'import', 'stripe-payments', EXPORT);
    expect(first).toMatchObject({ rows: 39, inserted: 39, updated: 0, unchanged: 0, bad: [] });
    const second = await desk(app.dataDirectory, 'import', 'stripe-payments', EXPORT);
    expect(second).toMatchObject({ rows: 39, inserted: 0, updated: 0, unchanged: 39, bad: [] });
  });

  await test.step('an agent pastes the transaction id and sees the double charge', async () => {
    await screens.workAs('Lucas');
    await screens.lookUp(`  ${EXTRA}\n`);
    await expect(app.page.getByRole('heading', { name: /25\.00/ })).toBeVisible();
    await expect(app.page.getByText('Mateus Oliveira').first()).toBeVisible();
    await expect(screens.duplicateBanner).toContainText('Two charges were taken for one application.');
    const lookedUp = await desk(app.dataDirectory, 'lookup', KEPT);
    expect(lookedUp).toMatchObject({ candidates: [{ type: 'payment', matched: KEPT, how: 'exact' }] });
  });

  await test.step('files the refund form', async () => {
    await screens.requestRefundOfDuplicate('USD 25.00');
    await expect(app.page.getByText(/Waiting for review, due/)).toBeVisible();
    await screens.done();
  });

  await test.step('cannot decide on it', async () => {
    await screens.openRefunds();
    await app.page.getByRole('tab', { name: /Mine/ }).click();
    await expect(app.page.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);
  });

  await test.step('a supervisor approves exactly that amount', async () => {
    await screens.workAs('Ingrid');
    await screens.lookUp(EXTRA);
    await screens.approve('USD 25.00');
  });

  await test.step('the gateway confirms and the arrival window is on screen', async () => {
    await expect(app.page.getByText(/The money arrives between/).first()).toBeVisible({ timeout: 60_000 });
    await expect(app.page.getByText(/business days/).first()).toBeVisible();
    const { candidates } = await app.call('lookup.search', { text: EXTRA });
    const page = await app.call('payments.page', { id: candidates[0]?.paymentId ?? '' });
    const [refund] = page.refunds;
    expect(refund?.refund).toMatchObject({ sendNo: 0, amountMinor: 2500, currency: 'USD' });
    expect(refund?.refund.arrivalEarliest).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(page.refundableMinor).toBe(0);
  });

  expect(app.consoleErrors).toEqual([]);
  await app.dispose();
});
