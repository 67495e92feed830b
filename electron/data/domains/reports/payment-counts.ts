import type Database from 'better-sqlite3';
import { QUARTER_MS } from '../../../../shared/domains/reports/zone-time.ts';

/** Rises when what is counted changes: everything is counted anew then. */
export const COUNTS_VERSION = 1;

/** How far payments have been counted, by `local_id`: `next` up to `end` are missing, all others are in. */
export type PaymentCountsState = { readonly version: number; readonly next: number; readonly end: number };

/** Keeps the counts of payments that reports are made of; the caller holds the transaction. */
export type PaymentCounts = {
  /** Call before a payment is written or removed; call the result after it. */
  around(id: string): () => void;
  /** Empties them: what is here is counted again by `countSome`, what comes is counted at once. */
  restart(): void;
  /** A full sync begins and writes rows past `around`; `restart` follows at its end. */
  suspend(): void;
  /** Counts some of the missing payments; false when none is left. */
  countSome(): boolean;
};

const DAY_MS = 24 * 60 * 60_000;
/** Days that lie together in `payment_day_count`. */
export const DAYS_PER_STRETCH = 32;
/** Payments counted between two looks at the clock. */
const AT_A_TIME = 250;

const FACTS = ['gateway', 'country', 'status', 'code'] as const;
/** The same of a payment `p`; keep it in step with `COUNTS_VERSION`. */
const FACTS_OF_PAYMENT = `p.gateway AS gateway, coalesce(p.issuer_country, p.ip_country, '') AS country, p.status AS status,
  iif(p.status = 'failed', coalesce(p.raw_code, ''), '') AS code`;

type Facts = { readonly [Fact in (typeof FACTS)[number]]: string };
/** A payment's facts and where in each table it counts. */
type Counted = Facts & {
  readonly localId: number;
  readonly quarter: number;
  readonly day: number;
  readonly stretch: number;
};

/** The three tables of counts and what they count by. */
const COUNTS = [
  { table: 'payment_day_count', keys: ['stretch', 'kind', 'day'] },
  { table: 'payment_quarter_count', keys: ['quarter', 'kind'] },
  { table: 'payment_quarter_total', keys: ['quarter', 'status'] },
] as const;

/** @param state where the state is kept */
export function createPaymentCounts(
  cache: Database.Database,
  state: {
    get(): PaymentCountsState | null;
    set(state: PaymentCountsState): void;
    clear(): void;
  },
): PaymentCounts {
  const places = { quarter: QUARTER_MS, day: DAY_MS, stretch: DAYS_PER_STRETCH * DAY_MS };
  const columns = [
    'p.local_id AS localId',
    ...Object.entries(places).map(([name, length]) => `p.created_at / ${length} AS ${name}`),
    FACTS_OF_PAYMENT,
  ].join(', ');
  const read = cache.prepare<[string], Counted>(`SELECT ${columns} FROM payment p WHERE p.id = ?`);
  const names = FACTS.join(', ');
  const kindOf = cache
    .prepare<Facts, number>(
      `SELECT id FROM payment_kind WHERE ${FACTS.map((name) => `${name} = @${name}`).join(' AND ')}`,
    )
    .pluck();
  const addKind = cache.prepare<Facts>(
    `INSERT INTO payment_kind(${names}) VALUES (${FACTS.map((name) => `@${name}`).join(', ')})`,
  );
  const counts = COUNTS.map(({ table, keys }) => {
    const isThis = keys.map((key) => `${key} = @${key}`).join(' AND ');
    const insert = `INSERT INTO ${table}(${keys.join(', ')}, payments)`;
    const addUp = `ON CONFLICT(${keys.join(', ')}) DO UPDATE SET payments = payments + excluded.payments`;
    return {
      add: cache.prepare<object>(`${insert} VALUES (${keys.map((key) => `@${key}`).join(', ')}, 1) ${addUp}`),
      subtract: cache.prepare<object>(`UPDATE ${table} SET payments = payments - 1 WHERE ${isThis}`),
      removeEmpty: cache.prepare<object>(`DELETE FROM ${table} WHERE ${isThis} AND payments <= 0`),
      addSome: cache.prepare<[number, number]>(
        `${insert} SELECT ${keys.join(', ')}, count(*) FROM (
           SELECT c.*, k.id AS kind FROM (SELECT ${columns} FROM payment p WHERE p.local_id >= ? AND p.local_id < ?) c
             JOIN payment_kind k ON ${FACTS.map((name) => `k.${name} = c.${name}`).join(' AND ')})
         WHERE TRUE GROUP BY ${keys.join(', ')} ${addUp}`,
      ),
      clear: cache.prepare(`DELETE FROM ${table}`),
    };
  });
  const addKinds = cache.prepare<[number, number]>(
    `INSERT OR IGNORE INTO payment_kind(${names})
     SELECT DISTINCT ${FACTS_OF_PAYMENT} FROM payment p WHERE p.local_id >= ? AND p.local_id < ?`,
  );
  const clearKinds = cache.prepare('DELETE FROM payment_kind');
  const highest = cache.prepare<[], number | null>('SELECT max(local_id) FROM payment').pluck();

  const keysOf = (payment: Counted) => ({
    ...payment,
    kind: kindOf.get(payment) ?? Number(addKind.run(payment).lastInsertRowid),
  });
  return {
    around(id) {
      const before = read.get(id);
      return () => {
        const after = read.get(id);
        if (isSame(before, after)) return;
        const built = state.get();
        const isCounted = (payment: Counted | undefined): payment is Counted =>
          payment !== undefined &&
          built !== null &&
          (payment.localId < built.next || payment.localId > built.end);
        if (isCounted(before)) {
          const keys = keysOf(before);
          for (const { subtract, removeEmpty } of counts) {
            subtract.run(keys);
            removeEmpty.run(keys);
          }
        }
        if (isCounted(after)) {
          const keys = keysOf(after);
          for (const { add } of counts) add.run(keys);
        }
      };
    },
    restart() {
      for (const { clear } of counts) clear.run();
      clearKinds.run();
      state.set({ version: COUNTS_VERSION, next: 0, end: highest.get() ?? -1 });
    },
    suspend: () => state.clear(),
    countSome() {
      const built = state.get();
      if (!built || built.next > built.end) return false;
      const until = Math.min(built.next + AT_A_TIME, built.end + 1);
      addKinds.run(built.next, until);
      for (const { addSome } of counts) addSome.run(built.next, until);
      state.set({ ...built, next: until });
      return true;
    },
  };
}

function isSame(before: Counted | undefined, after: Counted | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return (Object.keys(before) as (keyof Counted)[]).every((name) => before[name] === after[name]);
}
