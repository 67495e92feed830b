import type Database from 'better-sqlite3';
import type { QueueFilter, QueueSort, QueueView } from '../../../../shared/domains/tickets/contract.ts';
import { createStatementCache } from '../../db/statement-cache.ts';
import {
  type CountedPart,
  filterConditions,
  filterValues,
  type QueuePart,
  queueParts,
  sortedQueue,
  ticketSource,
} from './queue-plan.ts';
import { SHELVES, type Shelf } from './shelves.ts';

/** Which page of which queue, seen by whom and when (milliseconds UTC: what is overdue or snoozed depends on it). */
export type QueueQuestion = {
  readonly view: QueueView;
  readonly filter: QueueFilter;
  readonly sort: QueueSort;
  readonly offset: number;
  readonly limit: number;
  readonly login: string;
  readonly now: number;
};

/** `local_id`s of the page's tickets in their order, and how many tickets the queue has. */
export type QueuePage = { readonly tickets: readonly number[]; readonly total: number };

type Values = Readonly<Record<string, string | number>>;

/** Filters that are set at the same time, times views, times orders: what people use is a handful. */
const MOST_STATEMENTS = 200;
/** What is overdue or snoozed changes by itself. */
const KEPT_MS = 5_000;

/** Finds pages of queues from indexes alone; the caller reads the rows. */
export function createQueuePages(cache: Database.Database): (question: QueueQuestion) => QueuePage {
  const prepare = createStatementCache(cache, MOST_STATEMENTS);

  const walked = (part: QueuePart, filter: QueueFilter): string => {
    const where = [...part.where, ...filterConditions(filter, 't')];
    const source = ticketSource(filter);
    // A merge orders by what its parts select; nothing else is needed, or the index would not be enough.
    const columns = part.shelves.length > 1 ? 't.local_id, t.newest_at' : 't.local_id';
    const select = (conditions: readonly string[]): string =>
      `SELECT ${columns} FROM ${source} WHERE ${conditions.join(' AND ') || 'TRUE'}`;
    if (part.shelves.length === 0) return select(where);
    return part.shelves.map((name) => select([isOnShelf(name), ...where])).join(' UNION ALL ');
  };
  const ids = (part: QueuePart, filter: QueueFilter, values: Values): readonly number[] => {
    // A merge is ordered by the names of its columns.
    const order = part.shelves.length > 1 ? part.order.replace('t.', '') : part.order;
    const page = `${walked(part, filter)} ORDER BY ${order} LIMIT @limit OFFSET @offset`;
    return prepare<number>(page).all(values);
  };
  const countSnoozed = (counted: CountedPart, filter: QueueFilter, values: Values): number => {
    const where = [
      't.snoozed_until > @now',
      `t.shelf IN (${codes(counted.shelves)})`,
      ...(counted.onlyUnowned ? ['t.assignee IS NULL'] : []),
      ...filterConditions(filter, 't'),
    ];
    return prepare<number>(`SELECT count(*) FROM ticket t WHERE ${where.join(' AND ')}`).get(values) ?? 0;
  };
  const count = (part: QueuePart, filter: QueueFilter, values: Values): number => {
    const { counted } = part;
    if (counted === null) {
      return prepare<number>(`SELECT count(*) FROM (${walked(part, filter)})`).get(values) ?? 0;
    }
    const where = [
      `n.shelf IN (${codes(counted.shelves)})`,
      ...(counted.onlyUnowned ? ['n.owned = 0'] : []),
      ...filterConditions(filter, 'n'),
    ];
    const sum = `SELECT total(n.tickets) FROM ticket_count n WHERE ${where.join(' AND ')}`;
    const all = prepare<number>(sum).get(values) ?? 0;
    return counted.onlyAwake ? all - countSnoozed(counted, filter, values) : all;
  };
  /** Tickets with a tag are few or have to be sorted: all at once, and kept while somebody scrolls through them. */
  let kept: { readonly key: string; readonly tickets: readonly number[] } | null = null;
  const tagged = ({ view, filter, sort, login, now }: QueueQuestion): readonly number[] => {
    const version = cache.pragma('data_version', { simple: true });
    const key = JSON.stringify([version, Math.floor(now / KEPT_MS), view, sort, login, filter]);
    if (kept?.key !== key) {
      const values = { ...filterValues(filter), login, now, limit: -1, offset: 0 };
      kept = { key, tickets: ids(sortedQueue(view, sort), filter, values) };
    }
    return kept.tickets;
  };
  return (question) => {
    const { view, filter, sort, offset, limit, login, now } = question;
    if (filter.tags.length > 0) {
      const all = tagged(question);
      return { tickets: all.slice(offset, offset + limit), total: all.length };
    }
    const values = { ...filterValues(filter), login, now };
    const tickets: number[] = [];
    let total = 0;
    for (const part of queueParts(view, sort)) {
      const inPart = count(part, filter, values);
      const from = Math.max(0, offset - total);
      const wanted = Math.min(limit - tickets.length, inPart - from);
      if (wanted > 0) tickets.push(...ids(part, filter, { ...values, limit: wanted, offset: from }));
      total += inPart;
    }
    return { tickets, total };
  };
}

function isOnShelf(name: Shelf): string {
  return `t.shelf = ${SHELVES[name]}`;
}

function codes(shelves: readonly Shelf[]): string {
  return shelves.map((name) => SHELVES[name]).join(', ');
}
