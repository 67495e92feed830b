import type { CommandAnswer, CommandContext, DeskCommand } from '../command.ts';

export const lookupCommand: DeskCommand = {
  name: 'lookup',
  usage: 'TEXT',
  summary: 'Finds payments, customers and applications by any identifier, e-mail address or name.',
  positionals: { least: 1, most: 100 },
  options: {},
  run: runLookup,
};

async function runLookup({ positionals, session }: CommandContext): Promise<CommandAnswer> {
  const text = positionals.join(' ');
  const found = await (await session()).call('lookup.search', { text });
  const candidates = found.candidates.map(({ type, id, matched, how, label }) => ({
    type,
    id,
    matched,
    how,
    label,
  }));
  const lines = candidates.map(({ type, matched, how, label }) => `${type}  ${label}  (${how}: ${matched})`);
  return {
    json: { candidates },
    text: lines.length === 0 ? 'Nothing found.' : lines.join('\n'),
    exitCode: 0,
  };
}
