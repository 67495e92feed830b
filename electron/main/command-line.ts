import { parseArgs } from 'node:util';

/** What may be asked of the program on its command line. */
export type CommandLine = {
  readonly dataDirectory: string | null;
  /** Write a picture of the first screen to this file and exit. */
  readonly screenshotFile: string | null;
  readonly screen: string | null;
  readonly language: string | null;
  readonly theme: 'light' | 'dark' | null;
  /** Size of the window's content in CSS pixels. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** Open the demo, exit with 0 when the first screen is usable: the test of a packed program. */
  readonly smoke: boolean;
};

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * Reads the program's own options and leaves everything else alone: Chromium, Electron and Playwright put switches
 * of theirs on the same command line.
 */
export function parseCommandLine(commandLineArguments: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...commandLineArguments],
    strict: false,
    options: {
      'data-dir': { type: 'string' },
      screenshot: { type: 'string' },
      screen: { type: 'string' },
      lang: { type: 'string' },
      theme: { type: 'string' },
      size: { type: 'string' },
      smoke: { type: 'boolean' },
    },
  });
  const size = /^(\d{3,4})x(\d{3,4})$/.exec(text(values.size) ?? '');
  return {
    dataDirectory: text(values['data-dir']),
    screenshotFile: text(values.screenshot),
    screen: text(values.screen),
    language: text(values.lang),
    theme: values.theme === 'light' || values.theme === 'dark' ? values.theme : null,
    size: size ? { width: Number(size[1]), height: Number(size[2]) } : null,
    smoke: values.smoke === true,
  };
}
