import type { Check } from '../../../shared/domains/health/contract.ts';
import { DeskError } from '../../../shared/errors.ts';
import type { CommandAnswer, CommandContext, DeskCommand } from '../command.ts';

export const doctorCommand: DeskCommand = {
  name: 'doctor',
  usage: '',
  summary:
    'Opens and checks the local files, versions, feed position and outbox. Exit code 1 if something is wrong.',
  positionals: { least: 0, most: 0 },
  options: {},
  run: runDoctor,
};

async function runDoctor(context: CommandContext): Promise<CommandAnswer> {
  const { ok, checks } = await examine(context);
  const lines = checks.map((check) => `${check.ok ? 'ok   ' : 'WRONG'} ${check.name}: ${check.detail}`);
  return { json: { ok, checks }, text: lines.join('\n'), exitCode: ok ? 0 : 1 };
}

/** A workspace that does not open is a finding, not a failure of the doctor. */
async function examine({ session }: CommandContext): Promise<{ ok: boolean; checks: readonly Check[] }> {
  try {
    return await (await session()).call('health.check', {});
  } catch (error) {
    if (!(error instanceof DeskError) || error.code === 'bad-input') throw error;
    return { ok: false, checks: [{ name: 'start', ok: false, detail: `${error.code}: ${error.message}` }] };
  }
}
