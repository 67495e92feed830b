import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, expect, type Page } from '@playwright/test';
import { electronEnvironment, readSandboxFacts, sandboxArguments } from '../../scripts/lib/launch.ts';
import { projectRoot } from '../../scripts/lib/paths.ts';
import type { CallInput, CallName, CallOutput } from '../../shared/ipc/contract.ts';
import { type Envelope, unwrap } from '../../shared/ipc/result.ts';

export type LaunchOptions = {
  /** Data directory to start on; a fresh one, removed at the end, unless given. */
  readonly dataDirectory?: string;
  /** More of the program's own options, such as `--lang`. */
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
};

/** Processes that a test can kill. */
export type ProcessName = 'main' | 'data' | 'hub';

/** A fresh data directory; the caller removes it. */
export function makeDataDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'visadesk-test-'));
}

/** The program, running for one test in a data directory of its own. */
export class ElectronApp {
  readonly dataDirectory: string;
  /** Errors that the window's console has shown; most tests end by expecting none. */
  readonly consoleErrors: string[] = [];
  private readonly options: LaunchOptions;
  private application: ElectronApplication | undefined;
  private currentPage: Page | undefined;

  private constructor(options: LaunchOptions) {
    this.options = options;
    this.dataDirectory = options.dataDirectory ?? makeDataDirectory();
  }

  /** Starts the program and waits for its window. */
  static async launch(options: LaunchOptions = {}): Promise<ElectronApp> {
    const app = new ElectronApp(options);
    await app.start();
    return app;
  }

  /** Starts it (again) on the same data directory. */
  async start(): Promise<void> {
    const sandbox = sandboxArguments(readSandboxFacts());
    const application = await _electron.launch({
      args: [
        ...sandbox.arguments,
        projectRoot,
        ...['--data-dir', this.dataDirectory],
        ...(this.options.arguments ?? []),
      ],
      // Undefined values are left out by Playwright's copy of the environment.
      env: {
        ...electronEnvironment(process.env),
        // Only the first part of the demo; a test of the world says so itself.
        VISADESK_DEMO: 'small',
        ...this.options.environment,
      } as Record<string, string>,
      timeout: 30_000,
    });
    this.application = application;
    // On the context, not on the page: the first errors come before the page can be asked for.
    const context = application.context();
    context.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    context.on('weberror', (webError) => this.consoleErrors.push(webError.error().message));
    this.currentPage = await application.firstWindow();
  }

  /** The window's page. */
  get page(): Page {
    if (!this.currentPage) throw new Error('The program is not running.');
    return this.currentPage;
  }

  /** The main process, to look at what only Electron knows. */
  get electron(): ElectronApplication {
    if (!this.application) throw new Error('The program is not running.');
    return this.application;
  }

  /** Makes a call as the window does and gives back the envelope. */
  async tryCall<Name extends CallName>(
    name: Name,
    input: CallInput<Name>,
  ): Promise<Envelope<CallOutput<Name>>> {
    const text = await this.page.evaluate(
      ([callName, inputText]) => window.visadesk.invoke(callName, inputText),
      [name, JSON.stringify(input)] as const,
    );
    // The owner has checked the answer's shape against the contract by its types.
    return JSON.parse(text) as Envelope<CallOutput<Name>>;
  }

  /** Makes a call and gives back its value; throws the call's `DeskError`. */
  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    return unwrap(await this.tryCall(name, input));
  }

  /** Waits until the data process serves the window. */
  async waitUntilReady(): Promise<void> {
    await expect
      .poll(async () => (await this.call('app.startup', {})).phase, { timeout: 45_000 })
      .toBe('ready');
  }

  /** The id of a process, once it has one. */
  async processId(name: ProcessName): Promise<number> {
    let id: number | null = null;
    await expect
      .poll(async () => {
        id = (await this.call('app.info', {})).processIds[name];
        return id;
      })
      .not.toBeNull();
    if (id === null) throw new Error(`${name} has no process id`);
    return id;
  }

  /** kill -9. Of main: the whole program is gone and `start` brings it back; of a child: waits for its successor. */
  async kill(name: ProcessName): Promise<void> {
    const id = await this.processId(name);
    const ended = name === 'main' ? this.electron.waitForEvent('close') : undefined;
    process.kill(id, 'SIGKILL');
    if (ended) {
      await ended;
      this.application = undefined;
      this.currentPage = undefined;
      return;
    }
    await expect
      .poll(async () => (await this.call('app.info', {})).processIds[name] ?? id, { timeout: 15_000 })
      .not.toBe(id);
    if (name === 'data') await this.waitUntilReady();
  }

  /** Ends the program the way a person does. */
  async stop(): Promise<void> {
    await this.application?.close();
    this.application = undefined;
    this.currentPage = undefined;
  }

  /** Ends the program and removes the data directory that `launch` made. */
  async dispose(): Promise<void> {
    await this.stop();
    if (this.options.dataDirectory === undefined) {
      rmSync(this.dataDirectory, { recursive: true, force: true });
    }
  }
}
