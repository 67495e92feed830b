import type { DeskCommand } from './command.ts';

const commonOptions: readonly (readonly [string, string])[] = [
  ['--json', 'the answer as one JSON document'],
  ['--data-dir DIR', "work on this data directory instead of the program's"],
  ['--as LOGIN', "who acts (default: the workspace's first supervisor)"],
  ['--demo', 'fill an empty embedded workspace with demo data first'],
  ['--help', 'this text'],
];

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}

/** What `desk --help` prints. */
export function overview(commands: readonly DeskCommand[]): string {
  const list = commands.map(({ name, usage, summary }) => [`${name} ${usage}`.trim(), summary] as const);
  return `Usage: desk COMMAND [options]\n\n${columns(list)}\n\nOptions\n${columns(commonOptions)}`;
}

/** What `desk COMMAND --help` prints. */
export function usageOf({ name: command, usage, summary, options }: DeskCommand): string {
  const own = Object.entries(options).map(
    ([name, option]) =>
      [`--${name}${option.type === 'string' ? ` ${option.value}` : ''}`, option.help] as const,
  );
  return `Usage: ${`desk ${command} ${usage}`.trim()}\n\n${summary}\n\nOptions\n${columns([...own, ...commonOptions])}`;
}
