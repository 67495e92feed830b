import type Database from 'better-sqlite3';
import { z } from 'zod';

const cursorSchema = z.object({ xid: z.string(), seq: z.string() });

const stateSchemas = {
  /** Whose cache this is. */
  identity: z.object({ workspace: z.string(), login: z.string() }),
  /** There exactly while the file is closed in good order; without it the program was killed. */
  closed: z.literal(true),
  /** Place in the feed of one generation, as one visibility scope sees it. */
  position: z.object({
    generation: z.string(),
    scopeEpoch: z.int(),
    cursor: cursorSchema,
    staffId: z.string(),
  }),
  /** When everything up to the feed's horizon was last known to be here, milliseconds UTC. */
  confirmedAt: z.number(),
  /** A first or full sync under way: where to go on after a restart. */
  fullSync: z.object({
    reason: z.enum(['first', 'generation', 'scope', 'purged']),
    generation: z.string(),
    scopeEpoch: z.int(),
    staffId: z.string(),
    /** The feed's horizon before the first page: pulling goes on from here. */
    cursor: cursorSchema,
    /** Position in SYNC_TABLES and the lowest id stored of that table. */
    table: z.int(),
    beforeId: z.string().nullable(),
    rows: z.int(),
    /** Commands answered before it began: once it is through, the cache shows what became of them. */
    answeredBefore: z.array(z.string()),
  }),
  /** Full search for duplicates: number of the last one begun, whether one has to run, and the fee it went by. */
  scan: z.object({ number: z.int(), needed: z.boolean(), standardFee: z.string().nullable() }),
  /** How far the words of messages are indexed (see MessageIndexState). */
  messageIndex: z.object({ version: z.int(), next: z.int(), end: z.int() }),
  /** How far payments are counted for reports (see PaymentCountsState). */
  paymentCounts: z.object({ version: z.int(), next: z.int(), end: z.int() }),
} as const;

type StateSchemas = typeof stateSchemas;
export type SyncStateName = keyof StateSchemas;
export type SyncStateValue<Name extends SyncStateName> = z.output<StateSchemas[Name]>;
export type FullSync = SyncStateValue<'fullSync'>;

/** What the loop needs to know of the cache. */
export type SyncState = {
  readonly position: SyncStateValue<'position'> | null;
  readonly confirmedAt: number | null;
  readonly fullSync: FullSync | null;
  readonly scanNeeded: boolean;
};

/** Reads and writes the rows of `sync_state`. */
export type SyncStateStore = {
  get<Name extends SyncStateName>(name: Name): SyncStateValue<Name> | null;
  set<Name extends SyncStateName>(name: Name, value: SyncStateValue<Name>): void;
  clear(name: SyncStateName): void;
  snapshot(): SyncState;
};

export function createSyncStateStore(cache: Database.Database): SyncStateStore {
  const read = cache.prepare<[string], string>('SELECT value FROM sync_state WHERE name = ?').pluck();
  const write = cache.prepare('INSERT OR REPLACE INTO sync_state(name, value) VALUES (?, ?)');
  const remove = cache.prepare('DELETE FROM sync_state WHERE name = ?');
  const get = <Name extends SyncStateName>(name: Name): SyncStateValue<Name> | null => {
    const text = read.get(name);
    // The schema of that name has just checked it.
    return text === undefined ? null : (stateSchemas[name].parse(JSON.parse(text)) as SyncStateValue<Name>);
  };
  return {
    get,
    set(name, value) {
      write.run(name, JSON.stringify(value));
    },
    clear(name) {
      remove.run(name);
    },
    snapshot: () => ({
      position: get('position'),
      confirmedAt: get('confirmedAt'),
      fullSync: get('fullSync'),
      scanNeeded: get('scan')?.needed ?? false,
    }),
  };
}
