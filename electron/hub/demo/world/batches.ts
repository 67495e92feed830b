import type { DemoBatch } from '../demo-batch.ts';
import { outsideEvents } from '../outside-events.ts';
import { type Journey, type WorldFrame, worldJourney } from './journey.ts';
import { worldTicket } from './tickets.ts';

/** Journeys of a world of scale 1: 2,000 customers, 3,000 applications, nearly 6,000 charges, 900 tickets. */
const JOURNEYS = 2_900;
/** About 30 charges: an import of a few hundredths of a second. */
const JOURNEYS_A_BATCH = 16;

/** Which world, how large, and up to when. */
export type WorldOptions = {
  readonly seed: string;
  /** 1 is a desk's first months; 200 is over a million charges. */
  readonly scale: number;
  /** Milliseconds UTC; nothing is later. */
  readonly now: number;
};

/** Journeys with all that belongs to them. Nothing refers to another batch but a customer who comes again. */
export type WorldBatch = DemoBatch & {
  /** The first journey after it: where a load that was interrupted goes on. */
  readonly next: number;
};

/**
 * A world piece by piece, the newest first, from journey `from` on. Each piece is made when it is asked for and
 * follows from the options and its place alone.
 */
export function* worldBatches(
  { seed, scale, now }: WorldOptions,
  from = 0,
  journeysABatch = JOURNEYS_A_BATCH,
): Generator<WorldBatch> {
  const frame: WorldFrame = { seed, now, journeys: Math.max(1, Math.round(JOURNEYS * scale)) };
  for (let start = from; start < frame.journeys; start += journeysABatch) {
    const next = Math.min(frame.journeys, start + journeysABatch);
    const journeys = Array.from({ length: next - start }, (_, nth) => worldJourney(frame, start + nth));
    yield batchOf(frame, journeys, next);
  }
}

function batchOf(frame: WorldFrame, journeys: readonly Journey[], next: number): WorldBatch {
  const people = new Map(journeys.map(({ person }) => [person.email, person]));
  const payments = journeys.flatMap(({ charges }) => charges);
  return {
    next,
    customers: [...people.values()].map(({ email, country, language, phone }) => ({
      email,
      country,
      language,
      phone,
    })),
    payments,
    components: journeys.flatMap(({ applications }) => applications.flatMap(({ components }) => components)),
    events: outsideEvents(payments),
    tickets: journeys.flatMap((journey) => worldTicket(frame, journey) ?? []),
  };
}
