import { join } from 'node:path';
import type { CallInput, CallName, CallOutput } from '../../shared/ipc/contract.ts';
import { type Envelope, unwrap } from '../../shared/ipc/result.ts';
import type { DataHost } from '../data/data-host.ts';
import { openLog } from '../lib/log.ts';
import { type DeskSession, type DeskSessionOptions, NOT_PULLED } from './desk-session.ts';
import { openEmbeddedSide, openTeamSide } from './team-side.ts';

/** Starts hub and data in this process, the data service only when a call needs it. */
export async function openOwnServices(options: DeskSessionOptions): Promise<DeskSession> {
  const { workspace, dataDirectory } = options;
  const log = openLog(join(dataDirectory, 'logs', 'desk.log'));
  const team =
    workspace.kind === 'embedded' ? await openEmbeddedSide(options, log) : openTeamSide(workspace, options);
  let opening: Promise<DataHost> | null = null;

  async function openData(): Promise<DataHost> {
    const { applicationRoot, previewRuntime } = options.surroundings;
    // Imports need none of it, and it is most of what there is to load.
    const { createDataHost } = await import('../data/data-host.ts');
    const host = await createDataHost({
      dataDirectory,
      applicationRoot,
      workspace: team.workspace,
      embedded: workspace.kind === 'embedded',
      login: team.login,
      teamClientFor: team.clientFor,
      previewRuntime,
      log,
      threads: null,
      polling: false,
      emit: () => undefined,
    });
    await invoke(host, 'connection.sync-now', {}).catch(() => options.note(NOT_PULLED));
    return host;
  }

  return {
    async call(name, input) {
      opening ??= openData();
      const host = await opening;
      // The window sees pairs come in; an answer on paper has to be complete.
      if (name === 'duplicates.open') await host.judged();
      return invoke(host, name, input);
    },
    importPayments: team.importPayments,
    async close() {
      const host = await opening?.catch(() => null);
      await host?.stop();
      await team.close();
    },
  };
}

async function invoke<Name extends CallName>(
  host: DataHost,
  name: Name,
  input: CallInput<Name>,
): Promise<CallOutput<Name>> {
  // The host's router has checked the answer's shape by its type.
  return unwrap(JSON.parse(await host.invoke(name, JSON.stringify(input))) as Envelope<CallOutput<Name>>);
}
