import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyToTicket, type TicketCommand } from '../../../shared/domains/tickets/commands.ts';
import { dueAt } from '../../../shared/domains/tickets/deadline.ts';
import {
  type Message,
  prioritySchema,
  type Ticket,
  ticketStatusSchema,
} from '../../../shared/domains/tickets/entity.ts';
import type { TicketImportRow } from '../../../shared/domains/tickets/import-row.ts';
import { previewOf } from '../../../shared/domains/tickets/preview.ts';
import { pgliteEngine, type TestTeam } from '../../support/team-database.ts';
import { teamCommand } from '../../support/team-rows.ts';
import {
  attachmentImportRow,
  importedId,
  messageImportRow,
  messagesOf,
  replyTo,
  ticketImportRow,
  ticketOf,
  updateOf,
} from '../../support/team-tickets.ts';

const RUNS = process.env.TEST_EFFORT === 'full' ? 200 : 15;

const BODIES = ['short', '> quoted\n  my   own\twords', '', '𝄞'.repeat(250)];
const minute = fc.nat(200);
const arrival = fc.record({
  minute,
  direction: fc.constantFrom('in', 'in', 'in', 'out', 'note'),
  call: fc.constantFrom(false, false, false, true),
  body: fc.constantFrom(...BODIES),
  attachments: fc.constantFrom(0, 0, 0, 1, 2),
});
/** What may happen next. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('import' as const),
      messages: fc.array(arrival, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('reply' as const),
      login: fc.constantFrom('ann', 'sue'),
      status: fc.constantFrom('open', 'pending', 'pending', 'solved'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('note' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      direction: fc.constantFrom('in', 'out'),
      minute: fc.option(minute),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('update' as const),
      status: fc.option(fc.constantFrom(...ticketStatusSchema.options.slice(0, 3))),
      priority: fc.option(fc.constantFrom(...prioritySchema.options)),
      snooze: fc.option(fc.boolean()),
      tag: fc.constantFrom('a', 'b', 'c'),
      removes: fc.boolean(),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const written = (minute: number) =>
  ({ minute, direction: 'in', call: false, body: 'short', attachments: 0 }) as const;
const untouched = { do: 'update', priority: null, snooze: null, tag: 'a', removes: false } as const;

/** Two unanswered messages, put aside and reopened: the newest counts then, not the oldest. */
const REOPENED_BY_HAND = {
  channel: 'email',
  status: 'open',
  steps: [
    { do: 'import', messages: [written(1), written(9)] },
    { ...untouched, status: 'pending' },
    { ...untouched, status: 'open' },
  ] satisfies Step[],
} as const;

const BEGIN = Date.parse('2026-10-01T00:00:00Z');
const instant = (at: number) => new Date(BEGIN + at * 60_000).toISOString();

describe('random histories of a ticket', () => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await pgliteEngine.open();
  });
  afterAll(() => team.close());

  test('leave it knowing what all of its messages say', async () => {
    const seen = { waiting: 0, reopened: 0, apart: 0 };
    const history = fc.record({
      steps: fc.array(step, { minLength: 15, maxLength: 25 }),
      channel: fc.constantFrom('email' as const, 'chat' as const),
      status: fc.constantFrom('open' as const, 'pending' as const, 'solved' as const),
    });
    await fc.assert(
      fc.asyncProperty(history, async ({ steps, channel, status }) => {
        const row = ticketImportRow({ channel, status });
        await team.hub().importTickets('history', [row]);
        const id = await importedId(team.owner, 'history', row);
        let attachments = 0;
        for (const each of steps) {
          const before = await ticketOf(team.owner, id);
          const known = await messagesOf(team.owner, id);
          attachments += await take(each, row, before, known);
          const after = await ticketOf(team.owner, id);
          const messages = await messagesOf(team.owner, id);
          const told = messages.filter(({ direction }) => direction !== 'note');
          const last = told.at(-1);
          expect(after).toMatchObject({
            lastMessageAt: last?.at ?? null,
            lastDirection: last?.direction ?? null,
            lastPreview: last ? previewOf(last.body) : '',
            attachmentCount: attachments,
            dueAt: dueAt(after.waitingSince, after.priority, after.channel),
            waitingSince: expectedWait(each, before, after, known, messages),
          });
          if (each.do === 'import' && before.status !== 'open' && after.status === 'open') seen.reopened += 1;
          if (after.waitingSince !== null) seen.waiting += 1;
          if (after.waitingSince !== null && after.waitingSince !== firstUnanswered(messages))
            seen.apart += 1;
        }
      }),
      { numRuns: RUNS, examples: [[{ ...REOPENED_BY_HAND, steps: [...REOPENED_BY_HAND.steps] }]] },
    );
    // The histories went somewhere; also where the oldest unanswered message is not the one that counts.
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
  }, 300_000);

  /** Does one step and checks what follows from it alone. Returns how many attachments it brought. */
  async function take(
    each: Step,
    row: TicketImportRow,
    before: Ticket,
    known: readonly Message[],
  ): Promise<number> {
    if (each.do === 'import') {
      const messages = each.messages.map(({ minute: at, direction, call, body, attachments }) => {
        const kind = call && direction !== 'note' ? 'call' : 'message';
        return messageImportRow({
          ...{ at: instant(at), direction, kind, body },
          author: direction === 'in' ? 'Linh' : 'ann',
          attachments: Array.from({ length: attachments }, () => attachmentImportRow(Buffer.from('x'))),
        });
      });
      const { updated } = await team.hub().importTickets('history', [{ ...row, messages }]);
      expect(updated).toBe(1);
      const after = await ticketOf(team.owner, before.id);
      const reopens = messages.some(({ direction, kind }) => direction === 'in' && kind === 'message');
      expect(after).toMatchObject({
        ...{ assignee: before.assignee, priority: before.priority, tags: before.tags },
        status: reopens ? 'open' : before.status,
        snoozedUntil: reopens ? null : before.snoozedUntil,
        // One change for the messages, one for what they carry.
        ver:
          before.ver +
          Number(messages.some(({ direction }) => direction !== 'note')) +
          Number(messages.some((message) => message.attachments.length > 0)),
      });
      return messages.flatMap((message) => message.attachments).length;
    }
    const login = each.do === 'reply' ? each.login : 'ann';
    const command = commandOf(each, before, known);
    const at = Date.now();
    const answer = await team.client(login).submit(teamCommand(command.kind, command.args));
    expect(answer).toMatchObject({ outcome: 'applied' });
    const after = await ticketOf(team.owner, before.id);
    // What the desktop showed meanwhile is what came of it; times are the server's.
    const {
      lastMessageAt: _,
      updatedAt: __,
      ver: ___,
      ...shown
    } = applyToTicket(command, { login, at }, before) ?? before;
    const isLate = command.kind === 'ticket.call' && command.args.startedAt < Number(before.lastMessageAt);
    if (!isLate) expect(after).toMatchObject(shown);
    return 0;
  }
});

