import type { Log } from '../../lib/log.ts';
import {
  type FeedCursor,
  type PullPage,
  SYNC_TABLES,
  type SyncTable,
  type TeamHead,
} from '../../lib/team/team-client.ts';
import type { Clock } from '../clock.ts';
import type { OutboxStore } from '../outbox/store.ts';
import type { WriterClient } from '../threads.ts';
import type { InTime } from './deadline.ts';
import { SLICE_MS } from './slices.ts';
import type { FullSync, SyncState } from './sync-state.ts';

/** Rows of a page in a full sync. */
const PAGE_ROWS = 1_000;
/** Changes of a page: as many as the writer applies in one slice, found out while running. */
const FEWEST_CHANGES = 50;
const MOST_CHANGES = 1_000;
/** An empty answer moves the cursor in memory; it is written down so often. */
const CONFIRM_EVERY_MS = 60_000;
/** After a restore of the team database, what it answered in this time is compared with what it still has. */
const COMPARED_MS = 30 * 24 * 60 * 60 * 1000;
const IDS_PER_CALL = 500;

/** What a pull is made of. */
export type PullParts = {
  readonly team: InTime;
  readonly writer: WriterClient;
  readonly outbox: OutboxStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Commands that screens need not replay any more. */
  readonly onSettled: (ids: readonly string[]) => void;
  /** Commands that a person has to look at. */
  readonly onReview: (ids: readonly string[]) => void;
  /** Where a full sync has got to. */
  readonly onProgress: (state: SyncState) => void;
};

/** Brings the cache up to the feed's horizon. One at a time. */
export type Puller = {
  /** @returns what the team database said of itself at the end */
  pull(): Promise<TeamHead>;
  /** Writes down the place in the feed. */
  confirm(): Promise<void>;
  /** Place in the feed as `xid:seq`, or null before the first sync. */
  place(): string | null;
  /** When the cache was last known to be up to date, milliseconds UTC. */
  confirmedAt(): number | null;
  /** The cache was rebuilt. */
  restart(state: SyncState): void;
};

