import type Database from 'better-sqlite3';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import type { Log } from '../lib/log.ts';
import { storableTextInside } from '../lib/storable-text.ts';
import type { Clock } from './clock.ts';
import { deviceId } from './domains/settings/queries.ts';
import type { CommandFacts, OutboxRow } from './outbox/command.ts';
import type { CommandContext, NewCommand } from './outbox/new-command.ts';
import type { EntityKey, OverlayCommand, OverlayEntry } from './outbox/overlay.ts';
import { isShownAhead } from './outbox/rules.ts';
import type { OutboxStore } from './outbox/store.ts';
import type { WriterClient } from './threads.ts';

/** The answer to a click waits for the overlay, so that the next look shows it, but never longer than this. */
const OVERLAY_WAIT_MS = 200;

/** Saves commands and keeps what screens show ahead of the team database in step with them. */
export type Commands = Pick<CommandContext, 'save' | 'savedBefore' | 'replace'> & {
  /** The outbox rows of this entity changed. */
  refreshOverlay(entity: EntityKey): Promise<void>;
  /** At start, and after the cache was rebuilt: everything that is on its way. */
  refreshAllOverlays(): Promise<void>;
  /** The cache shows what these did, or never will. */
  settled(ids: readonly string[]): void;
};

export function createCommands(parts: {
  readonly database: Database.Database;
  readonly outbox: OutboxStore;
  readonly writer: WriterClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly staff: () => Staff;
  /** A command was saved. */
  readonly onSaved: () => void;
}): Commands {
  const { outbox, writer, clock } = parts;
  const device = deviceId(parts.database);

  const factsOf = ({ args, delayMs = 0, ...command }: NewCommand): CommandFacts => {
    const staff = parts.staff();
    const now = clock.now();
    return {
      ...command,
      payload: JSON.stringify(args, storableTextInside),
      actor: staff.login,
      person: staff.personId,
      device,
      createdAt: now,
      notBefore: delayMs > 0 ? now + delayMs : null,
    };
  };
  const entryOf = ({ entityType, entityId }: EntityKey): OverlayEntry => ({
    entityType,
    entityId,
    commands: outbox.ofEntity(entityType, entityId).filter(isShownAhead).map(overlayCommand),
  });
  const settled = (ids: readonly string[]): void => {
    if (ids.length === 0) return;
    outbox.markSettled(ids);
    // A list of commands that was on its way to the writer meanwhile may have brought them back.
    for (const entity of entitiesOf(ids.flatMap((id) => outbox.find(id) ?? []))) void refreshOverlay(entity);
  };
  const show = async (entries: readonly OverlayEntry[], all: boolean): Promise<void> => {
    try {
      settled(await writer.call('setOverlays', { entries, all }));
    } catch (error) {
      // It is saved and will be sent; only the preview of its effect is missing.
      parts.log.error('Queued commands can not be shown', error);
    }
  };
  const refreshOverlay = (entity: EntityKey): Promise<void> => show([entryOf(entity)], false);
  const savedAndShown = async (entity: EntityKey): Promise<void> => {
    parts.onSaved();
    await inTime(refreshOverlay(entity), clock, OVERLAY_WAIT_MS);
  };
  return {
    refreshOverlay,
    settled,
    async refreshAllOverlays() {
      await show(entitiesOf(outbox.unsettled()).map(entryOf), true);
    },
    savedBefore(command) {
      if (!outbox.find(command.id)) return null;
      return { commandId: command.id, ...outbox.enqueue(factsOf(command)) };
    },
    async save(command) {
      const saved = outbox.enqueue(factsOf(command));
      await savedAndShown(command);
      return { commandId: command.id, ...saved };
    },
    async replace(refusedId, command) {
      const facts = factsOf(command);
      outbox.replace(refusedId, facts);
      await savedAndShown(command);
      return { commandId: command.id, savedAt: facts.createdAt };
    },
  };
}

/** The different entities of some rows. */
function entitiesOf(rows: readonly EntityKey[]): readonly EntityKey[] {
  return [...new Map(rows.map((row) => [`${row.entityType} ${row.entityId}`, row])).values()];
}

function overlayCommand(row: OutboxRow): OverlayCommand {
  return {
    id: row.id,
    kind: row.kind,
    v: row.v,
    payload: row.payload,
    login: row.actor,
    personId: row.person,
    at: row.createdAt,
    versions: row.state === 'acked' ? (row.versions ?? []) : null,
  };
}

/** Waits for a promise, but not longer. */
function inTime(promise: Promise<void>, clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(milliseconds, resolve);
    promise.finally(() => {
      cancel();
      resolve();
    });
  });
}
