import { parseArgs } from 'node:util';
import { startPaymentId, startScreenOf, startScreens } from '../../shared/domains/health/start-screens.ts';

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

/** A start that is asked for wrongly and what to say about it. */
export type CommandLineProblem = { readonly option: string; readonly reason: string };

/** A value; null for none, or where the next option stands in its place. */
function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && !value.startsWith('--') ? value : null;
}

const SIZE = /^(\d{3,4})x(\d{3,4})$/;
const LANGUAGE_TAG = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** Leaves everything else alone: Chromium, Electron and Playwright put switches of theirs on the same command line. */
function readOptions(commandLineArguments: readonly string[]): Readonly<Record<string, unknown>> {
  return parseArgs({
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
  }).values;
}

/** Reads the program's own options; a value that makes no sense is as if it were not there. */
export function parseCommandLine(commandLineArguments: readonly string[]): CommandLine {
  const values = readOptions(commandLineArguments);
  const size = SIZE.exec(text(values.size) ?? '');
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

/** The first option whose value makes no sense: better said at once than by a picture of something else. */
export function commandLineProblem(commandLineArguments: readonly string[]): CommandLineProblem | null {
  const values = readOptions(commandLineArguments);
  const accepted: readonly (readonly [string, string, (value: string) => boolean])[] = [
    ['data-dir', 'needs a folder', () => true],
    ['screenshot', 'needs a file', () => true],
    ['screen', `is one of ${startScreens.join(', ')}, payment:ID`, isScreen],
    ['lang', 'is a language tag such as en or zh-Hans', (value) => LANGUAGE_TAG.test(value)],
    ['theme', 'is light or dark', (value) => value === 'light' || value === 'dark'],
    ['size', 'is WIDTHxHEIGHT, such as 1366x768', (value) => SIZE.test(value)],
  ];
  for (const [option, reason, isAccepted] of accepted) {
    const given = values[option];
    const value = text(given);
    if (given !== undefined && (value === null || !isAccepted(value)))
      return { option: `--${option}`, reason };
  }
  return null;
}

function isScreen(name: string): boolean {
  return startScreenOf(name) !== null || startPaymentId(name) !== null;
}
