import type Database from 'better-sqlite3';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import type { Log } from '../lib/log.ts';
import type { Clock } from './clock.ts';
import type { CommandContext, NewCommand } from './domains/refunds/commands.ts';
import type { OverlayCommand } from './domains/refunds/overlay.ts';
import { deviceId } from './domains/settings/queries.ts';
import type { CommandFacts, OutboxRow } from './outbox/command.ts';
import { isShownAhead } from './outbox/rules.ts';
import type { OutboxStore } from './outbox/store.ts';
import { storableTextInside } from './storable-text.ts';
import type { OverlayEntry } from './sync/overlays.ts';
import type { WriterClient } from './threads.ts';

/** The answer to a click waits for the overlay, so that the next look shows it, but never longer than this. */
const OVERLAY_WAIT_MS = 200;

/** Saves commands and keeps what screens show ahead of the team database in step with them. */
export type Commands = Pick<CommandContext, 'save' | 'savedBefore'> & {
  /** The outbox rows of this refund changed. */
  refreshOverlay(refundId: string): Promise<void>;
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

  const factsOf = ({ args, ...command }: NewCommand): CommandFacts => {
    const staff = parts.staff();
    return {
      ...command,
      payload: JSON.stringify(args, storableTextInside),
      actor: staff.login,
      person: staff.personId,
      device,
      createdAt: clock.now(),
      notBefore: null,
    };
  };
  const entryOf = (refundId: string): OverlayEntry => ({
    refundId,
    commands: outbox.ofEntity('refund', refundId).filter(isShownAhead).map(overlayCommand),
  });
  const settled = (ids: readonly string[]): void => {
    if (ids.length === 0) return;
    outbox.markSettled(ids);
    const refunds = new Set(ids.flatMap((id) => outbox.find(id)?.entityId ?? []));
    // A list of commands that was on its way to the writer meanwhile may have brought them back.
    for (const refundId of refunds) void refreshOverlay(refundId);
  };
  const show = async (entries: readonly OverlayEntry[], all: boolean): Promise<void> => {
    try {
      settled(await writer.call('setOverlays', { entries, all }));
    } catch (error) {
      // It is saved and will be sent; only the preview of its effect is missing.
      parts.log.error('Queued commands can not be shown', error);
    }
  };
  const refreshOverlay = (refundId: string): Promise<void> => show([entryOf(refundId)], false);
  return {
    refreshOverlay,
    settled,
    async refreshAllOverlays() {
      const refunds = new Set(outbox.unsettled().map(({ entityId }) => entityId));
      await show([...refunds].map(entryOf), true);
    },
    savedBefore(command) {
      if (!outbox.find(command.id)) return null;
      return { commandId: command.id, ...outbox.enqueue(factsOf(command)) };
    },
    async save(command) {
      const saved = outbox.enqueue(factsOf(command));
      parts.onSaved();
      await inTime(refreshOverlay(command.entityId), clock, OVERLAY_WAIT_MS);
      return { commandId: command.id, ...saved };
    },
  };
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
