import type { Priority, TicketStatus } from '../../../../shared/domains/tickets/entity.ts';
import type { MessageImportRow, TicketImportRow } from '../../../../shared/domains/tickets/import-row.ts';
import { cancellationNotice } from '../proof.ts';
import type { Random } from '../seeded.ts';
import type { Agent } from './agents.ts';
import type { Conversation, Topic, Turn } from './conversations.ts';
import type { Journey } from './journey.ts';
import { gatewayName, type Slots, writingOf } from './slots.ts';
import type { Stage } from './ticket-state.ts';
import { topics } from './topics.ts';
import type { Trouble } from './troubles.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A solved ticket is closed when nobody has written for so long. */
const CLOSED_AFTER_MS = 14 * DAY_MS;
const NOBODYS = 0.55;
const TRAVELS_SOON = 0.08;

/** What is settled of a ticket before its words are chosen. */
export type TicketFacts = {
  readonly journey: Journey;
  readonly trouble: Trouble;
  readonly stage: Stage;
  /** Milliseconds UTC. */
  readonly now: number;
  /** Of the conversation, BCP 47. */
  readonly language: string;
  readonly agent: Agent;
  readonly priority: Priority;
};

/** What the texts of this ticket can ask for, if its first word was said at `firstAt`. */
export function slotsOf({ journey, trouble, language, agent }: TicketFacts, firstAt: number): Slots {
  const { person, destination } = journey;
  const { charge, since } = trouble;
  const writing = writingOf(language);
  const days = Math.floor((firstAt - since) / DAY_MS);
  return {
    name: person.name,
    firstName: person.firstName,
    amount: writing.amount(charge.amount_minor, charge.currency),
    destination: writing.country(destination.country),
    paymentId: charge.gateway_ref ?? '',
    application: charge.application_no ?? '',
    date: writing.day(since),
    last4: charge.card_last4,
    gateway: gatewayName(charge.gateway ?? ''),
    agent: agent.firstName,
    days: days < 2 ? null : String(days),
    newName: journey.course === 'name-error' ? person.name : null,
  };
}

/** The row of a ticket whose texts are filled; `times` are those of its turns. */
export function ticketRow(
  facts: TicketFacts,
  { subject, channel, turns }: Conversation,
  times: readonly number[],
  random: Random,
): TicketImportRow {
  const { journey, trouble, stage, now, language, agent } = facts;
  const [first = now] = times;
  const isTaken =
    stage !== 'waiting' || turns.some(({ who }) => who !== 'customer') || !random.chance(NOBODYS);
  return {
    external_id: `world-${journey.index}`,
    customer_email: journey.person.email,
    customer_ref: null,
    gateway: trouble.charge.gateway,
    gateway_ref: trouble.charge.gateway_ref,
    team: agent.team,
    subject,
    status: statusOf(stage, now - (times.at(-1) ?? now)),
    channel,
    language,
    country: journey.person.country,
    assignee: isTaken ? agent.login : null,
    priority: facts.priority,
    tags: [...topics[trouble.topic].tags, ...(random.chance(TRAVELS_SOON) ? ['travels soon'] : [])],
    snoozed_until:
      stage === 'snoozed'
        ? new Date(now + Math.round((2 + random.unit() * 40) * HOUR_MS)).toISOString()
        : null,
    created_at: new Date(first).toISOString(),
    messages: turns.map((turn, place) => ({
      external_id: `m${place + 1}`,
      at: new Date(times[place] ?? now).toISOString(),
      body: turn.text,
      ...columnsOf(turn, facts),
      ...(channel === 'phone' && place === 0 && turn.who === 'note' ? callColumns(random) : {}),
      attachments: isProof(turns, place, trouble.topic)
        ? [cancellationNotice(`${journey.person.email} ${journey.index}`, first - DAY_MS)]
        : [],
    })),
  };
}

type Columns = Omit<MessageImportRow, 'external_id' | 'at' | 'body' | 'attachments'>;

function columnsOf({ who }: Turn, { journey, agent, language }: TicketFacts): Columns {
  const common = { kind: 'message', call_seconds: null } as const;
  switch (who) {
    case 'customer':
      return { ...common, direction: 'in', author: journey.person.name, language, delivery: 'none' };
    case 'agent':
      return { ...common, direction: 'out', author: agent.login, language, delivery: 'sent' };
    case 'note':
      return { ...common, direction: 'note', author: agent.login, language: 'en', delivery: 'none' };
  }
}

/** A call's notes are the call. */
function callColumns(random: Random): Pick<Columns, 'direction' | 'kind' | 'call_seconds'> {
  return { direction: 'in', kind: 'call', call_seconds: 90 + random.below(700) };
}

function statusOf(stage: Stage, silence: number): TicketStatus {
  if (stage === 'pending') return 'pending';
  if (stage !== 'done') return 'open';
  return silence > CLOSED_AFTER_MS ? 'closed' : 'solved';
}

/** Who says that the trip was cancelled sends the notice along. */
function isProof(turns: Conversation['turns'], place: number, topic: Topic): boolean {
  return topic === 'trip-cancelled' && turns.findIndex(({ who }) => who === 'customer') === place;
}
