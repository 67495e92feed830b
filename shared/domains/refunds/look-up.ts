import type { Staff } from '../staff/entity.ts';
import type { Refund, RefundEvent } from './entity.ts';

/** What the gateway said when it was last asked for a refund of unknown outcome. Milliseconds UTC. */
export type LookUpFinding =
  | { readonly kind: 'not-found'; readonly at: number }
  /** `since`: when it last answered, or else was last called; null = this history does not tell. */
  | { readonly kind: 'no-answer'; readonly since: number | null };

/** Reads the history of a refund in `manual_check`, oldest line first. */
export function lookUpFinding(events: readonly RefundEvent[]): LookUpFinding {
  const told = events.filter((event) => !isConflict(event));
  const last = told.at(-1);
  if (last?.toState === 'manual_check' && isNotFound(last)) return { kind: 'not-found', at: last.at };
  const heard = told.findLast((event) => event.toState === 'sending' || isNotFound(event));
  return { kind: 'no-answer', since: heard?.at ?? null };
}

/** Whether the gateway told of money for a send that is not counted as paid: the customer may be paid twice. */
export function hasConflict(events: readonly RefundEvent[]): boolean {
  return events.some(isConflict);
}

function isNotFound({ detail }: RefundEvent): boolean {
  return detail.reason === 'not-found';
}

function isConflict({ detail }: RefundEvent): boolean {
  return detail.reason === 'gateway-conflict';
}

/** Why this person may not have the gateway asked again; null = may. The team database checks the same. */
export function lookUpAgainBlock(
  refund: Pick<Refund, 'state' | 'team'>,
  staff: Pick<Staff, 'role' | 'teams'>,
): 'bad-state' | 'forbidden' | null {
  if (staff.role !== 'supervisor' || !staff.teams.includes(refund.team)) return 'forbidden';
  return refund.state === 'manual_check' ? null : 'bad-state';
}

/** Why this person may not declare the refund never sent; null = may. The team database checks the same. */
export function declareNotSentBlock(
  refund: Pick<Refund, 'state' | 'team' | 'requestedPerson'>,
  events: readonly RefundEvent[],
  staff: Pick<Staff, 'role' | 'teams' | 'personId'>,
): 'bad-state' | 'forbidden' | 'own-refund' | 'look-up-first' | null {
  const block = lookUpAgainBlock(refund, staff);
  if (block !== null) return block;
  if (refund.requestedPerson === staff.personId) return 'own-refund';
  return lookUpFinding(events).kind === 'not-found' ? null : 'look-up-first';
}
