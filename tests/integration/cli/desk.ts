import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runDesk } from '../../../electron/cli/index.ts';

export const projectRoot = resolve(import.meta.dirname, '../../..');

/** What a `desk` command left behind. */
export type DeskRun = {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as the one JSON document that it must be. */
  json<Value>(): Value;
};

/** A data directory of its own with the commands to work in it. */
export type Desk = {
  readonly dataDirectory: string;
  run(...commandLine: string[]): Promise<DeskRun>;
  /** Writes a file beside the data directory and gives its path. */
  file(name: string, content: string | Buffer): string;
  remove(): void;
};

/** Makes an empty place to run `desk` in. */
export function makeDesk(environment: NodeJS.ProcessEnv = {}): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'visadesk-desk-'));
  const dataDirectory = join(folder, 'data');
  return {
    dataDirectory,
    async run(...commandLine) {
      let out = '';
      let err = '';
      const exitCode = await runDesk(commandLine, {
        applicationRoot: projectRoot,
        version: '0.0.0-test',
        defaultDataDirectory: dataDirectory,
        environment,
        previewRuntime: false,
        out: (text) => {
          out += text;
        },
        err: (text) => {
          err += text;
        },
      });
      return { exitCode, out, err, json: () => JSON.parse(out) };
    },
    file(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
