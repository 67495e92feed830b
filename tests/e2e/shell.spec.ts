import { spawn } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { callRunningProgram } from '../../electron/lib/local-socket.ts';
import { electronEnvironment, readSandboxFacts, sandboxArguments } from '../../scripts/lib/launch.ts';
import { projectRoot } from '../../scripts/lib/paths.ts';
import type { Envelope } from '../../shared/ipc/result.ts';
import { ElectronApp } from '../support/electron-app.ts';

/** Calls past the typed helper, as a page that was taken over would. */
function rawInvoke(app: ElectronApp, name: unknown, inputText: unknown): Promise<Envelope<unknown>> {
  return app.page.evaluate(
    async ([callName, text]) => {
      const bridge = window.visadesk as unknown as { invoke(...values: unknown[]): Promise<string> };
      return JSON.parse(await bridge.invoke(callName, text)) as Envelope<unknown>;
    },
    [name, inputText],
  );
}

test.describe('the window', () => {
  let app: ElectronApp;

  test.beforeAll(async () => {
    app = await ElectronApp.launch();
    await app.waitUntilReady();
  });
  test.afterAll(() => app.dispose());

  test('is sandboxed, isolated and knows nothing of Node', async () => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Electron has this method without documenting it.
      const contents = window?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    const globals = await app.page.evaluate(() => ({
      url: location.href,
      title: document.title,
      require: typeof Reflect.get(window, 'require'),
      process: typeof Reflect.get(window, 'process'),
      bridge: Object.keys(window.visadesk),
    }));
    expect(globals).toEqual({
      url: 'app://visadesk/index.html',
      title: expect.stringContaining('VisaDesk'),
      require: 'undefined',
      process: 'undefined',
      bridge: ['invoke', 'on'],
    });
  });

  test('gets its files with a strict content security policy and no others', async () => {
    const answers = await app.electron.evaluate(async ({ net }) => {
      const addresses = [
        'app://visadesk/index.html',
        'app://visadesk/',
        'app://visadesk/..%2f..%2fpackage.json',
        'app://visadesk/%2e%2e/%2e%2e/main/index.js',
        'app://visadesk/..\\..\\package.json',
        'app://other/index.html',
      ];
      return Promise.all(
        addresses.map(async (address) => {
          const response = await net.fetch(address);
          return { address, status: response.status, headers: Object.fromEntries(response.headers) };
        }),
      );
    });
    expect(answers.map(({ address, status }) => `${status} ${address}`)).toEqual([
      '200 app://visadesk/index.html',
      '404 app://visadesk/',
      '404 app://visadesk/..%2f..%2fpackage.json',
      '404 app://visadesk/%2e%2e/%2e%2e/main/index.js',
      '404 app://visadesk/..\\..\\package.json',
      '404 app://other/index.html',
    ]);
    expect(answers[0]?.headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
        "font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; " +
        "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      'x-content-type-options': 'nosniff',
    });
  });

  test('runs no script but its own', async () => {
    const outcome = await app.page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        violations.push(event.effectiveDirective);
      });
      const failures: string[] = [];
      const attempt = (name: string, action: () => unknown): void => {
        try {
          action();
          failures.push(`${name} worked`);
        } catch {
          // Refused, as it should be.
        }
      };
      attempt('innerHTML', () => {
        document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>';
      });
      attempt('script text', () => {
        document.createElement('script').textContent = 'window.taken = 1';
      });
      const style = document.createElement('style');
      style.textContent = 'body { color: red }';
      document.head.append(style);
      const picture = new Image();
      picture.src = 'https://example.org/pixel.png';
      const fetched = await fetch('https://example.org/').then(
        () => 'fetched',
        () => 'refused',
      );
      style.remove();
      // In a task of its own: what runs on behalf of the test driver is exempt from this ban.
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          attempt('code from text', () => new Function('return 1')());
          resolve();
        });
      });
      return { failures, fetched, violations };
    });
    expect(outcome.failures).toEqual([]);
    expect(outcome.fetched).toBe('refused');
    expect(outcome.violations).toEqual(
      expect.arrayContaining(['style-src-elem', 'img-src', 'connect-src', 'require-trusted-types-for']),
    );
  });

  test('can not be led elsewhere or open others', async () => {
    const opened = await app.page.evaluate(() => {
      const popup = window.open('https://example.org/');
      const link = document.createElement('a');
      link.href = 'https://example.org/';
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.target = '_self';
      link.click();
      link.remove();
      location.href = 'https://example.org/';
      const webview = document.createElement('webview');
      webview.setAttribute('src', 'https://example.org/');
      document.body.append(webview);
      const isWebview = 'getWebContentsId' in webview;
      webview.remove();
      return { hasPopup: popup !== null, isWebview };
    });
    expect(opened).toEqual({ hasPopup: false, isWebview: false });
    // A call that comes back proves that the page is still there.
    await app.call('app.info', {});
    expect(app.page.url()).toBe('app://visadesk/index.html');
    expect(app.electron.windows()).toHaveLength(1);
  });

  test('is denied every permission it has no use for', async () => {
    const answers = await app.page.evaluate(async () => {
      const names = ['geolocation', 'camera', 'microphone', 'midi', 'persistent-storage', 'clipboard-read'];
      const states = await Promise.all(
        names.map(
          async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
        ),
      );
      const location = await new Promise<string>((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          () => resolve('denied'),
        );
      });
      const media = await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'given',
        () => 'denied',
      );
      return { states: [...new Set(states)], location, media };
    });
    expect(answers).toEqual({ states: ['denied'], location: 'denied', media: 'denied' });
  });

  test('gets a typed error for calls that are not in the contract or not for it', async () => {
    const refused = { ok: false, error: expect.objectContaining({ code: 'unknown-call' }) };
    expect(await rawInvoke(app, 'no.such-call', '{}')).toEqual(refused);
    expect(await rawInvoke(app, 'toString', '{}')).toEqual(refused);
    expect(await rawInvoke(app, 'imports.batch', '{}')).toEqual(refused);
    const malformed = { ok: false, error: expect.objectContaining({ code: 'bad-input' }) };
    expect(await rawInvoke(app, 7, '{}')).toEqual(malformed);
    expect(await rawInvoke(app, 'app.info', { not: 'text' })).toEqual(malformed);
    expect(await rawInvoke(app, 'app.info', '{"extra":1}')).toEqual(malformed);
    expect(await rawInvoke(app, 'app.info', 'no json')).toEqual(malformed);
  });

  test('is the only page that may call', async () => {
    const bridgeInFrame = await app.page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const bridge = frame.contentWindow === null ? 'no frame' : typeof frame.contentWindow.visadesk;
      frame.remove();
      return bridge;
    });
    expect(bridgeInFrame).toBe('undefined');

    // Even a page of our own origin with our own preload script is refused outside our window.
    const preload = `${projectRoot}/dist/preload/index.cjs`;
    const answer = await app.electron.evaluate(async ({ BrowserWindow }, preloadFile) => {
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload: preloadFile } });
      await stranger.loadURL('app://visadesk/index.html');
      const text = (await stranger.webContents.executeJavaScript(
        "window.visadesk.invoke('app.info', '{}')",
      )) as string;
      stranger.destroy();
      return text;
    }, preload);
    expect(JSON.parse(answer)).toMatchObject({ ok: false, error: { code: 'forbidden-sender' } });
  });

  test('yields to a second start: it comes to the front and the second one ends', async () => {
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    const output = await new Promise<string>((resolve, reject) => {
      const sandbox = sandboxArguments(readSandboxFacts());
      const second = spawn(
        process.env.VISADESK_ELECTRON ?? '',
        [...sandbox.arguments, projectRoot, '--data-dir', app.dataDirectory],
        { env: electronEnvironment(process.env), stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let text = '';
      second.stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
      });
      second.on('error', reject);
      second.on('close', (code) => resolve(`exit ${code} ${text}`));
    });
    expect(output).toMatch(/^exit 0 /);
    expect(output).toContain('VisaDesk is already running');
    await expect
      .poll(() =>
        app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized()),
      )
      .toBe(false);
  });

  test('shares the program with headless commands, each with calls of its own', async () => {
    const ask = async (name: string): Promise<unknown> =>
      JSON.parse((await callRunningProgram(app.dataDirectory, name, {}, 5_000)) ?? 'null');
    expect(await ask('app.info')).toMatchObject({
      ok: true,
      value: { dataDirectory: app.dataDirectory },
    });
    expect(await ask('app.startup')).toMatchObject({ ok: false, error: { code: 'unknown-call' } });
  });
});