export function createPuller(parts: PullParts, initial: SyncState): Puller {
  const { team, writer, outbox, clock } = parts;
  let state = initial;
  let confirmedAt = initial.confirmedAt;
  let writtenAt = 0;
  let changes = FEWEST_CHANGES * 4;

  const nextPage = (cursor: FeedCursor): Promise<PullPage> => team((client) => client.pull(cursor, changes));

  const apply = async (page: PullPage): Promise<void> => {
    const now = clock.now();
    const { settled, milliseconds } = await writer.call('applyPull', { page, now });
    parts.onSettled(settled);
    writtenAt = now;
    // Aim for one slice: rows and cursor belong into one transaction, and nothing may wait long behind it.
    const factor = Math.min(2, Math.max(0.5, SLICE_MS / Math.max(1, milliseconds)));
    changes = Math.round(Math.min(MOST_CHANGES, Math.max(FEWEST_CHANGES, changes * factor)));
  };
  const moveTo = (cursor: FeedCursor): void => {
    if (state.position) state = { ...state, position: { ...state.position, cursor } };
  };

  const fullSync = async (reason: FullSync['reason']): Promise<void> => {
    const head = await team((client) => client.head());
    state = canGoOn(state.fullSync, head) ? state : await begin(reason, head);
    parts.onProgress(state);
    const sync = state.fullSync;
    for (const table of SYNC_TABLES.slice(sync?.table ?? 0)) await fill(table);
    const finished = await writer.call('finishFullSync', {});
    state = finished.state;
    parts.onSettled(finished.settled);
    parts.onProgress(state);
  };
  const begin = (reason: FullSync['reason'], head: TeamHead): Promise<SyncState> => {
    parts.log.info('Full sync', { reason });
    return writer.call('beginFullSync', {
      reason,
      generation: head.generation,
      scopeEpoch: head.scopeEpoch,
      staffId: head.staffId,
      cursor: { xid: head.horizon, seq: '0' },
    });
  };
  /** Key-set pages, newest first; the next one is on its way while one is stored. */
  const fill = async (table: SyncTable): Promise<void> => {
    const fetch = (beforeId: string | null) =>
      quietly(team((client) => client.page(table, beforeId, PAGE_ROWS)));
    let coming = fetch(state.fullSync?.beforeId ?? null);
    for (;;) {
      const page = await coming;
      const last = page.rows.length < PAGE_ROWS;
      const lowest = page.rows.at(-1)?.[page.columns.indexOf('id')];
      if (!last) coming = fetch(String(lowest));
      state = await writer.call('storePage', { page: { table, page, last }, now: clock.now() });
      parts.onProgress(state);
      if (last) return;
    }
  };
  /**
   * After a restore or a fail-over the team database may not know any more what it answered: a person must look at
   * that. Nothing of it is sent again by itself; the gateway may have paid already. The outbox remembers who
   * answered, because a cache can be lost in between.
   */
  const compareAnswered = async ({ generation }: TeamHead): Promise<void> => {
    const before = outbox.generation();
    if (before === generation) return;
    if (before !== null) await reviewMissing();
    outbox.setGeneration(generation);
  };
  const reviewMissing = async (): Promise<void> => {
    const uncertain = outbox.open().filter((row) => row.uncertain === 1 && row.state !== 'needs_review');
    const answered = outbox.ackedSince(clock.now() - COMPARED_MS);
    const ids = [...answered, ...uncertain].map(({ id }) => id);
    const missing = new Set(ids);
    for (let index = 0; index < ids.length; index += IDS_PER_CALL) {
      const known = await team((client) => client.commandStatus(ids.slice(index, index + IDS_PER_CALL)));
      for (const { id } of known) missing.delete(id);
    }
    if (missing.size === 0) return;
    parts.log.warn('The team database does not know commands that it answered', { commands: missing.size });
    outbox.markForReview([...missing], 'not-found');
    parts.onReview([...missing]);
  };

  const pullChanges = async (): Promise<TeamHead> => {
    let coming = state.position ? nextPage(state.position.cursor) : null;
    for (;;) {
      if (!state.position || state.fullSync) {
        await fullSync(state.fullSync?.reason ?? 'first');
        coming = null;
      }
      const { position } = state;
      if (!position) throw new Error('A full sync ends with a position');
      const page = await (coming ?? nextPage(position.cursor));
      coming = null;
      const reason = resyncReason(position, page.head);
      if (reason) {
        await fullSync(reason);
        continue;
      }
      if (page.more) coming = quietly(nextPage(page.cursor));
      if (!isEmpty(page)) await apply(page);
      moveTo(page.cursor);
      if (page.more) continue;
      confirmedAt = clock.now();
      return page.head;
    }
  };
  const confirm = async (): Promise<void> => {
    if (!state.position || confirmedAt === null) return;
    writtenAt = clock.now();
    await writer.call('confirm', { cursor: state.position.cursor, at: confirmedAt });
  };
  return {
    async pull() {
      const head = await pullChanges();
      await compareAnswered(head);
      if (clock.now() - writtenAt >= CONFIRM_EVERY_MS) await confirm();
      return head;
    },
    confirm,
    place: () => (state.position ? `${state.position.cursor.xid}:${state.position.cursor.seq}` : null),
    confirmedAt: () => confirmedAt,
    restart(rebuilt) {
      state = rebuilt;
      confirmedAt = rebuilt.confirmedAt;
    },
  };
}

/** Why everything has to be read again, or null. */
function resyncReason(
  position: NonNullable<SyncState['position']>,
  head: TeamHead,
): Exclude<FullSync['reason'], 'first'> | null {
  if (position.generation !== head.generation) return 'generation';
  if (position.scopeEpoch !== head.scopeEpoch) return 'scope';
  return BigInt(position.cursor.xid) < BigInt(head.floor) ? 'purged' : null;
}

/** A full sync that was interrupted goes on where it stopped, if the feed still reaches back to its beginning. */
function canGoOn(sync: FullSync | null, head: TeamHead): boolean {
  return (
    sync !== null &&
    sync.generation === head.generation &&
    sync.scopeEpoch === head.scopeEpoch &&
    BigInt(sync.cursor.xid) >= BigInt(head.floor)
  );
}

function isEmpty(page: PullPage): boolean {
  return [...Object.values(page.rows), ...Object.values(page.gone)].every((list) => list.length === 0);
}

/** A page that was asked for ahead may fail before anybody waits for it; whoever does hears of it. */
function quietly<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}
