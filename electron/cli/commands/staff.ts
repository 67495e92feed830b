import type { CommandAnswer, CommandContext, DeskCommand } from '../command.ts';

export const staffCommand: DeskCommand = {
  name: 'staff',
  usage: '',
  summary: 'Lists the logins that --as takes in this workspace.',
  positionals: { least: 0, most: 0 },
  options: {},
  run: runStaff,
};

async function runStaff({ session }: CommandContext): Promise<CommandAnswer> {
  const { choices } = await (await session()).call('session.current', {});
  const staff = choices.map(({ login, name, role, teams }) => ({ login, name, role, teams }));
  return {
    json: { staff },
    text: staff
      .map(({ login, name, role, teams }) => `${login}  ${name}, ${role}, team ${teams.join(' and ')}`)
      .join('\n'),
    exitCode: 0,
  };
}
