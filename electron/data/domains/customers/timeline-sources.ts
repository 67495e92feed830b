import type Database from 'better-sqlite3';
import type { TimelineEntry, TimelineKind } from '../../../../shared/domains/customers/contract.ts';
import type { PaymentAttempt } from '../../../../shared/domains/payments/entity.ts';
import type { SyncedTable } from '../../db/mapping.ts';
import { syncedApplications } from '../applications/remote.ts';
import { syncedPaymentAttempts, syncedPayments } from '../payments/remote.ts';
import { syncedRefundEvents, syncedRefunds } from '../refunds/remote.ts';
import { createStaffNames } from '../staff/names.ts';
import { syncedMessages, syncedTickets } from '../tickets/remote.ts';

/** Where an entry stands in the timeline, and how to read it. */
export type TimelinePlace = {
  readonly at: number;
  readonly id: string;
  /** The entry, and the texts by which it can be found. */
  read(): { readonly entry: TimelineEntry; readonly text: readonly (string | null)[] };
};

/** Places before (`at`, `id`), at most `most` (-1 = all). */
export type PlacesWanted = {
  readonly customer: string;
  readonly at: number;
  readonly id: string;
  readonly most: number;
};

/** The newest places of one kind of thing; none if its kind is not wanted. */
export type TimelineSource = (
  kinds: readonly TimelineKind[],
  wanted: PlacesWanted,
) => readonly TimelinePlace[];

/** A place as its source's statement gives it: `local_id`s of what it is made of. */
type Found = { readonly at: number; readonly id: string; readonly row: number; readonly parent: number };

const LONGEST_TEXT = 1_000;

