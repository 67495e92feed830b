import type { ImportCounts } from '../../shared/domains/imports/contract.ts';
import type { ImportRow } from '../../shared/domains/payments/import-row.ts';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import { DeskError } from '../../shared/errors.ts';
import type { CallInput, CallName, CallOutput } from '../../shared/ipc/contract.ts';
import type { Workspace } from '../lib/workspace.ts';
import type { DeskSurroundings } from './surroundings.ts';

/** The workspace as a command sees it: the running program's, or services of its own. It has pulled before it reads. */
export type DeskSession = {
  /** @throws DeskError whatever the call answers */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** One batch; `asOf` (milliseconds UTC) is when its facts held. */
  importPayments(source: string, rows: readonly ImportRow[], asOf: number): Promise<ImportCounts>;
  close(): Promise<void>;
};

export type DeskSessionOptions = {
  readonly dataDirectory: string;
  readonly workspace: Workspace;
  /** Who acts; null = the workspace's first supervisor, or for reads whoever works in the running program. */
  readonly login: string | null;
  /** Fill an empty embedded workspace with demo data. */
  readonly demo: boolean;
  readonly surroundings: DeskSurroundings;
  note(line: string): void;
};

/**
 * The login asked for, or the workspace's first supervisor.
 * @throws DeskError `not-staff`
 */
export function whoActs(staff: readonly Staff[], login: string | null): string {
  const people = staff.filter(({ role, active }) => role !== 'hub' && active);
  const supervisors = people.filter(({ role }) => role === 'supervisor').map((person) => person.login);
  const chosen =
    login === null ? supervisors.sort()[0] : people.find((person) => person.login === login)?.login;
  if (chosen === undefined) throw unknownLogin(login ?? 'of a supervisor');
  return chosen;
}

/** For `--as` with a login that is not there. */
export function unknownLogin(login: string): DeskError {
  return new DeskError('not-staff', `Nobody in this workspace has the login ${login}`);
}

/** Said once when a read could not pull first. */
export const NOT_PULLED = 'The team database did not answer: this is what was known at the last sync.';
