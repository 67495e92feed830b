import type { Priority } from '../../../../shared/domains/tickets/entity.ts';
import type { TicketImportRow } from '../../../../shared/domains/tickets/import-row.ts';
import { type Random, seeded, type Weighted } from '../seeded.ts';
import { agentFor } from './agents.ts';
import { type Conversation, conversationsAbout, deskLanguage } from './conversations.ts';
import type { Journey, WorldFrame } from './journey.ts';
import { filledConversation } from './slots.ts';
import { slotsOf, type TicketFacts, ticketRow } from './ticket-row.ts';
import { stageOf, turnsUntil } from './ticket-state.ts';
import { troubleOf } from './troubles.ts';
import { turnTimes } from './turn-times.ts';

/** Chats that wait are rare: somebody sits at them. */
const WAITING_CHATS = 0.3;

const priorities: Weighted<{ readonly priority: Priority }> = [
  { priority: 'normal', weight: 58 },
  { priority: 'low', weight: 20 },
  { priority: 'high', weight: 18 },
  { priority: 'urgent', weight: 4 },
];

/** The ticket that a journey led to; null = it led to none. */
export function worldTicket(frame: WorldFrame, journey: Journey): TicketImportRow | null {
  const random = seeded(`${frame.seed} ${journey.index} ticket`);
  const trouble = troubleOf(journey, random);
  const stage = trouble === null ? null : stageOf(trouble, frame.now, random);
  if (trouble === null || stage === null) return null;
  const facts: TicketFacts = {
    journey,
    trouble,
    stage,
    now: frame.now,
    language: deskLanguage(journey.person.language),
    agent: agentFor(random),
    priority: random.weighted(priorities).priority,
  };
  const avoidsChats = stage === 'waiting' && !random.chance(WAITING_CHATS);
  const written = inSomeOrder(conversationsAbout(trouble.topic, facts.language), random);
  const preferred = written.filter(({ channel }) => !(avoidsChats && channel === 'chat'));
  for (const conversation of new Set([...preferred, ...written])) {
    const row = ticketAbout(facts, conversation, random);
    if (row !== null) return row;
  }
  return null;
}

/** The ticket with this conversation; null if that does not go with what happened. */
function ticketAbout(facts: TicketFacts, conversation: Conversation, random: Random): TicketImportRow | null {
  const { trouble, stage, priority, now } = facts;
  const turns = turnsUntil(conversation, stage, trouble, random);
  if (turns === null) return null;
  const { topic, since } = trouble;
  const { channel } = conversation;
  const times = turnTimes({ topic, channel, priority, stage, since, now }, turns, random);
  const filled = filledConversation({ ...conversation, turns }, slotsOf(facts, times[0] ?? now));
  return filled === null ? null : ticketRow(facts, filled, times, random);
}

/** All of them, from one that is drawn. */
function inSomeOrder<Item>(items: readonly Item[], random: Random): Item[] {
  const start = random.below(items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}
