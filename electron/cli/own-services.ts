import type { Staff } from '../../shared/domains/staff/entity.ts';
import type { CallInput, CallName, CallOutput } from '../../shared/ipc/contract.ts';
import { type Envelope, unwrap } from '../../shared/ipc/result.ts';
import type { DataHost } from '../data/data-host.ts';
import { openEmbeddedHub } from '../hub/embedded-hub.ts';
import { EMBEDDED_WORKSPACE } from '../hub/workspace-paths.ts';
import { type TeamWorkspace, teamConnectionOf } from '../lib/connection-config.ts';
import type { Log } from '../lib/log.ts';
import { createPgSession } from '../lib/team/pg-session.ts';
import { createSqlTeamClient } from '../lib/team/sql-team-client.ts';
import type { TeamClient } from '../lib/team/team-client.ts';
import { deskErrorOf } from '../lib/team-errors.ts';
import type { Workspace } from '../lib/workspace.ts';
import { type DeskSession, type DeskSessionOptions, unknownLogin } from './desk-session.ts';

/** The team's side of a workspace that this process has opened itself. */
type TeamSide = {
  readonly login: string;
  readonly workspace: string;
  clientFor(login: string): TeamClient;
  close(): Promise<void>;
};

/** Starts hub and data in this process, the data service only when a call needs it. */
export async function openOwnServices(
  options: DeskSessionOptions,
  workspace: Workspace,
  log: Log,
): Promise<DeskSession> {
  const team =
    workspace.kind === 'embedded' ? await openEmbedded(options, log) : openTeam(options, workspace);
  const client = team.clientFor(team.login);
  let opening: Promise<DataHost> | null = null;

  async function openData(): Promise<DataHost> {
    const { applicationRoot, previewRuntime } = options.surroundings;
    // Imports need none of it, and it is most of what there is to load.
    const { createDataHost } = await import('../data/data-host.ts');
    const host = await createDataHost({
      dataDirectory: options.dataDirectory,
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
    await invoke(host, 'connection.sync-now', {}).catch(() => {
      options.note('The team database did not answer: this is what was known at the last sync.');
    });
    return host;
  }

  return {
    login: team.login,
    async call(name, input) {
      opening ??= openData();
      return invoke(await opening, name, input);
    },
    async importPayments(source, rows) {
      try {
        return await client.importPayments(source, rows);
      } catch (error) {
        throw deskErrorOf(error);
      }
    },
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

async function openEmbedded(options: DeskSessionOptions, log: Log): Promise<TeamSide> {
  const hub = await openEmbeddedHub({
    applicationRoot: options.surroundings.applicationRoot,
    dataDirectory: options.dataDirectory,
    demo: options.demo ? 'if-empty' : 'never',
    log,
    onStep: () => undefined,
  });
  try {
    return {
      login: whoActs(await hub.staff(), options.login),
      workspace: EMBEDDED_WORKSPACE,
      clientFor: hub.clientFor,
      close: hub.stop,
    };
  } catch (error) {
    await hub.stop();
    throw error;
  }
}

/** The login asked for, or the workspace's first supervisor. */
function whoActs(staff: readonly Staff[], login: string | null): string {
  const people = staff.filter(({ role, active }) => role !== 'hub' && active);
  const chosen =
    login === null
      ? people.filter(({ role }) => role === 'supervisor').sort((a, b) => (a.login < b.login ? -1 : 1))[0]
      : people.find((person) => person.login === login);
  if (chosen === undefined) throw unknownLogin(login ?? 'of a supervisor');
  return chosen.login;
}

function openTeam(options: DeskSessionOptions, workspace: TeamWorkspace): TeamSide {
  if (options.login !== null && options.login !== workspace.login) throw unknownLogin(options.login);
  const session = createPgSession(teamConnectionOf(workspace, options.surroundings.environment), {
    applicationName: 'visadesk-desk',
  });
  return {
    login: workspace.login,
    workspace: workspace.name,
    clientFor: () => createSqlTeamClient(session),
    close: () => session.close(),
  };
}
