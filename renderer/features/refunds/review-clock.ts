import type { RefundState } from '../../../shared/domains/refunds/entity.ts';

/** The review clock: how long until somebody must have decided, and whether to raise one's voice. */
export type ReviewClock = { readonly tone: 'calm' | 'soon' | 'overdue'; readonly milliseconds: number };

const SOON_MS = 4 * 60 * 60 * 1000;
const ON_THE_CLOCK: readonly RefundState[] = ['submitted', 'in_review', 'blocked'];

/** Null where no decision is awaited (also while the requester has to add something: the clock pauses). */
export function reviewClock(state: RefundState, dueAt: number, now: number): ReviewClock | null {
  if (!ON_THE_CLOCK.includes(state)) return null;
  const left = dueAt - now;
  if (left < 0) return { tone: 'overdue', milliseconds: -left };
  return { tone: left < SOON_MS ? 'soon' : 'calm', milliseconds: left };
}
