import type Database from 'better-sqlite3';
import type { SyncTable } from '../../lib/team/team-client.ts';
import type {
  AnyRow,
  EntityKey,
  OverlayCommand,
  OverlayDomain,
  OverlayEntry,
  RowName,
} from '../outbox/overlay.ts';
import { OVERLAY_DOMAINS } from './overlay-domains.ts';

/**
 * Shows rows as they will be once the queued commands have arrived. While a command on a row waits, the row of the
 * team database lies in `shadow` and the table holds it with the commands replayed. The caller holds the transaction.
 */
export type Overlays = {
  /** Whether this row goes through `serverRow`. */
  covers(table: SyncTable, id: string): boolean;
  /** The team database's row came (null = gone): kept in the shadow unless a newer one is there, and replayed. */
  serverRow(name: RowName, row: AnyRow | null, force: boolean): void;
  /** Replaces the commands of one entity; none = the team database's own rows are shown again. */
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
  /** The same, of the entities that these rows belong to. */
  answeredOn(gone: Readonly<Partial<Record<SyncTable, readonly string[]>>>): ReadonlySet<string>;
};

/** The tables that overlays show their rows in. */
export type ShownRows = {
  get(name: RowName): AnyRow | null;
  /** Version of the row that is there, or null. */
  version(name: RowName): number | null;
  /** Puts the row there, or takes it away, with all that hangs on it. */
  show(name: RowName, row: AnyRow | null): void;
};

type ShadowRow = { readonly row: string | null; readonly ver: number };
/** An entity with commands that wait, and the rows they cover. */
type Covered = OverlayEntry & { readonly domain: OverlayDomain; readonly rows: readonly RowName[] };

export function createOverlays(
  cache: Database.Database,
  rows: ShownRows,
  domains: readonly OverlayDomain[] = OVERLAY_DOMAINS,
): Overlays {
  const waiting = new Map<string, Covered>();
  /** Which entity's commands cover a row. */
  const owners = new Map<string, string>();
  const read = cache.prepare<[string, string], ShadowRow>(
    'SELECT "row", ver FROM shadow WHERE table_name = ? AND row_id = ?',
  );
  const write = cache.prepare(
    'INSERT OR REPLACE INTO shadow(table_name, row_id, "row", ver) VALUES (?, ?, ?, ?)',
  );
  const remove = cache.prepare('DELETE FROM shadow WHERE table_name = ? AND row_id = ?');
  const all = cache.prepare<[], RowName>('SELECT table_name AS "table", row_id AS id FROM shadow');

  const shadowOf = ({ table, id }: RowName): ShadowRow | undefined => read.get(table, id);
  const keep = ({ table, id }: RowName, row: AnyRow | null): void => {
    write.run(table, id, row === null ? null : JSON.stringify(row), row?.ver ?? 0);
  };
  const serverRowOf = (shadow: ShadowRow): AnyRow | null =>
    // `keep` wrote it from a checked row.
    shadow.row === null ? null : (JSON.parse(shadow.row) as AnyRow);
  const replay = ({ domain, commands, rows: covered }: Covered): void => {
    for (const name of covered) {
      const shadow = shadowOf(name);
      if (shadow) rows.show(name, domain.replay(name, serverRowOf(shadow), commands, rows.get));
    }
  };
  /** The team database's own row is shown again. */
  const release = (name: RowName): void => {
    owners.delete(textOf(name));
    const shadow = shadowOf(name);
    if (!shadow) return;
    rows.show(name, serverRowOf(shadow));
    remove.run(name.table, name.id);
  };
  const set = (entry: OverlayEntry): void => {
    const key = keyOf(entry);
    const domain = domains.find(({ entityType }) => entityType === entry.entityType);
    if (!domain) return;
    const named = entry.commands.flatMap((command) => domain.rowsOf(entry.entityId, command));
    const covered = new Map(named.map((name) => [textOf(name), name]));
    for (const name of waiting.get(key)?.rows ?? []) if (!covered.has(textOf(name))) release(name);
    if (entry.commands.length === 0) {
      waiting.delete(key);
      return;
    }
    for (const [text, name] of covered) {
      owners.set(text, key);
      if (!shadowOf(name)) keep(name, rows.get(name));
    }
    const next = { ...entry, domain, rows: [...covered.values()] };
    waiting.set(key, next);
    replay(next);
  };
  /** Version of the team database's own row, which for a covered one is the shadow's. */
  const versionHere = (name: RowName): number => {
    const shadow = owners.has(textOf(name)) ? shadowOf(name) : undefined;
    return (shadow ? shadow.ver : rows.version(name)) ?? 0;
  };
  const isShown = ({ versions }: OverlayCommand): boolean =>
    versions?.every((row) => versionHere(row) >= row.ver) ?? false;
  const dropWhere = (isDone: (command: OverlayCommand) => boolean): readonly string[] => {
    const dropped: string[] = [];
    for (const { entityType, entityId, commands } of [...waiting.values()]) {
      const done = commands.filter(isDone);
      if (done.length === 0) continue;
      dropped.push(...done.map((command) => command.id));
      set({ entityType, entityId, commands: commands.filter((command) => !done.includes(command)) });
    }
    return dropped;
  };
  return {
    covers: (table, id) => owners.has(textOf({ table, id })),
    serverRow(name, row, force) {
      const shadow = shadowOf(name);
      if (!force && row !== null && shadow && row.ver < shadow.ver) return;
      keep(name, row);
      const covered = waiting.get(owners.get(textOf(name)) ?? '');
      // All of them: a message builds on its ticket.
      if (covered) replay(covered);
    },
    set,
    setAll(entries) {
      const current = new Set(entries.map(keyOf));
      for (const { entityType, entityId } of [...waiting.values()]) {
        if (!current.has(keyOf({ entityType, entityId }))) set({ entityType, entityId, commands: [] });
      }
      for (const entry of entries) set(entry);
      // What an earlier run of the program covered and nothing covers any more.
      for (const name of all.all()) if (!owners.has(textOf(name))) release(name);
    },
    settle: () => dropWhere(isShown),
    drop: (ids) => dropWhere(({ id }) => ids.has(id)),
    answered: () => [...waiting.values()].flatMap(answeredOf),
    answeredOn(gone) {
      const names = Object.entries(gone).flatMap(([table, ids]) => ids.map((id) => `${table} ${id}`));
      const keys = new Set(names.flatMap((name) => owners.get(name) ?? []));
      return new Set([...keys].flatMap((key) => answeredOf(waiting.get(key))));
    },
  };
}

function keyOf({ entityType, entityId }: EntityKey): string {
  return `${entityType} ${entityId}`;
}

function textOf({ table, id }: RowName): string {
  return `${table} ${id}`;
}

function answeredOf(covered: Covered | undefined): readonly string[] {
  return (covered?.commands ?? []).filter(({ versions }) => versions !== null).map(({ id }) => id);
}
