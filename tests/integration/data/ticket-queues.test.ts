import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type QueueFilter,
  type QueueSort,
  type QueueView,
  queueSortSchema,
  queueViewSchema,
} from '../../../shared/domains/tickets/contract.ts';
import type { Ticket } from '../../../shared/domains/tickets/entity.ts';
import { createDataWorld } from '../../support/data-world.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { makeTicket, makeWaiting } from '../../support/ticket-rows.ts';
import { minute } from '../../support/wire-rows.ts';

const NO_FILTER: QueueFilter = { channels: [], languages: [], tags: [], countries: [], gateways: [] };
const NOW = minute(1_000);

/** What each queue holds, in the words of the contract. */
function isIn(view: QueueView, ticket: Ticket): boolean {
  const isAwake = ticket.snoozedUntil === null || ticket.snoozedUntil <= NOW;
  const isOpen = ticket.status === 'open';
  switch (view) {
    case 'mine':
      return isOpen && ticket.assignee === 'amina' && isAwake;
    case 'unassigned':
      return isOpen && ticket.assignee === null && isAwake;
    case 'waiting':
      return ticket.status === 'pending' && isAwake;
    case 'overdue':
      return isOpen && ticket.dueAt !== null && ticket.dueAt < NOW && isAwake;
    case 'snoozed':
      return !isAwake && (isOpen || ticket.status === 'pending');
    case 'open':
      return isOpen && isAwake;
    case 'solved':
      return ticket.status === 'solved';
    default:
      return true;
  }
}

function fits(filter: QueueFilter, ticket: Ticket): boolean {
  const isOneOf = (values: readonly string[], value: string | null): boolean =>
    values.length === 0 || (value !== null && values.includes(value));
  return (
    isOneOf(filter.channels, ticket.channel) &&
    isOneOf(filter.languages, ticket.language) &&
    isOneOf(filter.countries, ticket.country) &&
    isOneOf(filter.gateways, ticket.gateway) &&
    (filter.tags.length === 0 || ticket.tags.some((tag) => filter.tags.includes(tag)))
  );
}

/** The place of a ticket in an order, as numbers that rise. */
function placeOf(sort: QueueSort, ticket: Ticket): readonly [number, number] {
  const newest = -(ticket.lastMessageAt ?? ticket.createdAt);
  if (sort === 'newest') return [0, newest];
  const wait = sort === 'deadline' ? ticket.dueAt : ticket.waitingSince;
  return wait === null ? [Number.POSITIVE_INFINITY, newest] : [wait, 0];
}

const someTicket: fc.Arbitrary<Partial<Ticket>> = fc
  .record({
    status: fc.constantFrom<Ticket['status']>('open', 'open', 'open', 'pending', 'solved', 'closed'),
    channel: fc.constantFrom<Ticket['channel']>('email', 'chat', 'phone', 'form'),
    language: fc.constantFrom(null, 'en', 'zh-Hans'),
    country: fc.constantFrom(null, 'IN', 'CN'),
    gateway: fc.constantFrom(null, 'stripe', 'adyen'),
    assignee: fc.constantFrom(null, 'amina', 'ingrid'),
    priority: fc.constantFrom<Ticket['priority']>('low', 'normal', 'urgent'),
    tags: fc.subarray(['angry', 'refund', 'vip']),
    snoozedUntil: fc.constantFrom(null, null, NOW - 1, NOW, NOW + 1),
    asked: fc.option(fc.integer({ min: 0, max: 1_001 }), { nil: null }),
    quiet: fc.option(fc.integer({ min: 0, max: 1_001 }), { nil: null }),
  })
  .map(({ asked, quiet, ...ticket }) => {
    const isAsked = ticket.status === 'open' && asked !== null;
    const { lastMessageAt, lastDirection, waitingSince, dueAt } = isAsked
      ? makeWaiting(1, minute(asked), ticket)
      : makeTicket(1, quiet === null ? {} : { lastMessageAt: minute(quiet), lastDirection: 'out' });
    return { ...ticket, lastMessageAt, lastDirection, waitingSince, dueAt };
  });

const someFilter: fc.Arbitrary<QueueFilter> = fc.record({
  channels: fc.subarray<QueueFilter['channels'][number]>(['email', 'chat'], { maxLength: 2 }),
  languages: fc.subarray(['en', 'zh-Hans', 'xx']),
  tags: fc.oneof(fc.constant<string[]>([]), fc.subarray(['vip', 'angry'])),
  countries: fc.subarray(['IN']),
  gateways: fc.subarray(['stripe']),
});

test('every queue, in every order and with any filter, holds what the contract says, page by page', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(someTicket, { minLength: 1, maxLength: 60 }),
      fc.array(someTicket, { maxLength: 20 }),
      fc.array(someFilter, { minLength: 2, maxLength: 3 }),
      fc.integer({ min: 1, max: 30 }),
      async (first, changes, filters, limit) => {
        const fresh = createDataWorld();
        try {
          const own = await fresh.open({ clock: createFakeClock(NOW) });
          const tickets = first.map((some, index) => makeTicket(index + 1, some));
          for (const ticket of tickets) fresh.team.put('ticket', ticket);
          await own.syncNow();
          // The second half comes by pulls: other code keeps the counts and tags then.
          for (const [index, change] of changes.entries()) {
            const ticket = makeTicket(index + 1, { ...change, ver: 2 });
            fresh.team.put('ticket', ticket);
            tickets[index] = ticket;
          }
          await own.syncNow();
          const { counts } = await own.handlers['tickets.overview']({});
          for (const view of queueViewSchema.options) {
            expect(counts[view], view).toBe(tickets.filter((ticket) => isIn(view, ticket)).length);
            for (const filter of [NO_FILTER, ...filters]) {
              for (const sort of queueSortSchema.options) {
                const expected = tickets.filter((ticket) => isIn(view, ticket) && fits(filter, ticket));
                const rows: Ticket[] = [];
                for (let offset = 0; ; offset += limit) {
                  const page = await own.handlers['tickets.queue']({ view, sort, filter, offset, limit });
                  expect(page.total).toBe(expected.length);
                  rows.push(...page.rows.map(({ ticket }) => ticket));
                  if (page.rows.length < limit) break;
                }
                expect(rows.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
                const places = rows.map((ticket) => placeOf(sort, ticket));
                const inOrder = [...places].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
                expect(places, `${view} by ${sort}`).toEqual(inOrder);
              }
            }
          }
        } finally {
          await fresh.close();
        }
      },
    ),
    { numRuns: process.env.TEST_EFFORT === 'full' ? 60 : 8 },
  );
});