export function createTimelineSources(cache: Database.Database): readonly TimelineSource[] {
  const nameOf = createStaffNames(cache);
  const places = (sql: string) => cache.prepare<[PlacesWanted], Found>(sql);
  /** Statement for places of rows `row` with the instant `at`, before the wanted one. */
  const find = (select: string, from: string, at: string, id: string) =>
    places(
      `SELECT ${at} AS at, ${id} AS id, ${select} FROM ${from}
       AND (${at}, ${id}) < (@at, @id) ORDER BY ${at} DESC, ${id} DESC LIMIT @most`,
    );
  const reader = <Table extends SyncedTable>(table: Table) => {
    const statement = cache.prepare<[number]>(
      `SELECT ${table.selectList('t')} FROM "${table.name}" t WHERE t.local_id = ?`,
    );
    // Found a moment ago in the same transaction, and decoded by the mapping of this very table.
    return (localId: number) => table.decode(statement.get(localId)) as ReturnType<Table['decode']>;
  };
  const read = {
    message: reader(syncedMessages),
    ticket: reader(syncedTickets),
    payment: reader(syncedPayments),
    attempt: reader(syncedPaymentAttempts),
    refund: reader(syncedRefunds),
    refundEvent: reader(syncedRefundEvents),
    application: reader(syncedApplications),
  };

  const ofCustomer = 'ticket t JOIN message m ON m.ticket_id = t.id WHERE t.customer_id = @customer';
  const wrote = (condition: string) =>
    find('m.local_id AS row, t.local_id AS parent', `${ofCustomer}${condition}`, 'm.at', 'm.id');
  // All of them is the common case, and needs no look at the messages themselves.
  const everythingWritten = wrote('');
  const written = {
    message: wrote(" AND m.direction <> 'note' AND m.kind = 'message'"),
    call: wrote(" AND m.kind = 'call'"),
    note: wrote(" AND m.direction = 'note'"),
  } as const;
  const isWritten = (kind: TimelineKind): kind is keyof typeof written => kind in written;

  const messages: TimelineSource = (kinds, wanted) => {
    const asked = kinds.filter(isWritten);
    const statements = asked.length === 3 ? [everythingWritten] : asked.map((kind) => written[kind]);
    return statements
      .flatMap((statement) => statement.all(wanted))
      .map(
        (found): TimelinePlace => ({
          ...found,
          read() {
            const message = read.message(found.row);
            const { id, number, subject, channel } = read.ticket(found.parent);
            const { at, direction, kind, author, body, language, callSeconds, delivery } = message;
            const authorName = direction === 'in' && kind === 'message' ? author : nameOf(author);
            const cut = body.slice(0, LONGEST_TEXT).toWellFormed();
            return {
              entry: {
                kind: kind === 'call' ? 'call' : direction === 'note' ? 'note' : 'message',
                id: message.id,
                at,
                ticket: { id, number, subject, channel },
                direction,
                authorName,
                language,
                callSeconds,
                delivery,
                text: cut,
                isCut: cut.length < body.length,
              },
              text: [body, subject, authorName],
            };
          },
        }),
      );
  };
  const paymentPlace = (found: Found, attempt: PaymentAttempt | null): ReturnType<TimelinePlace['read']> => {
    const payment = read.payment(found.parent);
    const { id, at } = found;
    const isFailure = attempt !== null || payment.status === 'failed';
    const rawCode = isFailure ? (attempt?.rawCode ?? payment.rawCode) : null;
    return {
      entry: { kind: 'payment', id, at, event: isFailure ? 'failed' : 'captured', payment, rawCode },
      text: [payment.gatewayRef, payment.orderRef, payment.gateway, payment.description, rawCode],
    };
  };
  const captured = find(
    'p.local_id AS row, p.local_id AS parent',
    "payment p WHERE p.customer_id = @customer AND p.captured_at IS NOT NULL AND p.status <> 'failed'",
    'p.captured_at',
    'p.id',
  );
  const failedAttempts = find(
    'a.local_id AS row, p.local_id AS parent',
    `payment p JOIN payment_attempt a ON a.payment_id = p.id
     WHERE p.customer_id = @customer AND a.outcome = 'failed'`,
    'a.at',
    'a.id',
  );
  const failedWithout = find(
    'p.local_id AS row, p.local_id AS parent',
    `payment p WHERE p.customer_id = @customer AND p.status = 'failed'
       AND NOT EXISTS (SELECT 1 FROM payment_attempt a WHERE a.payment_id = p.id AND a.outcome = 'failed')`,
    'p.created_at',
    'p.id',
  );
  const payments = only('payment', (wanted) => [
    ...[...captured.all(wanted), ...failedWithout.all(wanted)].map((found) => ({
      ...found,
      read: () => paymentPlace(found, null),
    })),
    ...failedAttempts.all(wanted).map((found) => ({
      ...found,
      read: () => paymentPlace(found, read.attempt(found.row)),
    })),
  ]);
  const refundEvents = find(
    'e.local_id AS row, r.local_id AS parent',
    `payment p JOIN refund r ON r.payment_id = p.id JOIN refund_event e ON e.refund_id = r.id
     WHERE p.customer_id = @customer`,
    'e.at',
    'e.id',
  );
  const refunds = only('refund', (wanted) =>
    refundEvents.all(wanted).map((found) => ({
      ...found,
      read() {
        const { id, at, actor, fromState, toState } = read.refundEvent(found.row);
        const { id: refundId, paymentId, amountMinor, currency, reason, note } = read.refund(found.parent);
        const refund = { id: refundId, paymentId, amountMinor, currency, reason };
        const actorName = nameOf(actor);
        return {
          entry: { kind: 'refund', id, at, refund, fromState, toState, actorName },
          text: [note, actorName],
        };
      },
    })),
  );
  const newApplications = find(
    'a.local_id AS row, a.local_id AS parent',
    'application a WHERE a.customer_id = @customer',
    'a.created_at',
    'a.id',
  );
  const applications = only('application', (wanted) =>
    newApplications.all(wanted).map((found) => ({
      ...found,
      read() {
        const application = read.application(found.row);
        const { id, createdAt: at, applicationNo, applicantName } = application;
        return { entry: { kind: 'application', id, at, application }, text: [applicationNo, applicantName] };
      },
    })),
  );
  const newTickets = find(
    't.local_id AS row, t.local_id AS parent',
    'ticket t WHERE t.customer_id = @customer',
    't.created_at',
    't.id',
  );
  const tickets = only('ticket', (wanted) =>
    newTickets.all(wanted).map((found) => ({
      ...found,
      read() {
        const { id, createdAt: at, number, subject, channel, status } = read.ticket(found.row);
        return {
          entry: { kind: 'ticket', id, at, ticket: { id, number, subject, channel }, status },
          text: [subject, `#${number}`],
        };
      },
    })),
  );
  return [messages, payments, refunds, applications, tickets];
}

function only(
  kind: TimelineKind,
  source: (wanted: PlacesWanted) => readonly TimelinePlace[],
): TimelineSource {
  return (kinds, wanted) => (kinds.includes(kind) ? source(wanted) : []);
}
