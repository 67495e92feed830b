import { responseTarget } from '../../../../shared/domains/tickets/deadline.ts';
import type { Channel, Priority } from '../../../../shared/domains/tickets/entity.ts';
import type { Random } from '../seeded.ts';
import type { Topic, Turn } from './conversations.ts';
import { runningTotals, within } from './schedule.ts';
import type { Stage } from './ticket-state.ts';
import { topics } from './topics.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

type Range = readonly [number, number];

/** To the next turn, by who speaks after whom. A chat is over in minutes, letters take hours. */
function gapBefore(turn: Turn, previous: Turn, channel: Channel): Range {
  const isQuick = channel === 'chat' || channel === 'phone';
  if (turn.who === previous.who) return [15 * SECOND_MS, 70 * SECOND_MS];
  if (turn.who === 'note') return isQuick ? [MINUTE_MS, 4 * MINUTE_MS] : [10 * MINUTE_MS, 4 * HOUR_MS];
  if (previous.who === 'note') return [MINUTE_MS, 12 * MINUTE_MS];
  if (turn.who === 'agent') return isQuick ? [40 * SECOND_MS, 6 * MINUTE_MS] : [20 * MINUTE_MS, 9 * HOUR_MS];
  return isQuick ? [30 * SECOND_MS, 5 * MINUTE_MS] : [30 * MINUTE_MS, 20 * HOUR_MS];
}

/** Share of waiting customers who wait for longer than they should. */
const OVERDUE = 0.125;
/** What is over was over when this much of the time until now had gone by. */
const ENDED = 0.95;

/** When each turn was said, milliseconds UTC: after `since`, in their order, before `now`. */
export function turnTimes(
  about: {
    readonly topic: Topic;
    readonly channel: Channel;
    readonly priority: Priority;
    readonly stage: Stage;
    /** What it is about happened then. */
    readonly since: number;
    readonly now: number;
  },
  turns: readonly Turn[],
  random: Random,
): number[] {
  const { since, now } = about;
  const gaps = turns.map((turn, place) => {
    const previous = turns[place - 1];
    return within(
      random,
      previous ? gapBefore(turn, previous, about.channel) : topics[about.topic].firstWord,
    );
  });
  // Of what the customer said last, the first word is the one that waits.
  const waiting = turns.findLastIndex(({ who }) => who !== 'customer') + 1;
  const anchor = about.stage === 'waiting' ? waiting : turns.length - 1;
  const anchorAt =
    about.stage === 'waiting'
      ? now - waitingFor(about, random)
      : since + Math.min(sum(gaps), (now - since) * ENDED);
  const before = squeezed(gaps.slice(1, anchor + 1), anchorAt - since);
  const after = squeezed(gaps.slice(anchor + 1), now - anchorAt);
  return runningTotals(anchorAt - sum(before), [...before, ...after]).map(Math.round);
}

/** How long the customer has been waiting: mostly less than he may, milliseconds. */
function waitingFor(
  { priority, channel, since, now }: Parameters<typeof turnTimes>[0],
  random: Random,
): number {
  const target = responseTarget(priority, channel);
  const share = random.chance(OVERDUE) ? 1.05 + random.unit() * 2 : 0.02 + random.unit() * 0.93;
  return Math.round(Math.min(share * target, (now - since) * 0.8));
}

/** The gaps, made smaller if they do not fit into `room`. */
function squeezed(gaps: readonly number[], room: number): number[] {
  const scale = Math.min(1, (room * 0.95) / Math.max(1, sum(gaps)));
  return gaps.map((gap) => gap * scale);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
