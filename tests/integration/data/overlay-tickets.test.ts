import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexedWords } from '../../../electron/data/domains/tickets/message-text.ts';
import type { AnyRow, OverlayCommand } from '../../../electron/data/outbox/overlay.ts';
import {
  applyToTicket,
  messageOf,
  type TicketCommand,
  type TicketCommandKind,
} from '../../../shared/domains/tickets/commands.ts';
import type { Ticket } from '../../../shared/domains/tickets/entity.ts';
import {
  OVERLAY_STEPS,
  type OverlayDesktop,
  type OverlayModel,
  type OverlayStep,
  play,
} from '../../support/overlay-desktop.ts';
import { makeMessage, makeTicket, withMessage } from '../../support/ticket-rows.ts';
import { minute, testId } from '../../support/wire-rows.ts';

const RUNS = process.env.TEST_EFFORT === 'full' ? 800 : 60;
const THINGS = [1, 2, 3];
const thingOf = fc.constantFrom(...THINGS);

/** One click on a ticket, or what the customer and colleagues did to it. */
type TicketStep =
  | OverlayStep
  | {
      readonly type: 'queue';
      readonly ticket: number;
      readonly kind: TicketCommandKind;
      readonly fresh: boolean;
    }
  | { readonly type: 'server'; readonly ticket: number; readonly what: 'writes' | 'takes' | 'closes' };

const ticketStep: fc.Arbitrary<TicketStep> = fc.oneof(
  ...OVERLAY_STEPS,
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('queue' as const),
      ticket: thingOf,
      kind: fc.constantFrom<TicketCommandKind>(
        'ticket.create',
        'ticket.reply',
        'ticket.note',
        'ticket.call',
        'ticket.update',
      ),
      fresh: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('server' as const),
      ticket: thingOf,
      what: fc.constantFrom('writes' as const, 'takes' as const, 'closes' as const),
    }),
  },
);

const ticketId = (n: number): string => testId(n + 50);
const readCommand = ({ kind, payload }: OverlayCommand): TicketCommand =>
  ({ kind, args: JSON.parse(payload) }) as TicketCommand;

const tickets: OverlayModel = {
  entityType: 'ticket',
  login: 'amina',
  seed(team) {
    // The third one is opened here.
    for (const n of THINGS.slice(0, 2)) team.put('ticket', makeTicket(n + 50));
  },
  rows: (commands) => [
    ...THINGS.map((n) => ({ table: 'ticket' as const, id: ticketId(n) })),
    ...commands.map(readCommand).flatMap(({ args }) => {
      return 'messageId' in args ? [{ table: 'message' as const, id: args.messageId }] : [];
    }),
  ],
  expected(name, server, commands) {
    const stored = commands.map((command) => ({ command: readCommand(command), context: command }));
    const ticketNow = (id: string): Ticket | null =>
      stored
        .filter(({ command }) => command.args.ticketId === id)
        .reduce<Ticket | null>(
          (row, { command, context }) => applyToTicket(command, context, row),
          server({ table: 'ticket', id }) as Ticket | null,
        );
    if (name.table === 'ticket') return ticketNow(name.id);
    const fromServer = server(name);
    if (fromServer !== null) return fromServer;
    const own = stored.find(
      ({ command }) => 'messageId' in command.args && command.args.messageId === name.id,
    );
    const ticket = own ? ticketNow(own.command.args.ticketId) : null;
    return own && ticket ? messageOf(own.command, own.context, ticket) : null;
  },
};

