import type { ConnectionStatus, connectionContract } from '../../shared/domains/connection/contract.ts';
import type { outboxContract } from '../../shared/domains/outbox/contract.ts';
import type { HandlersFor } from '../../shared/ipc/define.ts';
import type { Clock } from './clock.ts';
import type { Commands } from './commands.ts';
import type { OutboxStore } from './outbox/store.ts';
import type { SyncLoop } from './sync/loop.ts';
import type { Pusher } from './sync/push.ts';

type ConnectionHandlers = HandlersFor<typeof connectionContract>;
type OutboxHandlers = Omit<HandlersFor<typeof outboxContract>, 'outbox.list'>;

/** The connection pill and its switches. */
export function createConnectionHandlers(parts: {
  readonly loop: SyncLoop;
  readonly outbox: OutboxStore;
  readonly embedded: boolean;
  readonly confirmedAt: () => number | null;
  readonly firstSync: () => ConnectionStatus['firstSync'];
}): ConnectionHandlers {
  const { loop, outbox } = parts;
  return {
    'connection.status': () => ({
      ...loop.status(),
      lastSyncAt: parts.confirmedAt(),
      firstSync: parts.firstSync(),
      ...outbox.counts(),
      embedded: parts.embedded,
    }),
    'connection.set-offline': ({ offline }) => {
      loop.setOffline(offline);
      return {};
    },
    'connection.sync-now': async () => {
      await loop.syncNow();
      return {};
    },
    'connection.set-active': ({ active }) => {
      loop.setActive(active);
      return {};
    },
  };
}

/** What a person can do about a queued or refused command. */
export function createOutboxHandlers(parts: {
  readonly outbox: OutboxStore;
  readonly pusher: Pusher;
  readonly commands: Commands;
  readonly clock: Clock;
}): OutboxHandlers {
  const { outbox, pusher, commands, clock } = parts;
  /** Changes a command and everything that hangs on it. */
  const change = async (id: string, act: () => void): Promise<Record<string, never>> => {
    const row = outbox.find(id);
    act();
    if (row) await commands.refreshOverlay(row);
    pusher.pump();
    return {};
  };
  return {
    'outbox.cancel': ({ id }) => change(id, () => outbox.cancel(id)),
    'outbox.retry': ({ id }) => change(id, () => outbox.retry(id)),
    'outbox.dismiss': ({ id }) => change(id, () => outbox.dismiss(id, clock.now())),
  };
}
