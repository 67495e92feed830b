import { isDeepStrictEqual } from 'node:util';
import type Database from 'better-sqlite3';
import { SYNC_TABLES, type SyncTable, type WireRow } from '../../lib/team/team-client.ts';
import { MalformedRow } from '../db/mapping.ts';
import { createCustomerWords } from '../domains/customers/words.ts';
import { createTouchNotes } from '../domains/duplicates/touched.ts';
import { createPaymentCounts, type PaymentCounts } from '../domains/reports/payment-counts.ts';
import { createMessageIndex, type MessageIndex } from '../domains/tickets/message-index.ts';
import { createTicketFacets } from '../domains/tickets/ticket-facets.ts';
import type { AnyRow, RowName } from '../outbox/overlay.ts';
import { createOverlays, type Overlays } from './overlays.ts';
import type { SyncStateStore } from './sync-state.ts';
import { SYNCED_TABLES } from './synced-tables.ts';
import { createTableWriter, type SyncedEntity, type TableWriter } from './table-writer.ts';

/** Puts the team database's rows into the cache with all that hangs on them; the caller holds the transaction. */
export type RowStore = {
  readonly overlays: Overlays;
  readonly messages: MessageIndex;
  readonly payments: PaymentCounts;
  /** An incremental change: a row older than the one here is ignored. */
  upsert(table: SyncTable, rows: readonly WireRow[], now: number): void;
  /** Part of a full sync: what is here is overwritten. Pairs are not judged; a full scan follows. */
  replace(table: SyncTable, rows: readonly WireRow[], now: number): void;
  /** Rows that went or that this person may not see any more. */
  remove(table: SyncTable, ids: readonly string[]): void;
  /** A full sync has seen all rows of a table: makes anew what is counted over all of them. */
  filled(table: SyncTable): void;
  /** Removes what lies in the id range and is not in `present`: a full sync has just seen that range. */
  sweep(table: SyncTable, fromId: string | null, beforeId: string | null, present: ReadonlySet<string>): void;
};

export function createRowStore(cache: Database.Database, state: SyncStateStore): RowStore {
  const tables = Object.fromEntries(
    SYNC_TABLES.map((name) => [name, createTableWriter(cache, SYNCED_TABLES[name])]),
  ) as Record<SyncTable, TableWriter>;
  const words = createCustomerWords(cache);
  const touched = createTouchNotes(cache);
  const facets = createTicketFacets(cache);
  const messages = createMessageIndex(cache, {
    get: () => state.get('messageIndex'),
    set: (value) => state.set('messageIndex', value),
  });
  const payments = createPaymentCounts(cache, {
    get: () => state.get('paymentCounts'),
    set: (value) => state.set('paymentCounts', value),
    clear: () => state.clear('paymentCounts'),
  });
  const quarantine = cache.prepare(
    'INSERT OR REPLACE INTO quarantine(table_name, row_id, reason, at) VALUES (?, ?, ?, ?)',
  );
  const release = cache.prepare('DELETE FROM quarantine WHERE table_name = ? AND row_id = ?');
  const anyQuarantined = cache
    .prepare<[string], 1>('SELECT 1 FROM quarantine WHERE table_name = ? LIMIT 1')
    .pluck();

  /** Well-formed rows; the others are set apart and do not stop them. */
  const parse = (table: SyncTable, rows: readonly WireRow[], now: number): readonly SyncedEntity[] => {
    const synced = SYNCED_TABLES[table];
    const mayRelease = anyQuarantined.get(table) === 1;
    const entities: SyncedEntity[] = [];
    for (const row of rows) {
      const parsed = synced.parse(row);
      if (parsed instanceof MalformedRow) {
        quarantine.run(table, parsed.rowId, parsed.reason, now);
        continue;
      }
      // Every synced entity has both.
      const entity = parsed as SyncedEntity;
      if (mayRelease) release.run(table, entity.id);
      entities.push(entity);
    }
    return entities;
  };
  /** Notes what a row is before it is written; the result does what follows from the difference. */
  const before = (table: SyncTable, id: string): (() => void) | null => {
    if (table === 'payment') return both(touched.aroundPayment(id), payments.around(id));
    if (table === 'customer') return words.around(id);
    if (table === 'ticket') return facets.around(id);
    return table === 'message' ? messages.around(id) : null;
  };
  /** Does `write` with what has to happen around a change of this row. */
  const around = (table: SyncTable, id: string, write: () => void): void => {
    const after = before(table, id);
    write();
    after?.();
    if (table === 'application') touched.applicationChanged(id);
  };
  const show = ({ table, id }: RowName, row: AnyRow | null): void => {
    if (isDeepStrictEqual(tables[table].get(id), row)) return;
    around(table, id, () => (row === null ? tables[table].remove(id) : tables[table].replace(row)));
  };
  const overlays = createOverlays(cache, {
    get: ({ table, id }) => tables[table].get(id),
    version: ({ table, id }) => tables[table].version(id),
    show,
  });
  const removeOne = (table: SyncTable, id: string): void => {
    if (overlays.covers(table, id)) overlays.serverRow({ table, id }, null, true);
    else around(table, id, () => tables[table].remove(id));
  };
  return {
    overlays,
    messages,
    payments,
    upsert(table, rows, now) {
      for (const entity of parse(table, rows, now)) {
        const { id } = entity;
        if (overlays.covers(table, id)) overlays.serverRow({ table, id }, entity, false);
        else around(table, id, () => tables[table].upsert(entity));
      }
    },
    replace(table, rows, now) {
      const entities = parse(table, rows, now);
      const plain = entities.filter(({ id }) => !overlays.covers(table, id));
      // What is counted or indexed row by row has to see each of them.
      const isOneByOne = table === 'customer' || (table === 'message' && state.get('messageIndex') !== null);
      if (!isOneByOne) tables[table].replaceMany(plain);
      else for (const entity of plain) around(table, entity.id, () => tables[table].replace(entity));
      if (plain.length === entities.length) return;
      for (const entity of entities) {
        const { id } = entity;
        if (overlays.covers(table, id)) overlays.serverRow({ table, id }, entity, true);
      }
    },
    remove(table, ids) {
      for (const id of ids) removeOne(table, id);
    },
    filled(table) {
      if (table === 'ticket') facets.recount();
    },
    sweep(table, fromId, beforeId, present) {
      for (const id of tables[table].idsBetween(fromId, beforeId)) {
        if (!present.has(id)) removeOne(table, id);
      }
    },
  };
}

function both(one: () => void, other: () => void): () => void {
  return () => {
    one();
    other();
  };
}
