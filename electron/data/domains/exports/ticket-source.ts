import { code, type ExportSource, instant, integer, personal, text } from './columns.ts';

/** Tickets without what was written in them: messages do not leave with a list. */
export const ticketSource: ExportSource = {
  columns: [
    integer('number', 't.number'),
    text('ticket_id', 't.id'),
    personal('subject', 't.subject', 'free-text'),
    code('status', 't.status', 'ticket'),
    code('channel', 't.channel', 'channel'),
    code('priority', 't.priority', 'priority'),
    text('language', 't.language'),
    text('country', 't.country'),
    text('gateway', 't.gateway'),
    integer('team', 't.team'),
    text('assignee', 't.assignee'),
    text('tags', "(SELECT group_concat(value, ', ') FROM json_each(t.tags))"),
    text('customer_id', 't.customer_id'),
    personal('customer_name', 'c.name', 'name'),
    personal('email', 'c.email', 'email'),
    personal('phone', 'c.phone', 'phone'),
    text('payment_id', 't.payment_id'),
    text('gateway_ref', 'p.gateway_ref'),
    instant('created_at', 't.created_at'),
    instant('last_message_at', 't.last_message_at'),
    code('last_direction', 't.last_direction', 'direction'),
    instant('waiting_since', 't.waiting_since'),
    instant('due_at', 't.due_at'),
    instant('snoozed_until', 't.snoozed_until'),
    integer('attachments', 't.attachment_count'),
    instant('updated_at', 't.updated_at'),
  ],
  table: 'ticket t',
  joins: `LEFT JOIN customer c ON c.id = t.customer_id
    LEFT JOIN payment p ON p.id = t.payment_id`,
  countedAt: 't.created_at',
  // Numbers rise with time and have an index.
  order: 't.number, t.id',
  // Made here and not yet with the team: it has no number.
  where: 't.ver > 0',
  filters: {
    status: 't.status',
    channel: 't.channel',
    priority: 't.priority',
    language: 't.language',
    country: 't.country',
    gateway: 't.gateway',
    assignee: 't.assignee',
    tag: { json: 't.tags' },
  },
};
