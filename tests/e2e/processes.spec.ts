import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isAlive } from '../../scripts/lib/file-lock.ts';
import { ElectronApp, makeDataDirectory } from '../support/electron-app.ts';

test('the program survives crashes of its data process and asks a person after the third', async () => {
  const app = await ElectronApp.launch();
  try {
    await app.waitUntilReady();
    await app.kill('data');
    await app.kill('data');
    process.kill(await app.processId('data'), 'SIGKILL');
    await expect
      .poll(async () => (await app.call('app.startup', {})).phase, { timeout: 15_000 })
      .toBe('recovering');
    const { problem } = await app.call('app.startup', {});
    expect(problem).toMatchObject({ process: 'data', code: 'data-unavailable' });
    expect(problem?.logTail).toContain('child ended unexpectedly');
    expect(await app.tryCall('connection.status', {})).toMatchObject({
      ok: false,
      error: { code: 'data-unavailable' },
    });
    const { page } = app;
    await expect(page.getByRole('alert')).toContainText('The data service stopped three times');
    await expect(page.getByRole('region', { name: 'Last lines of the log' })).toContainText(
      'ended unexpectedly',
    );
    await page.getByRole('button', { name: 'Try again' }).click();
    await app.waitUntilReady();
    await expect(page.getByRole('region', { name: 'Queue' }).getByRole('listbox')).toBeVisible();
  } finally {
    await app.dispose();
  }
});

test('a window whose process dies comes back by itself', async () => {
  const app = await ElectronApp.launch();
  try {
    await app.waitUntilReady();
    const before = await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const id = contents?.getOSProcessId();
      contents?.forcefullyCrashRenderer();
      return id;
    });
    // Asked through the main process: Playwright's own line to a page ends with its process.
    const answer = (): Promise<string> =>
      app.electron.evaluate(async ({ BrowserWindow }, oldId) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        if (!contents || contents.isCrashed() || contents.isLoading()) return 'not back yet';
        if (contents.getOSProcessId() === oldId) return 'still the old one';
        return (await contents.executeJavaScript("window.visadesk.invoke('app.info', '{}')")) as string;
      }, before);
    await expect.poll(answer, { timeout: 15_000 }).toContain('"ok":true');
  } finally {
    await app.dispose();
  }
});

test('quitting ends every process, and so does the death of the main process', async () => {
  const app = await ElectronApp.launch();
  try {
    await app.waitUntilReady();
    const ids = async (): Promise<number[]> => [await app.processId('data'), await app.processId('hub')];
    const killed = await ids();
    await app.kill('main');
    await expect.poll(() => killed.filter(isAlive), { timeout: 15_000 }).toEqual([]);

    await app.start();
    await app.waitUntilReady();
    const stopped = await ids();
    await app.stop();
    await expect.poll(() => stopped.filter(isAlive)).toEqual([]);
  } finally {
    await app.dispose();
  }
});

test('a data directory that can not be written is said in the window', async () => {
  const folder = makeDataDirectory();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const app = await ElectronApp.launch({ dataDirectory: join(file, 'data') });
  try {
    await expect.poll(async () => (await app.call('app.startup', {})).phase).toBe('failed');
    const { problem } = await app.call('app.startup', {});
    expect(problem).toMatchObject({ code: 'storage-unwritable' });
  } finally {
    await app.dispose();
    rmSync(folder, { recursive: true });
  }
});
