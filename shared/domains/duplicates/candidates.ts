import type { ChargeFacts } from './facts.ts';
import type { LinkName } from './pair.ts';
import { isEarlier, links } from './pair.ts';

const day = 24 * 60 * 60 * 1000;

/** Payer, card and device say nothing about charges further apart than this: no score reaches a verdict. */
export const WEAK_LINK_MS = 30 * day;

/** Earlier charges of a block that a charge is compared with: enough for a large family paid in one go. */
export const NEIGHBOURS = 24;

/**
 * Calls `visit` once for every pair worth judging, the earlier charge first. Each charge is compared with the
 * nearest earlier ones of its blocks, so the work grows with the number of charges, not with its square.
 */
export function forEachCandidatePair(
  charges: readonly ChargeFacts[],
  visit: (first: ChargeFacts, second: ChargeFacts) => void,
): void {
  const inTimeOrder = [...charges].sort((a, b) => (isEarlier(a, b) ? -1 : 1));
  const blocks = new Map<LinkName, Map<string, number[]>>(links.map(({ name }) => [name, new Map()]));
  const lastPartner = new Int32Array(inTimeOrder.length).fill(-1);
  for (const [index, charge] of inTimeOrder.entries()) {
    for (const link of links) {
      const value = link.value(charge);
      const block = blocks.get(link.name);
      if (value === null || block === undefined) continue;
      const earlier = block.get(value);
      if (earlier === undefined) {
        block.set(value, [index]);
        continue;
      }
      const oldest = link.strong ? Number.NEGATIVE_INFINITY : charge.createdAt - WEAK_LINK_MS;
      for (let back = earlier.length - 1; back >= 0 && back >= earlier.length - NEIGHBOURS; back -= 1) {
        const other = earlier[back] ?? index;
        const first = inTimeOrder[other];
        if (first === undefined || first.createdAt < oldest) break;
        if (lastPartner[other] === index) continue;
        lastPartner[other] = index;
        visit(first, charge);
      }
      earlier.push(index);
    }
  }
}

/** The pairs worth judging, the earlier charge first; see `forEachCandidatePair`. */
export function candidatePairs(charges: readonly ChargeFacts[]): (readonly [ChargeFacts, ChargeFacts])[] {
  const pairs: (readonly [ChargeFacts, ChargeFacts])[] = [];
  forEachCandidatePair(charges, (first, second) => pairs.push([first, second]));
  return pairs;
}
