import { closeSync, globSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import Database from 'better-sqlite3';
import { ElectronApp, makeDataDirectory } from '../support/electron-app.ts';

/** A local file of the one person who has worked in this data directory. */
function localFile(dataDirectory: string, name: 'cache.db' | 'outbox.db'): string {
  const [file] = globSync(`${dataDirectory}/**/${name}`);
  if (!file) throw new Error(`${name} was not made`);
  return file;
}

/** Runs the program once, so that its files exist, and stops it. */
async function usedDataDirectory(): Promise<string> {
  const dataDirectory = makeDataDirectory();
  const app = await ElectronApp.launch({ dataDirectory });
  await app.waitUntilReady();
  await expect.poll(async () => (await app.call('connection.status', {})).state).toBe('live');
  await app.stop();
  return dataDirectory;
}

test.describe('a start that cannot go well', () => {
  test.setTimeout(120_000);
  let dataDirectory: string;

  test.afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }));

  test('an outbox of a newer version is refused, untouched, without a reset button', async () => {
    dataDirectory = await usedDataDirectory();
    const file = localFile(dataDirectory, 'outbox.db');
    const newer = new Database(file);
    newer.pragma('user_version = 9999');
    newer.close();

    const app = await ElectronApp.launch({ dataDirectory });
    const alert = app.page.getByRole('alert');
    await expect(alert).toContainText('was written by a newer version of VisaDesk', { timeout: 30_000 });
    await expect(alert).toContainText('VisaDesk will not reset or delete it.');
    const buttons = await app.page.getByRole('button').allInnerTexts();
    expect(buttons.map((text) => text.trim())).toEqual(['Try again', 'Show the log file', 'Quit']);
    await app.stop();
    const after = new Database(file, { readonly: true });
    expect(after.pragma('user_version', { simple: true })).toBe(9999);
    after.close();
  });

  test('a corrupt cache is set aside and loaded again', async () => {
    dataDirectory = await usedDataDirectory();
    const file = localFile(dataDirectory, 'cache.db');
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, 0);
    closeSync(handle);

    const app = await ElectronApp.launch({ dataDirectory });
    await app.waitUntilReady();
    await expect
      .poll(async () => (await app.call('payments.recent', {})).total, { timeout: 30_000 })
      .toBeGreaterThan(100);
    expect(
      globSync(`${file}.*`).some((name) => /cache\.db\.[a-z]/.test(name) && !/-(wal|shm)$/.test(name)),
    ).toBe(true);
    await app.stop();
  });

  test('a corrupt row of the outbox is shown for review and never sent', async () => {
    dataDirectory = await usedDataDirectory();
    const first = await ElectronApp.launch({ dataDirectory });
    await first.waitUntilReady();
    await first.call('connection.set-offline', { offline: true });
    const { payments } = await first.call('payments.recent', { limit: 100 });
    const charge = payments.find(
      ({ payment }) =>
        payment.status === 'captured' &&
        payment.dispute === 'none' &&
        payment.externalRefundedMinor + payment.refundedMinor === 0,
    )?.payment;
    if (!charge) throw new Error('the demo has no charge to refund');
    await first.call('refunds.submit', {
      commandId: '01990000-0000-7000-8000-000000000001',
      refundId: '01990000-0000-7000-8000-000000000002',
      paymentId: charge.id,
      amountMinor: charge.capturedMinor,
      currency: charge.currency,
      reason: 'goodwill',
      note: 'test',
      evidence: {},
    });
    await first.stop();
    const outbox = new Database(localFile(dataDirectory, 'outbox.db'));
    outbox.exec(`UPDATE outbox SET payload = replace(payload, '${charge.capturedMinor}', '1')`);
    outbox.close();

    const app = await ElectronApp.launch({ dataDirectory });
    await app.waitUntilReady();
    await app.call('connection.set-offline', { offline: false });
    await app.call('connection.sync-now', {});
    const { entries } = await app.call('outbox.list', {});
    expect(entries.map(({ state }) => state)).toEqual(['needs_review']);
    const { refunds } = await app.call('refunds.list', { view: 'mine' });
    expect(refunds.filter(({ view }) => view.refund.paymentId === charge.id)).toEqual([]);
    await app.stop();
  });

  test('a data folder that cannot be written says so, in the language that was asked for', async () => {
    dataDirectory = makeDataDirectory();
    // Not a matter of permission bits: tests may run as root.
    writeFileSync(join(dataDirectory, 'embedded'), 'a file where the folder should be');

    const app = await ElectronApp.launch({ dataDirectory, arguments: ['--lang', 'zh-Hans'] });
    await expect(app.page.getByRole('alert')).toContainText('无法写入数据文件夹', { timeout: 30_000 });
    await app.stop();
  });
});