function ticketArguments(
  desktop: OverlayDesktop,
  { kind, ticket: n, fresh }: Extract<TicketStep, { type: 'queue' }>,
  sequence: number,
): object {
  const id = ticketId(n);
  const messageId = testId(700 + sequence);
  const body = sequence % 2 === 0 ? `Text ${sequence}` : `退款 ${sequence}`;
  const row = desktop.team.get<Ticket>('ticket', id);
  switch (kind) {
    case 'ticket.create': {
      const { team, customerId, paymentId, subject, channel, language, country, priority } = makeTicket(n);
      return { ticketId: id, team, customerId, paymentId, subject, channel, language, country, priority };
    }
    case 'ticket.reply': {
      // What the agent saw may be old: the team database refuses it then.
      const last = desktop.team
        .all('message')
        .filter((message) => message.ticket_id === id)
        .at(fresh ? -1 : 0);
      const seenMessageId = last === undefined ? null : String(last.id);
      return { ticketId: id, messageId, body, language: null, status: 'pending', seenMessageId };
    }
    case 'ticket.note':
      return { ticketId: id, messageId, body };
    case 'ticket.call':
      return { ticketId: id, messageId, direction: 'in', body, startedAt: minute(sequence), seconds: 30 };
    default: {
      const from = fresh ? (row?.status ?? 'open') : 'solved';
      const to = from === 'open' ? 'pending' : 'open';
      return { ticketId: id, status: { from, to }, addTags: [`tag-${sequence % 3}`], removeTags: ['tag-0'] };
    }
  }
}

/** What somebody else does to a ticket. */
function changeOnServer(
  { team }: OverlayDesktop,
  { ticket: n, what }: Extract<TicketStep, { type: 'server' }>,
): void {
  const row = team.get<Ticket>('ticket', ticketId(n));
  if (!row || row.status === 'closed') return;
  if (what === 'takes') team.put('ticket', { ...row, assignee: 'ingrid', ver: row.ver + 1 });
  else if (what === 'closes' && n === 2) {
    team.put('ticket', { ...row, status: 'closed', waitingSince: null, dueAt: null, ver: row.ver + 1 });
  } else {
    const number = 2_000 + team.all('message').length;
    const message = makeMessage(number, row);
    team.put('message', message);
    team.put('ticket', withMessage(row, message));
  }
}

/** What is derived from tickets and messages must be what counting and indexing everything anew would give. */
function checkDerived({ read }: OverlayDesktop): void {
  read((cache) => {
    const all = (sql: string): unknown[] => cache.prepare(sql).all();
    expect(all('SELECT tag, ticket FROM ticket_tag ORDER BY 1, 2')).toEqual(
      all('SELECT j.value AS tag, t.local_id AS ticket FROM ticket t, json_each(t.tags) j ORDER BY 1, 2'),
    );
    expect(all('SELECT shelf, owned, tickets FROM ticket_count ORDER BY 1, 2')).toEqual(
      all(
        'SELECT shelf, assignee IS NOT NULL AS owned, count(*) AS tickets FROM ticket GROUP BY 1, 2 ORDER BY 1, 2',
      ),
    );
    const messages = cache.prepare<[], AnyRow & { body: string }>('SELECT id, body FROM message').all();
    const found = cache.prepare<[string], string>(
      `SELECT m.id FROM message_words w JOIN message_place p ON p.place = w.rowid
       JOIN message m ON m.local_id = p.message WHERE message_words MATCH ? ORDER BY 1`,
    );
    for (const word of new Set(messages.flatMap(({ body }) => indexedWords(body).split(' ')))) {
      const holders = messages.filter(({ body }) => indexedWords(body).split(' ').includes(word));
      expect(found.pluck().all(`"${word}"`)).toEqual(holders.map(({ id }) => id).sort());
    }
  });
}

test('tickets: any order of clicks, answers, pulls and restarts shows the server rows with what is pending replayed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ticketStep, { minLength: 15, maxLength: 60, size: 'max' }), (chosen) =>
      play(
        tickets,
        chosen,
        async (desktop, step) => {
          if (step.type === 'queue') {
            await desktop.enqueue(ticketId(step.ticket), step.kind, (n) => ticketArguments(desktop, step, n));
          } else if (step.type === 'server') changeOnServer(desktop, step);
          else await desktop.run(step);
        },
        checkDerived,
      ),
    ),
    { numRuns: RUNS },
  );
});
