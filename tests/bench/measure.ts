/** What a number counts. Of rates more is better, of everything else less. */
export type Unit = 'µs' | 'ms' | 's' | 'MB' | 'rows/s';

/** The middle and the bad end of some measurements. For rates the bad end is the low one. */
export type Spread = {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly worst: number;
  readonly runs: number;
};

/** What a figure has to keep to: one of its values, or the ratio to its floor. */
export type Bar = { readonly of: 'ratio' | 'p50' | 'p95' | 'p99' | 'worst'; readonly limit: number };

/** One line of the report. */
export type Figure = {
  /** `section.figure` */
  readonly name: string;
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Spread;
  /** The least that the machine needs for the same, measured in the same run; null where nothing compares. */
  readonly floor: (Spread & { readonly what: string }) | null;
  /** How many times worse than the floor, by the medians. */
  readonly ratio: number | null;
  readonly bars: readonly (Bar & { readonly met: boolean })[];
};

const isRate = (unit: Unit): boolean => unit === 'rows/s';

/**
 * Percentiles by the nearest rank.
 * @throws Error without values: a figure of nothing would look like a good one
 */
export function spreadOf(values: readonly number[], unit: Unit): Spread {
  if (values.length === 0) throw new Error('Nothing was measured');
  const fromBest = values.toSorted((one, other) => (isRate(unit) ? other - one : one - other));
  const at = (share: number): number => fromBest[Math.max(0, Math.ceil(share * fromBest.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), worst: at(1), runs: values.length };
}

/** Sums measurements up. */
export function figure(options: {
  readonly name: string;
  readonly what: string;
  readonly unit: Unit;
  readonly ours: readonly number[];
  readonly floor?: { readonly what: string; readonly values: readonly number[] };
  readonly bars?: readonly Bar[];
}): Figure {
  const { name, what, unit, bars = [] } = options;
  const ours = spreadOf(options.ours, unit);
  const floor = options.floor ? { what: options.floor.what, ...spreadOf(options.floor.values, unit) } : null;
  const ratio = floor && (isRate(unit) ? floor.p50 / ours.p50 : ours.p50 / floor.p50);
  const met = (bar: Bar): boolean => {
    if (bar.of === 'ratio') return ratio !== null && ratio <= bar.limit;
    return isRate(unit) ? ours[bar.of] >= bar.limit : ours[bar.of] <= bar.limit;
  };
  return { name, what, unit, ours, floor, ratio, bars: bars.map((bar) => ({ ...bar, met: met(bar) })) };
}

/** Milliseconds that a piece of work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What one side of a comparison needs, by turns: noise of the machine then falls on both. */
export type Turns = { readonly floor: readonly number[]; readonly ours: readonly number[] };

/** Floor, ours, floor, ours … Each is given its turn's number and answers with its measurements. */
export async function byTurns(
  turns: number,
  floor: (turn: number) => Promise<readonly number[]>,
  ours: (turn: number) => Promise<readonly number[]>,
): Promise<Turns> {
  const measured: { floor: number[]; ours: number[] } = { floor: [], ours: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    measured.floor.push(...(await floor(turn)));
    measured.ours.push(...(await ours(turn)));
  }
  return measured;
}
