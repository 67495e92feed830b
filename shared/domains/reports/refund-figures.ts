import {
  type RefundReason,
  type RefundState,
  refundReasonSchema,
  refundStateSchema,
} from '../refunds/entity.ts';
import { AGE_BUCKETS, type AgeBucket, ageBucket } from './age.ts';
import {
  change,
  compared,
  comparedByKey,
  countChange,
  FEWEST_COUNTED,
  FEWEST_TRIED,
  type Grouping,
} from './compare.ts';
import type {
  DayValue,
  RefundChange,
  RefundDay,
  RefundGroup,
  RefundReport,
  RefundWaiting,
  RefundWaitingChange,
  Sum,
} from './contract.ts';
import type { DaySpan } from './zone-time.ts';

/** What the report asks of one refund. Times are milliseconds UTC. */
export type RefundFacts = {
  readonly reason: RefundReason;
  readonly state: RefundState;
  readonly currency: string;
  readonly amountMinor: number;
  readonly requestedAt: number;
  readonly reviewDueAt: number;
  readonly decidedAt: number | null;
};

/** Somebody still has to decide; what was decided before it came back here does not count. */
const UNDECIDED: ReadonlySet<RefundState> = new Set(['submitted', 'in_review', 'needs_info', 'blocked']);

const HOUR_MS = 60 * 60_000;

/** A refund and what the review has come to. */
export type ReviewedRefund = RefundFacts & {
  readonly fate: keyof RefundDay;
  /** Hours until the decision, or until now where there is none. */
  readonly hours: number;
  /** In time or late: decided, or undecided for too long. */
  readonly isDue: boolean;
};

export type RefundFigures = Pick<RefundReport, 'total' | 'byReason' | 'byState' | 'ageing'>;

/** Refunds as they stand at `at`. */
export function reviewed(refunds: readonly RefundFacts[], at: number): readonly ReviewedRefund[] {
  return refunds.map((refund) => {
    const { state, decidedAt, requestedAt, reviewDueAt } = refund;
    if (UNDECIDED.has(state)) {
      // Counts as soon as it is too late, or nobody would be late who never decides.
      return {
        ...refund,
        fate: 'undecided',
        hours: (at - requestedAt) / HOUR_MS,
        isDue: reviewDueAt < at,
      };
    }
    if (decidedAt === null) return { ...refund, fate: 'dropped', hours: 0, isDue: false };
    const fate = decidedAt <= reviewDueAt ? 'inTime' : 'late';
    return { ...refund, fate, hours: (decidedAt - requestedAt) / HOUR_MS, isDue: true };
  });
}

/** Sums refunds up; `before` are those of the period before, null without a comparison. */
export function refundFigures(
  now: readonly ReviewedRefund[],
  before: readonly ReviewedRefund[] | null,
): RefundFigures {
  const by = <Key>(keyOf: (refund: RefundFacts) => Key) =>
    comparedByKey(groupsBy(now, keyOf), before && groupsBy(before, keyOf), refundChange);
  return {
    total: compared(groupOf(now), before && groupOf(before), refundChange),
    byReason: by(({ reason }) => reason)
      .map(([reason, figures]) => ({ reason, ...figures }))
      .sort(
        (one, other) =>
          other.now.refunds - one.now.refunds ||
          placeIn(refundReasonSchema.options, one.reason, other.reason),
      ),
    byState: by(({ state }) => state)
      .map(([state, figures]) => ({ state, ...figures }))
      .sort((one, other) => placeIn(refundStateSchema.options, one.state, other.state)),
    ageing: comparedByKey(waitingByAge(now), before && waitingByAge(before), waitingChange).map(
      ([age, figures]) => ({ age, ...figures }),
    ),
  };
}

/** What became of the refunds requested on each day; `refunds` are in the order of their requests. */
export function refundDays(
  refunds: readonly ReviewedRefund[],
  days: readonly DaySpan[],
): readonly DayValue<RefundDay>[] {
  let next = 0;
  return days.map(({ day, end }) => {
    const value = { inTime: 0, late: 0, undecided: 0, dropped: 0 };
    for (; next < refunds.length; next += 1) {
      const refund = refunds[next];
      if (!refund || refund.requestedAt >= end) break;
      value[refund.fate] += 1;
    }
    return { day, value };
  });
}

