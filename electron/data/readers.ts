import type Database from 'better-sqlite3';
import type { OutboxState } from '../../shared/domains/outbox/contract.ts';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import type { Clock } from './clock.ts';
import type { Commands } from './commands.ts';
import { createCustomerQueries } from './domains/customers/queries.ts';
import { createDuplicateQueries } from './domains/duplicates/queries.ts';
import { createLookupQueries } from './domains/lookup/queries.ts';
import { createOutboxQueries } from './domains/outbox/queries.ts';
import { createPaymentQueries } from './domains/payments/queries.ts';
import { createRefundCommands } from './domains/refunds/commands.ts';
import { createRefundQueries } from './domains/refunds/queries.ts';
import { createReportQueries } from './domains/reports/queries.ts';
import { createSessionQueries, createStaffReader, type SessionFacts } from './domains/session/queries.ts';
import { createTicketCommands } from './domains/tickets/commands.ts';
import type { TicketMarks } from './domains/tickets/marks.ts';
import { createQueueQueries } from './domains/tickets/queue.ts';
import { createQueueMoments } from './domains/tickets/queue-clock.ts';
import { createSearchQueries } from './domains/tickets/search.ts';
import { createThreadQueries } from './domains/tickets/thread.ts';
import type { CommandContext } from './outbox/new-command.ts';
import { isWaiting } from './outbox/rules.ts';
import type { OutboxStore } from './outbox/store.ts';

export type ReaderParts = {
  readonly facts: SessionFacts;
  readonly outbox: OutboxStore;
  readonly marks: TicketMarks;
  readonly clock: Clock;
  readonly commands: () => Commands;
  readonly confirmedAt: () => number | null;
};

/** Everything that reads the cache, on one connection; made anew when the cache was rebuilt. */
export type Readers = ReturnType<typeof createReaders>;

export function createReaders(cache: Database.Database, parts: ReaderParts) {
  const { facts, outbox, clock } = parts;
  const staffOf = createStaffReader(cache);
  const staff = (): Staff => staffOf(facts.login);
  const context: CommandContext = {
    staff,
    now: clock.now,
    savedBefore: (command) => parts.commands().savedBefore(command),
    save: (command) => parts.commands().save(command),
    replace: (refusedId, command) => parts.commands().replace(refusedId, command),
  };
  const handlers = {
    ...createSessionQueries(cache, facts),
    ...createLookupQueries(cache, parts.confirmedAt),
    ...createPaymentQueries(cache, pendingOf(outbox)),
    ...createCustomerQueries(cache, pendingOf(outbox)),
    ...createDuplicateQueries(cache),
    ...createRefundQueries(cache, facts.login, pendingOf(outbox)),
    ...createRefundCommands(cache, context),
    ...createQueueQueries(cache, { login: facts.login, now: clock.now, marks: parts.marks }),
    ...createThreadQueries(cache, { outbox, marks: parts.marks, now: clock.now }),
    ...createSearchQueries(cache),
    ...createTicketCommands(cache, { ...context, outbox }),
    ...createReportQueries(cache, { now: clock.now, staff }),
    ...createOutboxQueries(cache, outbox),
  };
  return { cache, staff, handlers, queuesMoved: createQueueMoments(cache) };
}

/** State of the newest command on a refund that has no answer or needs a person. */
function pendingOf(outbox: OutboxStore): (refundId: string) => OutboxState | null {
  return (refundId) => {
    const open = outbox
      .ofEntity('refund', refundId)
      .filter(
        (row) =>
          isWaiting(row) || ((row.state === 'held' || row.state === 'needs_review') && !row.dismissedAt),
      );
    return open.at(-1)?.state ?? null;
  };
}
