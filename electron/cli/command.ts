import type { ErrorCode } from '../../shared/errors.ts';
import type { DeskSession } from './desk-session.ts';
import type { DeskSurroundings } from './surroundings.ts';

/** What every command may use. */
export type CommandContext = {
  readonly positionals: readonly string[];
  /** Values of the command's own options. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly dataDirectory: string;
  readonly surroundings: DeskSurroundings;
  /** One line for people on stderr: progress, notes. */
  note(line: string): void;
  /** Opens the workspace; closed by `runDesk` when the command has ended. */
  session(): Promise<DeskSession>;
};

/** What a command answers: one JSON document for scripts, or the same for people. */
export type CommandAnswer = {
  readonly json: unknown;
  readonly text: string;
  /** 1 = the command worked and found something wrong. */
  readonly exitCode: 0 | 1;
};

/** An option with a value, which the help calls `value`, or one that is there or not. */
export type CommandOption =
  | { readonly type: 'string'; readonly value: string; readonly help: string }
  | { readonly type: 'boolean'; readonly help: string };

export type DeskCommand = {
  readonly name: string;
  /** Arguments as the help shows them, for example `stripe-payments|payments FILE`. */
  readonly usage: string;
  readonly summary: string;
  readonly positionals: { readonly least: number; readonly most: number };
  /** Its own options. */
  readonly options: Readonly<Record<string, CommandOption>>;
  run(context: CommandContext): Promise<CommandAnswer>;
};

/** Errors that are the caller's: exit code 2. */
export const INPUT_ERRORS: readonly ErrorCode[] = [
  'bad-input',
  'unknown-command',
  'file-unreadable',
  'csv-malformed',
  'csv-wrong-columns',
  'csv-too-large',
  'file-exists',
  'file-unwritable',
];