const NO_REFUNDS: RefundGroup = { refunds: 0, money: [], decided: 0, medianHours: null, inTime: null };

function groupsBy<Key>(
  refunds: readonly ReviewedRefund[],
  keyOf: (refund: RefundFacts) => Key,
): Grouping<Key, RefundGroup> {
  const groups = [...Map.groupBy(refunds, keyOf)].map(([key, some]) => [key, groupOf(some)] as const);
  return { values: new Map(groups), none: NO_REFUNDS };
}

function groupOf(refunds: readonly ReviewedRefund[]): RefundGroup {
  const hours: number[] = [];
  let inTime = 0;
  let due = 0;
  for (const refund of refunds) {
    if (refund.fate === 'inTime' || refund.fate === 'late') hours.push(refund.hours);
    if (refund.fate === 'inTime') inTime += 1;
    if (refund.isDue) due += 1;
  }
  return {
    refunds: refunds.length,
    money: sumsOf(refunds),
    decided: hours.length,
    medianHours: median(hours),
    inTime: due === 0 ? null : inTime / due,
  };
}

/** Amounts by currency, in the order of the alphabet: sums of different currencies can't be ordered. */
export function sumsOf(
  amounts: readonly { readonly currency: string; readonly amountMinor: number }[],
): Sum[] {
  const sums = new Map<string, { amountMinor: number; count: number }>();
  for (const { currency, amountMinor } of amounts) {
    const sum = sums.get(currency) ?? { amountMinor: 0, count: 0 };
    sum.amountMinor += amountMinor;
    sum.count += 1;
    sums.set(currency, sum);
  }
  return [...sums]
    .map(([currency, sum]) => ({ currency, ...sum }))
    .sort((one, other) => (one.currency < other.currency ? -1 : 1));
}

/** The middle one, or the middle between the two middle ones; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = new Float64Array(values).sort();
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function refundChange(now: RefundGroup, before: RefundGroup): RefundChange {
  const fewDecided = (fewest: number): boolean => Math.min(now.decided, before.decided) < fewest;
  const amounts = (group: RefundGroup) => ({
    values: new Map(group.money.map((sum) => [sum.currency, sum] as const)),
    none: { amountMinor: 0, count: 0 },
  });
  return {
    refunds: countChange(now.refunds, before.refunds),
    money: comparedByKey(amounts(now), amounts(before), (one, other) =>
      change(one.amountMinor, other.amountMinor, Math.max(one.count, other.count) < FEWEST_COUNTED),
    ).flatMap(([currency, { change: changes }]) => (changes === null ? [] : [{ currency, ...changes }])),
    medianHours: change(now.medianHours, before.medianHours, fewDecided(FEWEST_COUNTED)),
    inTime: change(now.inTime, before.inTime, fewDecided(FEWEST_TRIED)),
  };
}

function waitingByAge(refunds: readonly ReviewedRefund[]): Grouping<AgeBucket, RefundWaiting> {
  const waited = refunds.filter(({ fate }) => fate !== 'dropped');
  const byAge = Map.groupBy(waited, ({ hours }) => ageBucket(hours * HOUR_MS));
  const values = AGE_BUCKETS.map((age) => {
    const some = byAge.get(age) ?? [];
    const undecided = some.filter(({ fate }) => fate === 'undecided');
    const waiting = {
      decided: some.length - undecided.length,
      undecided: undecided.length,
      money: sumsOf(undecided),
    };
    return [age, waiting] as const;
  });
  return { values: new Map(values), none: { decided: 0, undecided: 0, money: [] } };
}

function waitingChange(now: RefundWaiting, before: RefundWaiting): RefundWaitingChange {
  return {
    decided: countChange(now.decided, before.decided),
    undecided: countChange(now.undecided, before.undecided),
  };
}

function placeIn<Value>(order: readonly Value[], one: Value, other: Value): number {
  return order.indexOf(one) - order.indexOf(other);
}
