import { homedir } from 'node:os';
import { defaultDataDirectory } from '../lib/data-directory.ts';
import type { DeskSurroundings } from './surroundings.ts';

/** The surroundings of `desk` in a process of its own: this machine's folders and standard streams. */
export function processSurroundings(program: {
  readonly applicationRoot: string;
  readonly version: string;
  readonly previewRuntime: boolean;
}): DeskSurroundings {
  const { env: environment, platform } = process;
  return {
    ...program,
    defaultDataDirectory: defaultDataDirectory({ platform, home: homedir(), environment }),
    environment,
    out: (text) => {
      process.stdout.write(text);
    },
    err: (text) => {
      process.stderr.write(text);
    },
  };
}