function commandOf(
  each: Exclude<Step, { do: 'import' }>,
  before: Ticket,
  known: readonly Message[],
): TicketCommand {
  const ticketId = before.id;
  switch (each.do) {
    case 'reply':
      return {
        kind: 'ticket.reply',
        args: replyTo(ticketId, known.at(-1)?.id ?? null, { status: each.status as 'open' }),
      };
    case 'note':
      return { kind: 'ticket.note', args: { ticketId, messageId: v7(), body: 'internal' } };
    case 'call':
      return {
        kind: 'ticket.call',
        args: {
          ...{ ticketId, messageId: v7(), direction: each.direction as 'in', body: 'told', seconds: 5 },
          startedAt: each.minute === null ? Date.now() : BEGIN + each.minute * 60_000,
        },
      };
    case 'update': {
      const snoozedUntil = each.snooze === true ? BEGIN : null;
      return {
        kind: 'ticket.update',
        args: updateOf(ticketId, {
          ...(each.status === null ? {} : { status: { from: before.status, to: each.status } }),
          ...(each.priority === null ? {} : { priority: { from: before.priority, to: each.priority } }),
          ...(each.snooze === null ? {} : { snoozedUntil: { from: before.snoozedUntil, to: snoozedUntil } }),
          ...(each.removes ? { removeTags: [each.tag] } : { addTags: [each.tag] }),
        }),
      };
    }
  }
}

const asks = ({ direction, kind }: Message) => direction === 'in' && kind === 'message';
const answers = ({ direction, kind }: Message) => direction === 'out' || kind === 'call';

/** The oldest message of the customer after the last answer; `messages` are sorted. */
function firstUnanswered(messages: readonly Message[], from = Number.NEGATIVE_INFINITY): number | null {
  const open = messages.slice(messages.findLastIndex(answers) + 1);
  return open.find((message) => asks(message) && message.at >= from)?.at ?? null;
}

/** Since when the customer waits, told anew from all messages and from who waited before. */
function expectedWait(
  each: Step,
  before: Ticket,
  after: Ticket,
  known: readonly Message[],
  messages: readonly Message[],
): number | null {
  if (after.status !== 'open') return null;
  if (each.do === 'update') {
    const reopened = before.status !== 'open' && before.lastDirection === 'in';
    return reopened ? before.lastMessageAt : before.waitingSince;
  }
  if (each.do === 'note') return before.waitingSince;
  const ids = new Set(known.map(({ id }) => id));
  const asked = messages.filter((message) => asks(message) && !ids.has(message.id)).map(({ at }) => at);
  const waited = before.waitingSince === null ? [] : [before.waitingSince];
  const added = messages.filter(({ id }) => !ids.has(id));
  if (added.every(({ direction }) => direction === 'note')) return before.waitingSince;
  // Whoever did not wait before waits from the first of the new messages on.
  return asked.length + waited.length === 0 ? null : firstUnanswered(messages, Math.min(...asked, ...waited));
}
