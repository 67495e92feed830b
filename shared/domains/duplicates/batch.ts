import type { ChargeFacts } from './facts.ts';
import type { Judgement } from './judge.ts';
import { evidence, linkValue } from './pair.ts';

/** Two charges, the earlier first, and what they are to each other. */
export type FoundPair = {
  readonly first: ChargeFacts;
  readonly second: ChargeFacts;
  readonly judgement: Judgement;
};

/** A batch settled again brings its second captures within this time … */
export const BATCH_SPAN_MS = 10 * 60 * 1000;
/** … to at least so many customers of one gateway. */
const leastCustomers = 5;

/**
 * Marks duplicates that many customers got at once with the cause `batch`: the gateway took a settled batch twice.
 * Each second capture comes well after its first (else it is a click or a retry) and close to those of the others.
 */
export function withBatches(pairs: readonly FoundPair[]): FoundPair[] {
  const byGateway = Map.groupBy(pairs.filter(couldBeBatch), ({ second }) => second.gateway?.toLowerCase());
  const batchOf = new Map<FoundPair, number>();
  for (const group of byGateway.values()) {
    markCrowdedTimes(
      group.sort((one, other) => lateArrival(one) - lateArrival(other)),
      batchOf,
    );
  }
  return pairs.map((pair) => {
    const batchAt = batchOf.get(pair);
    return batchAt === undefined ? pair : asBatch(pair, batchAt);
  });
}

/** Slides a window of `BATCH_SPAN_MS` over pairs in order of their second captures and marks it where customers crowd. */
function markCrowdedTimes(inOrder: readonly FoundPair[], batchOf: Map<FoundPair, number>): void {
  const customers = new Map<string, number>();
  let oldest = 0;
  let firstUnmarked = 0;
  for (const [newest, pair] of inOrder.entries()) {
    customers.set(customerOf(pair), (customers.get(customerOf(pair)) ?? 0) + 1);
    for (; lateArrival(pair) - arrivalAt(inOrder, oldest) > BATCH_SPAN_MS; oldest += 1)
      leave(customers, inOrder[oldest]);
    if (customers.size < leastCustomers) continue;
    const batchAt = arrivalAt(inOrder, oldest);
    for (firstUnmarked = Math.max(firstUnmarked, oldest); firstUnmarked <= newest; firstUnmarked += 1) {
      const member = inOrder[firstUnmarked];
      if (member !== undefined) batchOf.set(member, batchAt);
    }
  }
}

function leave(customers: Map<string, number>, pair: FoundPair | undefined): void {
  if (pair === undefined) return;
  const left = (customers.get(customerOf(pair)) ?? 0) - 1;
  if (left <= 0) customers.delete(customerOf(pair));
  else customers.set(customerOf(pair), left);
}

function arrivalAt(inOrder: readonly FoundPair[], index: number): number {
  const pair = inOrder[index];
  return pair === undefined ? Number.POSITIVE_INFINITY : lateArrival(pair);
}

/** One customer charged five times is no batch. */
function customerOf({ first }: FoundPair): string {
  return linkValue(first.applicationNo) ?? linkValue(first.email) ?? first.cardFingerprint ?? first.paymentId;
}

/** Whether a pair can be marked as part of such a batch: clicks and retries come closer together. */
export function couldBeBatch({ first, second, judgement }: FoundPair): boolean {
  if (judgement.verdict !== 'CONFIRMED_DUPLICATE' && judgement.verdict !== 'LIKELY_DUPLICATE') return false;
  if (judgement.cause === 'two-gateways' || judgement.cause === 'other-means') return false;
  return Math.abs(arrival(first) - arrival(second)) > BATCH_SPAN_MS;
}

function asBatch(pair: FoundPair, batchAt: number): FoundPair {
  const text =
    'Other customers of this gateway were charged again at the same time: a batch was settled twice.';
  const line = evidence('batch', text, { gateway: pair.second.gateway, at: batchAt });
  return {
    ...pair,
    judgement: { ...pair.judgement, cause: 'batch', evidence: [...pair.judgement.evidence, line] },
  };
}

/** When the second money of a pair arrived, UTC milliseconds. */
export function lateArrival({ first, second }: FoundPair): number {
  return Math.max(arrival(first), arrival(second));
}

function arrival({ capturedAt, createdAt }: ChargeFacts): number {
  return capturedAt ?? createdAt;
}
