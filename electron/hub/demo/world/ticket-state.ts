import type { Random } from '../seeded.ts';
import type { Conversation } from './conversations.ts';
import { topics } from './topics.ts';
import type { Trouble } from './troubles.ts';

/**
 * How far a conversation has come. `waiting`: the customer waits for an answer. `pending`: the desk does. `snoozed`:
 * answered, to be looked at again. `done`: to its end.
 */
export type Stage = 'waiting' | 'pending' | 'snoozed' | 'done';

const WAITING = 0.85;
const PENDING = 0.16;
const SNOOZED = 0.05;

/** How far the talk about this trouble has come at `now`; null = it has not begun. */
export function stageOf(trouble: Trouble, now: number, random: Random): Stage | null {
  const { firstWord, talkedAboutMs } = topics[trouble.topic];
  const age = now - trouble.since;
  const share = age / talkedAboutMs;
  const drawn = random.unit();
  if (age < firstWord[0]) return null;
  // What nobody has acted on has not been answered: either it waits, or nobody has complained.
  if (trouble.isUntouched) return share < 1 ? 'waiting' : null;
  if (trouble.isSettled || share > 1) return 'done';
  const waiting = WAITING * (1 - share);
  if (drawn < waiting) return 'waiting';
  if (drawn < waiting + PENDING) return 'pending';
  return drawn < waiting + PENDING + SNOOZED ? 'snoozed' : 'done';
}

/** The turns of a conversation up to this stage; null if it has no such place. */
export function turnsUntil(
  { turns }: Conversation,
  stage: Stage,
  { isUntouched }: Trouble,
  random: Random,
): Conversation['turns'] | null {
  if (stage === 'done') return turns;
  const ends = turns.flatMap(({ who }, place) => {
    const next = turns[place + 1]?.who;
    if (next === undefined) return [];
    const isEnd =
      stage === 'waiting' ? who === 'customer' && next !== 'customer' : who === 'agent' && next !== 'agent';
    return isEnd ? [place] : [];
  });
  // The first word is the commonest to wait for an answer, and the only one before anybody has promised anything.
  const end = isUntouched || random.chance(0.6) ? ends[0] : ends[random.below(ends.length)];
  return end === undefined ? null : turns.slice(0, end + 1);
}
