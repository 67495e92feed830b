import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isAlive } from '../../scripts/lib/file-lock.ts';
import { projectRoot } from '../../scripts/lib/paths.ts';
import { makeDataDirectory } from '../support/electron-app.ts';

/** `npm start -- …` without a display of its own, in a process group of its own as a terminal makes one. */
function start(dataDirectory: string, ...programArguments: readonly string[]) {
  const child = spawn(
    process.execPath,
    [join(projectRoot, 'scripts', 'run.mjs'), 'start', '--data-dir', dataDirectory, ...programArguments],
    {
      detached: true,
      env: { ...process.env, DISPLAY: '', VISADESK_DEMO: 'small' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  return { child, said: () => said, ended: once(child, 'close') };
}

test.describe('npm start', () => {
  test.setTimeout(120_000);
  let dataDirectory: string;
  test.beforeEach(() => {
    dataDirectory = makeDataDirectory();
  });
  test.afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }));

  test('writes a picture of the screen that is asked for and ends', async () => {
    const file = join(dataDirectory, 'pictures', 'refunds.png');
    const wishes = ['--screen', 'refunds', '--lang', 'zh-Hans', '--theme', 'dark', '--size', '1366x768'];
    const run = start(dataDirectory, '--screenshot', file, ...wishes);
    expect(await run.ended, run.said()).toEqual([0, null]);
    expect(run.said()).toContain('No display here');
    const picture = readFileSync(file);
    expect(picture.toString('latin1', 1, 4)).toBe('PNG');
    // Width and height of the image header.
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1366, 768]);
  });

  test('refuses at once what it cannot show', async () => {
    const run = start(dataDirectory, '--screenshot', join(dataDirectory, 'out.png'), '--screen', 'nowhere');
    expect(await run.ended).toEqual([2, null]);
    expect(run.said()).toContain('bad-input: --screen is one of tickets, ');
  });

  test('ends in good order on Ctrl+C, which reaches everything that the terminal has started', async () => {
    const log = join(dataDirectory, 'logs', 'main.log');
    const logged = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
    const run = start(dataDirectory);
    await expect.poll(logged, { timeout: 60_000 }).toContain('"child":"hub","phase":"ready"');
    process.kill(-(run.child.pid ?? 0), 'SIGINT');
    expect(await run.ended, run.said()).toEqual([0, null]);
    expect(logged()).toContain('"message":"end","exitCode":0');
  });

  test('leaves neither program nor display behind when it is killed', async () => {
    const log = join(dataDirectory, 'logs', 'main.log');
    const run = start(dataDirectory);
    await expect
      .poll(() => existsSync(log) && readFileSync(log, 'utf8'), { timeout: 60_000 })
      .toContain('"ready"');
    const display = /Xvfb :(\d+)/.exec(run.said())?.[1];
    const program = Number(/"message":"start".*"pid":(\d+)/.exec(readFileSync(log, 'utf8'))?.[1]);
    expect(isAlive(program)).toBe(true);
    process.kill(-(run.child.pid ?? 0), 'SIGKILL');
    await expect
      .poll(() => [isAlive(program), existsSync(`/tmp/.X${display}-lock`)], { timeout: 15_000 })
      .toEqual([false, false]);
  });
});
