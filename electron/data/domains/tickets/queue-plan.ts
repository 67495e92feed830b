import type { QueueFilter, QueueSort, QueueView } from '../../../../shared/domains/tickets/contract.ts';
import { SHELVES, type Shelf } from './shelves.ts';

/**
 * Part of a queue that one index has in the wanted order. A queue is one or two of them, one after the other: those who
 * wait, then the rest by their last word.
 */
export type QueuePart = {
  /** The shelves to walk; two are merged as they are walked. Empty = `where` says all. */
  readonly shelves: readonly Shelf[];
  /** Conditions on ticket `t`; `@now` and `@login` are bound. */
  readonly where: readonly string[];
  readonly order: string;
  /** What `ticket_count` knows of it; null = counted by walking. */
  readonly counted: CountedPart | null;
};

/** Which tickets of `ticket_count` a part holds. */
export type CountedPart = {
  readonly shelves: readonly Shelf[];
  readonly onlyUnowned: boolean;
  /** Those that are snoozed do not count. */
  readonly onlyAwake: boolean;
};

const AWAKE = '(t.snoozed_until IS NULL OR t.snoozed_until <= @now)';
/** `+` keeps SQLite from walking another index than the one in the wanted order. */
const OVERDUE = '+t.due_at < @now';
const NEWEST = 't.newest_at DESC';

/** Who waits, in the order of the sort: the index of those with a deadline. */
const WAITING_BY: Readonly<Record<'deadline' | 'waiting', { readonly has: string; readonly order: string }>> =
  {
    deadline: { has: 't.due_at IS NOT NULL', order: 't.due_at' },
    waiting: { has: 't.waiting_since IS NOT NULL', order: 't.waiting_since' },
  };
/** For what is few enough to be sorted: the same orders by all their columns. `+` as above. */
const SORTED: Readonly<Record<QueueSort, string>> = {
  deadline: `t.due_at IS NULL, t.due_at, ${NEWEST}`,
  waiting: `t.waiting_since IS NULL, t.waiting_since, ${NEWEST}`,
  newest: `+${NEWEST}`,
};

/** Conditions on ticket `t` that put it into a queue. */
const CONDITIONS: Readonly<Record<QueueView, readonly string[]>> = {
  mine: ["t.status = 'open'", 't.assignee = @login', AWAKE],
  snoozed: ['t.snoozed_until > @now', `t.shelf <= ${SHELVES.pending}`],
  overdue: [`t.shelf = ${SHELVES.waits}`, OVERDUE, AWAKE],
  waiting: [`t.shelf = ${SHELVES.pending}`, AWAKE],
  solved: [`t.shelf = ${SHELVES.solved}`],
  unassigned: [`t.shelf <= ${SHELVES.quiet}`, 't.assignee IS NULL', AWAKE],
  open: [`t.shelf <= ${SHELVES.quiet}`, AWAKE],
  all: [],
};

/** A queue that is put together and sorted instead of walked: for what is few. */
export function sortedQueue(view: QueueView, sort: QueueSort): QueuePart {
  return { shelves: [], where: CONDITIONS[view], order: SORTED[sort], counted: null };
}

/** The parts of a queue in their order. */
export function queueParts(view: QueueView, sort: QueueSort): readonly QueuePart[] {
  switch (view) {
    case 'mine':
    case 'snoozed':
      return [sortedQueue(view, sort)];
    case 'overdue':
      return [overdue(sort)];
    case 'waiting':
      return [shelf(['pending'], true)];
    case 'solved':
      return [shelf(['solved'], false)];
    case 'unassigned':
      return open(sort, true);
    case 'open':
      return open(sort, false);
    default:
      return everything(sort);
  }
}

/** Nobody waits here, so every order is the order of the last word. */
function shelf(shelves: readonly Shelf[], onlyAwake: boolean, onlyUnowned = false): QueuePart {
  const where = [...(onlyAwake ? [AWAKE] : []), ...(onlyUnowned ? ['t.assignee IS NULL'] : [])];
  return { shelves, where, order: NEWEST, counted: { shelves, onlyUnowned, onlyAwake } };
}

function waiting(by: 'deadline' | 'waiting', onlyAwake: boolean, onlyUnowned: boolean): QueuePart {
  const { has, order } = WAITING_BY[by];
  const { where, counted } = shelf(['waits'], onlyAwake, onlyUnowned);
  return { shelves: [], where: [has, ...where], order, counted };
}

function open(sort: QueueSort, onlyUnowned: boolean): readonly QueuePart[] {
  if (sort === 'newest') return [shelf(['waits', 'quiet'], true, onlyUnowned)];
  return [waiting(sort, true, onlyUnowned), shelf(['quiet'], true, onlyUnowned)];
}

function overdue(sort: QueueSort): QueuePart {
  if (sort === 'newest') return { ...sortedQueue('overdue', sort), order: NEWEST };
  const { has, order } = WAITING_BY[sort];
  const isLate = sort === 'deadline' ? 't.due_at < @now' : OVERDUE;
  return { shelves: [], where: [has, isLate, AWAKE], order, counted: null };
}

function everything(sort: QueueSort): readonly QueuePart[] {
  const rest: readonly Shelf[] = ['quiet', 'pending', 'solved', 'closed'];
  const counted = { onlyUnowned: false, onlyAwake: false };
  if (sort === 'newest') {
    return [{ shelves: [], where: [], order: NEWEST, counted: { shelves: ['waits', ...rest], ...counted } }];
  }
  const others = [`+t.shelf <> ${SHELVES.waits}`];
  return [
    waiting(sort, false, false),
    { shelves: [], where: others, order: NEWEST, counted: { shelves: rest, ...counted } },
  ];
}

/** Columns of `ticket` and `ticket_count` that a filter compares. */
const FILTERED = [
  ['channels', 'channel'],
  ['languages', 'language'],
  ['countries', 'country'],
  ['gateways', 'gateway'],
] as const;

/** Conditions of a filter on the columns of `alias`; the values are bound as JSON lists under the filter's names. */
export function filterConditions(filter: QueueFilter, alias: 't' | 'n'): readonly string[] {
  return FILTERED.filter(([name]) => filter[name].length > 0).map(
    ([name, column]) => `${alias}.${column} IN (SELECT value FROM json_each(@${name}))`,
  );
}

/** Where the tickets `t` come from: all of them, or those that bear one of the filter's tags. */
export function ticketSource(filter: QueueFilter): string {
  if (filter.tags.length === 0) return 'ticket t';
  // A ticket with two of the tags is one ticket. CROSS JOIN: from the tags to the tickets, not the other way round.
  const distinct = filter.tags.length > 1 ? 'DISTINCT' : '';
  return `(SELECT ${distinct} ticket FROM ticket_tag WHERE tag IN (SELECT value FROM json_each(@tags))) g
    CROSS JOIN ticket t ON t.local_id = g.ticket`;
}

/** The values of a filter as they are bound. */
export function filterValues(filter: QueueFilter): Readonly<Record<keyof QueueFilter, string>> {
  return {
    channels: JSON.stringify(filter.channels),
    languages: JSON.stringify(filter.languages),
    countries: JSON.stringify(filter.countries),
    gateways: JSON.stringify(filter.gateways),
    tags: JSON.stringify(filter.tags),
  };
}
