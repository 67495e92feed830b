import { dueAt } from '../../shared/domains/tickets/deadline.ts';
import type { Attachment, Message, Ticket } from '../../shared/domains/tickets/entity.ts';
import { previewOf } from '../../shared/domains/tickets/preview.ts';
import { minute, testId } from './wire-rows.ts';

/** An open ticket of team 1 that nobody has and nobody has written in. */
export function makeTicket(n: number, overrides: Partial<Ticket> = {}): Ticket {
  return {
    id: testId(n),
    number: n,
    customerId: null,
    paymentId: null,
    team: 1,
    subject: `Subject ${n}`,
    status: 'open',
    channel: 'email',
    language: null,
    country: null,
    gateway: null,
    assignee: null,
    priority: 'normal',
    tags: [],
    snoozedUntil: null,
    lastMessageAt: null,
    lastDirection: null,
    lastPreview: '',
    waitingSince: null,
    dueAt: null,
    attachmentCount: 0,
    createdAt: minute(n),
    updatedAt: minute(n),
    ver: 1,
    ...overrides,
  };
}

/** A ticket whose customer has written at `at` and waits since. */
export function makeWaiting(n: number, at: number, overrides: Partial<Ticket> = {}): Ticket {
  const { priority = 'normal', channel = 'email' } = overrides;
  return makeTicket(n, {
    lastMessageAt: at,
    lastDirection: 'in',
    waitingSince: at,
    dueAt: dueAt(at, priority, channel),
    ...overrides,
  });
}

/** What a customer wrote, in the minute of its number. */
export function makeMessage(n: number, ticket: Ticket, overrides: Partial<Message> = {}): Message {
  return {
    id: testId(n),
    ticketId: ticket.id,
    team: ticket.team,
    at: minute(n),
    direction: 'in',
    kind: 'message',
    author: 'Ana Pérez',
    body: `Message ${n}`,
    language: null,
    callSeconds: null,
    delivery: 'none',
    deliveryReason: null,
    ver: 1,
    ...overrides,
  };
}

export function makeAttachment(n: number, message: Message, overrides: Partial<Attachment> = {}): Attachment {
  return {
    id: testId(n),
    messageId: message.id,
    ticketId: message.ticketId,
    team: message.team,
    name: `file-${n}.png`,
    type: 'image/png',
    size: n,
    hash: n.toString(16).padStart(64, '0'),
    ver: 1,
    ...overrides,
  };
}

/** The ticket after a message has come in, as the team database keeps it. */
export function withMessage(ticket: Ticket, message: Message): Ticket {
  if (message.direction === 'note') return ticket;
  const isAsked = message.direction === 'in' && message.kind === 'message';
  const waitingSince = isAsked ? (ticket.waitingSince ?? message.at) : null;
  return {
    ...ticket,
    status: isAsked ? 'open' : ticket.status,
    snoozedUntil: isAsked ? null : ticket.snoozedUntil,
    lastMessageAt: message.at,
    lastDirection: message.direction,
    lastPreview: previewOf(message.body),
    waitingSince,
    dueAt: dueAt(waitingSince, ticket.priority, ticket.channel),
    ver: ticket.ver + 1,
  };
}
