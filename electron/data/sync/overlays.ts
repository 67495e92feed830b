import type Database from 'better-sqlite3';
import type { Refund } from '../../../shared/domains/refunds/entity.ts';
import type { SyncTable } from '../../lib/team/team-client.ts';
import { type OverlayCommand, replayRefundCommands } from '../domains/refunds/overlay.ts';
import type { SyncedEntity, TableWriter } from './table-writer.ts';

/** All commands of one refund that are not shown by the team database's own row yet, oldest first. */
export type OverlayEntry = { readonly refundId: string; readonly commands: readonly OverlayCommand[] };

/**
 * Shows rows as they will be once the queued commands have arrived. While a command on a row waits, the row of the
 * team database lies in `shadow` and the table holds it with the commands replayed. The caller holds the transaction.
 */
export type Overlays = {
  /** Whether rows of this id go through `serverRow`. */
  covers(table: SyncTable, id: string): boolean;
  /** The team database's row came (null = gone): kept in the shadow unless a newer one is there, and replayed. */
  serverRow(id: string, row: SyncedEntity | null, force: boolean): void;
  /** Replaces the commands of one refund; none = the team database's own row is shown again. */
  set(entry: OverlayEntry): void;
  /** Replaces everything, at start: the outbox knows what waits. */
  setAll(entries: readonly OverlayEntry[]): void;
  /**
   * Drops the answered commands that the cache shows by now.
   * @returns their ids
   */
  settle(): readonly string[];
  /**
   * Drops these commands although their rows have not come: they never will.
   * @returns the ids of those that were there
   */
  drop(ids: ReadonlySet<string>): readonly string[];
  /** Answered commands that wait for their rows. */
  answered(): readonly string[];
  /** The same, of these refunds only. */
  answeredOn(refundIds: readonly string[]): ReadonlySet<string>;
};

type ShadowRow = { readonly row: string | null; readonly ver: number };

const TABLE = 'refund';

export function createOverlays(
  cache: Database.Database,
  tables: Readonly<Record<SyncTable, TableWriter>>,
): Overlays {
  const waiting = new Map<string, readonly OverlayCommand[]>();
  const read = cache.prepare<[string], ShadowRow>(
    `SELECT "row", ver FROM shadow WHERE table_name = '${TABLE}' AND row_id = ?`,
  );
  const write = cache.prepare(
    `INSERT OR REPLACE INTO shadow(table_name, row_id, "row", ver) VALUES ('${TABLE}', ?, ?, ?)`,
  );
  const remove = cache.prepare(`DELETE FROM shadow WHERE table_name = '${TABLE}' AND row_id = ?`);
  const all = cache.prepare<[], string>(`SELECT row_id FROM shadow WHERE table_name = '${TABLE}'`).pluck();
  const refunds = tables[TABLE];

  const keep = (id: string, row: SyncedEntity | null): void => {
    write.run(id, row === null ? null : JSON.stringify(row), row?.ver ?? 0);
  };
  const serverRowOf = (shadow: ShadowRow): Refund | null =>
    // `keep` wrote it from a checked row.
    shadow.row === null ? null : (JSON.parse(shadow.row) as Refund);
  const show = (id: string, row: SyncedEntity | null): void => {
    if (row === null) refunds.remove(id);
    else refunds.replace(row);
  };
  const replay = (id: string, commands: readonly OverlayCommand[]): void => {
    const shadow = read.get(id);
    if (shadow) show(id, replayRefundCommands(serverRowOf(shadow), commands));
  };
  const set = (id: string, commands: readonly OverlayCommand[]): void => {
    if (commands.length > 0) {
      waiting.set(id, commands);
      if (!read.get(id)) keep(id, refunds.get(id));
      replay(id, commands);
      return;
    }
    waiting.delete(id);
    const shadow = read.get(id);
    if (!shadow) return;
    show(id, serverRowOf(shadow));
    remove.run(id);
  };
  /** Version of the team database's own row, which for a covered refund is the shadow's. */
  const versionHere = (table: SyncTable, id: string): number => {
    const shadow = table === TABLE ? read.get(id) : undefined;
    return (shadow ? shadow.ver : tables[table].version(id)) ?? 0;
  };
  const isShown = ({ versions }: OverlayCommand): boolean =>
    versions?.every(({ table, id, ver }) => versionHere(table, id) >= ver) ?? false;
  const dropWhere = (isDone: (command: OverlayCommand) => boolean): readonly string[] => {
    const dropped: string[] = [];
    for (const [id, commands] of waiting) {
      const done = commands.filter(isDone);
      if (done.length === 0) continue;
      dropped.push(...done.map((command) => command.id));
      set(
        id,
        commands.filter((command) => !done.includes(command)),
      );
    }
    return dropped;
  };
  return {
    covers: (table, id) => table === TABLE && waiting.has(id),
    serverRow(id, row, force) {
      const shadow = read.get(id);
      if (!force && row !== null && shadow && row.ver < shadow.ver) return;
      keep(id, row);
      replay(id, waiting.get(id) ?? []);
    },
    set: ({ refundId, commands }) => set(refundId, commands),
    setAll(entries) {
      const current = new Map(entries.map(({ refundId, commands }) => [refundId, commands]));
      for (const id of new Set([...all.all(), ...waiting.keys()])) if (!current.has(id)) set(id, []);
      for (const [id, commands] of current) set(id, commands);
    },
    settle: () => dropWhere(isShown),
    drop: (ids) => dropWhere(({ id }) => ids.has(id)),
    answered: () => [...waiting.values()].flatMap(answeredOf),
    answeredOn: (refundIds) => new Set(refundIds.flatMap((id) => answeredOf(waiting.get(id) ?? []))),
  };
}

function answeredOf(commands: readonly OverlayCommand[]): readonly string[] {
  return commands.filter(({ versions }) => versions !== null).map(({ id }) => id);
}
