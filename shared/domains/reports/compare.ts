import type { Change, Tally } from './contract.ts';

/** Fewer payments than this that were tried say little about a rate: one more failure moves it by three points. */
export const FEWEST_TRIED = 30;
/** Fewer things than this go up or down by chance. */
export const FEWEST_COUNTED = 10;

/** A value of the period, that of the period before, and what has changed; null without a comparison. */
export type Compared<Value, Changes> = {
  readonly now: Value;
  readonly before: Value | null;
  readonly change: Changes | null;
};

/** Change of a number; unknown where either is. `relative` is null too where it would start from nothing. */
export function change(now: number | null, before: number | null, small: boolean): Change {
  if (now === null || before === null) return { absolute: null, relative: null, small };
  const absolute = now - before;
  return { absolute, relative: before === 0 ? null : absolute / before, small };
}

/** Change of a count. */
export function countChange(now: number, before: number): Change {
  return change(now, before, Math.max(now, before) < FEWEST_COUNTED);
}

/** Change of a failure rate, absolute in parts of one: 0.05 = five points more. */
export function rateChange(now: Tally, before: Tally): Change {
  return change(now.rate, before.rate, Math.min(now.tried, before.tried) < FEWEST_TRIED);
}

/** Sets two values side by side. */
export function compared<Value, Changes>(
  now: Value,
  before: Value | null,
  changesOf: (now: Value, before: Value) => Changes,
): Compared<Value, Changes> {
  return { now, before, change: before === null ? null : changesOf(now, before) };
}

/** Values by key; `none` is that of a key that is not there. */
export type Grouping<Key, Value> = { readonly values: ReadonlyMap<Key, Value>; readonly none: Value };

/** Sets two groupings side by side: every key of either, in the order in which they come. */
export function comparedByKey<Key, Value, Changes>(
  now: Grouping<Key, Value>,
  before: Grouping<Key, Value> | null,
  changesOf: (now: Value, before: Value) => Changes,
): (readonly [Key, Compared<Value, Changes>])[] {
  const of = ({ values, none }: Grouping<Key, Value>, key: Key): Value => values.get(key) ?? none;
  const keys = new Set([...now.values.keys(), ...(before?.values.keys() ?? [])]);
  return [...keys].map((key) => [key, compared(of(now, key), before && of(before, key), changesOf)]);
}
