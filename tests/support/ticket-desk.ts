import type { createDataService } from '../../electron/data/data-service.ts';
import { ticketDraftKey } from '../../shared/domains/tickets/drafts.ts';
import type { Ticket } from '../../shared/domains/tickets/entity.ts';
import type { CallInput } from '../../shared/ipc/contract.ts';
import { createDataWorld } from './data-world.ts';
import { createFakeClock } from './fake-clock.ts';
import { makeMessage, makeTicket, withMessage } from './ticket-rows.ts';
import { makeCustomer, minute, testId } from './wire-rows.ts';

type Service = Awaited<ReturnType<typeof createDataService>>;

/** The ticket of the desk, number 50, in which its customer has written "Question 1". */
export const DESK_TICKET = testId(50);
export const DESK_CUSTOMER = makeCustomer(40, { name: 'Ana Pérez' });

/** An agent's desktop that works on one ticket, with a clock that the test moves. */
export async function createTicketDesk() {
  const world = createDataWorld();
  const { team } = world;
  const clock = createFakeClock(minute(100));
  let service!: Service;

  const start = async (): Promise<void> => {
    service = await world.open({ clock, random: () => 0.5, polling: true });
    service.start();
    await clock.advance(0);
  };
  /** The customer writes message `n`. */
  const writes = (n: number, at: number): void => {
    const ticket = team.get<Ticket>('ticket', DESK_TICKET);
    if (!ticket) throw new Error('No ticket');
    const message = makeMessage(n, ticket, { at, body: `Question ${n}` });
    team.put('message', message);
    team.put('ticket', withMessage(ticket, message));
  };
  team.setClock(clock.now);
  team.put('customer', DESK_CUSTOMER);
  team.put('ticket', makeTicket(50, { customerId: DESK_CUSTOMER.id, subject: 'Charged twice' }));
  writes(1, minute(1));
  await start();

  const handlers = (): Service['handlers'] => service.handlers;
  const thread = () => handlers()['tickets.thread']({ id: DESK_TICKET, before: null, limit: 50 });
  return {
    world,
    team,
    clock,
    handlers,
    writes,
    thread,
    syncNow: () => service.syncNow(),
    async restart(): Promise<void> {
      const stopping = service.stop();
      await clock.advance(3_000);
      await stopping;
      await start();
    },
    /** Saves "Answer n" as command 100 + n. */
    answer: (n: number, changes: Partial<CallInput<'tickets.reply'>> = {}) =>
      handlers()['tickets.reply']({
        commandId: testId(100 + n),
        ticketId: DESK_TICKET,
        messageId: testId(200 + n),
        body: `Answer ${n}`,
        language: 'en',
        status: 'pending',
        seenMessageId: testId(1),
        ...changes,
      }),
    /** The conversation's texts as they are shown. */
    bodies: async () => (await thread()).entries.map(({ message }) => message.body),
    /** Answers that the team database has. */
    sent: (): readonly string[] =>
      team
        .all('message')
        .map(({ body }) => String(body))
        .filter((body) => body.startsWith('Answer')),
    draft: async () =>
      (await handlers()['drafts.get']({ key: ticketDraftKey(DESK_TICKET, 'reply') })).draft?.body ?? null,
  };
}
export type TicketDesk = Awaited<ReturnType<typeof createTicketDesk>>;
