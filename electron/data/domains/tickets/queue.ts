import type Database from 'better-sqlite3';
import type { QueueRow, ticketsContract } from '../../../../shared/domains/tickets/contract.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { createStaffNames } from '../staff/names.ts';
import { isUnread, type TicketMarks } from './marks.ts';
import { createQueuePages } from './queue-page.ts';
import { syncedTickets } from './remote.ts';
import { SHELVES } from './shelves.ts';

type QueueHandlers = Pick<HandlersFor<typeof ticketsContract>, 'tickets.queue' | 'tickets.overview'>;

type Beside = Pick<QueueRow, 'customerName' | 'amountMinor' | 'currency'>;
/** Tickets of a shelf that are somebody's or nobody's. */
type Counted = { readonly shelf: number; readonly owned: number; readonly tickets: number };

/** The queues. */
export function createQueueQueries(
  cache: Database.Database,
  parts: { readonly login: string; readonly now: () => number; readonly marks: TicketMarks },
): QueueHandlers {
  const { login, marks } = parts;
  const pages = createQueuePages(cache);
  const row = cache.prepare<[number], Beside>(
    `SELECT ${syncedTickets.selectList('t')}, c.name AS customerName, p.amount_minor AS amountMinor, p.currency
     FROM ticket t LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN payment p ON p.id = t.payment_id
     WHERE t.local_id = ?`,
  );
  const hasWritten = cache
    .prepare<[string, number], 1>(
      "SELECT 1 FROM message m WHERE m.ticket_id = ? AND m.at > ? AND m.direction = 'in' LIMIT 1",
    )
    .pluck();
  const nameOf = createStaffNames(cache);
  const counted = cache.prepare<[], Counted>(
    'SELECT n.shelf, n.owned, total(n.tickets) AS tickets FROM ticket_count n GROUP BY n.shelf, n.owned',
  );
  const snoozed = cache.prepare<[number], Counted>(
    `SELECT t.shelf, t.assignee IS NOT NULL AS owned, count(*) AS tickets FROM ticket t
     WHERE t.snoozed_until > ? GROUP BY 1, 2`,
  );
  const values = (column: 'language' | 'country' | 'gateway') =>
    cache
      .prepare<[], string>(
        `SELECT DISTINCT n.${column} FROM ticket_count n WHERE n.${column} <> '' ORDER BY n.${column}`,
      )
      .pluck();
  const facets = { languages: values('language'), countries: values('country'), gateways: values('gateway') };
  // From each tag to the next one: the number of tickets does not matter.
  const tags = cache
    .prepare<[], string>(
      `WITH RECURSIVE used(tag) AS (
         SELECT min(tag) FROM ticket_tag
         UNION ALL SELECT (SELECT min(g.tag) FROM ticket_tag g WHERE g.tag > used.tag) FROM used WHERE used.tag IS NOT NULL
       ) SELECT tag FROM used WHERE tag IS NOT NULL`,
    )
    .pluck();

  const rowOf = (localId: number, pending: ReturnType<TicketMarks['pending']>): QueueRow[] => {
    const found = row.get(localId);
    if (!found) return [];
    const { customerName, amountMinor, currency, ...columns } = found;
    const ticket = syncedTickets.decode(columns);
    const { id, assignee } = ticket;
    const seenAt = marks.seenAt(id);
    return [
      {
        ticket,
        customerName,
        assigneeName: assignee === null ? null : nameOf(assignee),
        amountMinor,
        currency,
        unread: isUnread(ticket, seenAt, () => hasWritten.get(id, seenAt) === 1),
        draft: marks.hasDraft(id),
        pending: pending.get(id) ?? null,
      },
    ];
  };
  const count = (now: number) => {
    const all = counted.all();
    const asleep = snoozed.all(now);
    const sum = (from: readonly Counted[], isMeant: (one: Counted) => boolean): number =>
      from.filter(isMeant).reduce((total, { tickets }) => total + tickets, 0);
    const awake = (isMeant: (one: Counted) => boolean): number => sum(all, isMeant) - sum(asleep, isMeant);
    const sizeOf = (view: 'mine' | 'overdue'): number =>
      pages({ view, filter: NO_FILTER, sort: 'deadline', offset: 0, limit: 0, login, now }).total;
    return {
      mine: sizeOf('mine'),
      unassigned: awake(({ shelf, owned }) => shelf <= SHELVES.quiet && owned === 0),
      waiting: awake(({ shelf }) => shelf === SHELVES.pending),
      overdue: sizeOf('overdue'),
      snoozed: sum(asleep, ({ shelf }) => shelf <= SHELVES.pending),
      open: awake(({ shelf }) => shelf <= SHELVES.quiet),
      solved: sum(all, ({ shelf }) => shelf === SHELVES.solved),
      all: sum(all, () => true),
    };
  };
  return {
    // One transaction, so that the page and the numbers are of one moment.
    'tickets.queue': cache.transaction((question) => {
      const { tickets, total } = pages({ ...question, login, now: parts.now() });
      const pending = marks.pending();
      return { rows: tickets.flatMap((localId) => rowOf(localId, pending)), total };
    }),
    'tickets.overview': cache.transaction(() => ({
      counts: count(parts.now()),
      languages: facets.languages.all(),
      tags: tags.all(),
      countries: facets.countries.all(),
      gateways: facets.gateways.all(),
    })),
  };
}

const NO_FILTER = { channels: [], languages: [], tags: [], countries: [], gateways: [] };
