import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { DeskError } from '../../shared/errors.ts';
import { type CommandAnswer, type CommandContext, type DeskCommand, INPUT_ERRORS } from './command.ts';
import { doctorCommand } from './commands/doctor.ts';
import { duplicatesCommand } from './commands/duplicates.ts';
import { exportCommand } from './commands/export.ts';
import { hubCommand } from './commands/hub.ts';
import { importCommand } from './commands/import.ts';
import { lookupCommand } from './commands/lookup.ts';
import { reportCommand } from './commands/report.ts';
import { staffCommand } from './commands/staff.ts';
import type { DeskSession } from './desk-session.ts';
import { overview, usageOf } from './help.ts';
import { openDeskSession } from './open-session.ts';
import type { DeskSurroundings } from './surroundings.ts';

const commands: readonly DeskCommand[] = [
  importCommand,
  lookupCommand,
  duplicatesCommand,
  exportCommand,
  reportCommand,
  doctorCommand,
  staffCommand,
  hubCommand,
];

const commonOptions = {
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  'data-dir': { type: 'string' },
  as: { type: 'string' },
  demo: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

type Values = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Runs `desk` and returns its exit code: 0, 1 for a failure or a finding, 2 for bad input. Standard output gets the
 * answer only; with `--json` that is one JSON document. Everything else goes to standard error.
 */
export async function runDesk(
  commandLine: readonly string[],
  surroundings: DeskSurroundings,
): Promise<number> {
  const [name, ...rest] = commandLine;
  if (name === undefined || name === '--help' || name === 'help') {
    surroundings.out(`${overview(commands)}\n`);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    surroundings.err(`unknown-command: There is no command ${name}\n\n${overview(commands)}\n`);
    return 2;
  }
  try {
    return await runCommand(command, rest, surroundings);
  } catch (error) {
    return reportError(error, surroundings);
  }
}

async function runCommand(
  command: DeskCommand,
  commandArguments: readonly string[],
  surroundings: DeskSurroundings,
): Promise<number> {
  const { values, positionals } = parse(command, commandArguments);
  if (values.help === true) {
    surroundings.out(`${usageOf(command)}\n`);
    return 0;
  }
  const { least, most } = command.positionals;
  if (positionals.length < least || positionals.length > most) {
    throw new DeskError('bad-input', `Usage: desk ${command.name} ${command.usage}`);
  }
  const answer = await withSession(values, positionals, surroundings, command.run);
  surroundings.out(`${values.json === true ? JSON.stringify(answer.json, null, 2) : answer.text}\n`);
  return answer.exitCode;
}

function parse(
  command: DeskCommand,
  commandArguments: readonly string[],
): { readonly values: Values; readonly positionals: readonly string[] } {
  const own = Object.entries(command.options).map(([name, { type }]) => [name, { type }] as const);
  try {
    const { values, positionals } = parseArgs({
      args: [...commandArguments],
      allowPositionals: true,
      options: { ...commonOptions, ...Object.fromEntries(own) },
    });
    return { values: values as Values, positionals };
  } catch (error) {
    throw new DeskError('bad-input', error instanceof Error ? error.message : 'Arguments not understood');
  }
}

/** Gives the command what it may use and closes what it has opened. */
async function withSession(
  values: Values,
  positionals: readonly string[],
  surroundings: DeskSurroundings,
  run: (context: CommandContext) => Promise<CommandAnswer>,
): Promise<CommandAnswer> {
  const dataDirectory = resolve(text(values['data-dir']) ?? surroundings.defaultDataDirectory);
  const note = (line: string): void => surroundings.err(`${line}\n`);
  const opened: Promise<DeskSession>[] = [];
  const session = (): Promise<DeskSession> => {
    const first = opened[0];
    if (first !== undefined) return first;
    const opening = openDeskSession({
      dataDirectory,
      login: text(values.as),
      demo: values.demo === true,
      surroundings,
      note,
    });
    opened.push(opening);
    return opening;
  };
  try {
    return await run({ positionals, options: values, dataDirectory, surroundings, note, session });
  } finally {
    // One that never opened has told the command why.
    for (const opening of opened) await (await opening.catch(() => null))?.close();
  }
}

function text(value: string | boolean | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function reportError(error: unknown, surroundings: DeskSurroundings): number {
  if (error instanceof DeskError) {
    surroundings.err(`${error.code}: ${error.message}\n`);
    return INPUT_ERRORS.includes(error.code) ? 2 : 1;
  }
  // A bug: its text may quote a row, its place helps.
  const place =
    error instanceof Error ? `${error.name}\n${error.stack?.split('\n').slice(1).join('\n')}` : 'unknown';
  surroundings.err(`internal: ${place}\n`);
  return 1;
}
