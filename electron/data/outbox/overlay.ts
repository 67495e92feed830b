import type { SyncTable } from '../../lib/team/team-client.ts';
import type { CommandVersions } from './command.ts';

/** A command whose effect is shown before the team database's own rows show it. Crosses threads. */
export type OverlayCommand = {
  readonly id: string;
  readonly kind: string;
  readonly v: number;
  /** Arguments as JSON text. */
  readonly payload: string;
  readonly login: string;
  readonly personId: string;
  readonly at: number;
  /** What the team database answered; null = no answer yet. */
  readonly versions: CommandVersions | null;
};

/** The thing that a command concerns, as the outbox names it: `refund` or `ticket` and its id. */
export type EntityKey = { readonly entityType: string; readonly entityId: string };

/** All commands of one entity that are not shown by the team database's own rows yet, oldest first. */
export type OverlayEntry = EntityKey & { readonly commands: readonly OverlayCommand[] };

/** A row of the cache by its name. */
export type RowName = { readonly table: SyncTable; readonly id: string };

/** What every synced row has. */
export type AnyRow = { readonly id: string; readonly ver: number };

/**
 * What a domain's commands look like ahead of the team database. Row types are the domain's own business: what it
 * gets for a table is what the mapping of that table stored.
 */
export type OverlayDomain = {
  readonly entityType: string;
  /** The rows that a command on this entity makes or changes; one that others build on comes first. */
  rowsOf(entityId: string, command: OverlayCommand): readonly RowName[];
  /**
   * A row with the entity's commands replayed over it in their order; null = not there. Pure.
   * @param server the row as the team database has it
   * @param shown an earlier row of `rowsOf`, as it is shown
   */
  replay(
    name: RowName,
    server: AnyRow | null,
    commands: readonly OverlayCommand[],
    shown: (name: RowName) => AnyRow | null,
  ): AnyRow | null;
};
