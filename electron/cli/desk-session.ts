import type { ImportCounts } from '../../shared/domains/imports/contract.ts';
import { DeskError } from '../../shared/errors.ts';
import type { CallInput, CallName, CallOutput } from '../../shared/ipc/contract.ts';
import type { WireRow } from '../lib/team/team-client.ts';
import type { DeskSurroundings } from './surroundings.ts';

/** The workspace as a command sees it: the running program's, or services of its own. */
export type DeskSession = {
  readonly login: string;
  /** @throws DeskError whatever the call answers */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  importPayments(source: string, rows: readonly WireRow[]): Promise<ImportCounts>;
  close(): Promise<void>;
};

export type DeskSessionOptions = {
  readonly dataDirectory: string;
  /** Who acts; null = whoever works in the running program, else the workspace's first supervisor. */
  readonly login: string | null;
  /** Fill an empty embedded workspace with demo data. */
  readonly demo: boolean;
  readonly surroundings: DeskSurroundings;
  note(line: string): void;
};

/** For `--as` with a login that is not there. */
export function unknownLogin(login: string): DeskError {
  return new DeskError('not-staff', `Nobody in this workspace has the login ${login}`);
}
