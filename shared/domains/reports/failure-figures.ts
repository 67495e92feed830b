import { sum } from '../../lib/sum.ts';
import type { PaymentStatus } from '../payments/entity.ts';
import { type Compared, compared, comparedByKey, countChange, type Grouping, rateChange } from './compare.ts';
import type { FailureReport, Tally, TallyChange } from './contract.ts';
import { NOTHING_TRIED, standingOf, tallyOf } from './tally.ts';

/** So many payments are alike in what reports ask for; '' = not known. `code` is the gateway's, of failed ones only. */
export type PaymentCount = {
  readonly gateway: string;
  readonly country: string;
  readonly status: PaymentStatus;
  readonly code: string;
  readonly payments: number;
};

/** What of the report follows from counts over the whole period. */
export type FailureFigures = Pick<FailureReport, 'total' | 'leftOut' | 'byGateway' | 'byCountry' | 'byCause'>;

/** Sums counts up, most failures first; `before` are those of the period before, null without a comparison. */
export function failureFigures(
  now: readonly PaymentCount[],
  before: readonly PaymentCount[] | null,
): FailureFigures {
  const by = (keyOf: (count: PaymentCount) => string) =>
    comparedTallies(talliesBy(now, keyOf), before && talliesBy(before, keyOf));
  const byGateway = by(({ gateway }) => gateway);
  return {
    total: compared(totalTally(now), before && totalTally(before), tallyChange),
    leftOut: leftOut(now),
    byGateway: byGateway.map(([gateway, tallies]) => ({ gateway, ...tallies })),
    byCountry: by(({ country }) => country).map(([country, tallies]) => ({
      country: country === '' ? null : country,
      ...tallies,
    })),
    byCause: byGateway.flatMap(([gateway]) => {
      const own = (counts: readonly PaymentCount[]) => counts.filter((count) => count.gateway === gateway);
      return comparedTallies(causesOf(own(now)), before && causesOf(own(before))).map(([code, tallies]) => ({
        gateway,
        code: code === '' ? null : code,
        ...tallies,
      }));
    }),
  };
}

/** Failures and rates of every value that any tried payment has. */
export function talliesBy(
  counts: readonly PaymentCount[],
  keyOf: (count: PaymentCount) => string,
): Grouping<string, Tally> {
  const groups = Map.groupBy(counts.filter(isTried), keyOf);
  return {
    values: new Map([...groups].map(([key, some]) => [key, totalTally(some)] as const)),
    none: NOTHING_TRIED,
  };
}

/** Failures and rate of them all. */
export function totalTally(counts: readonly PaymentCount[]): Tally {
  return tallyOf(sumOf(counts.filter(isFailed)), sumOf(counts.filter(isTried)));
}

/** The raw codes of one gateway's failures, each against everything that the gateway tried. */
function causesOf(counts: readonly PaymentCount[]): Grouping<string, Tally> {
  const { tried } = totalTally(counts);
  const groups = Map.groupBy(counts.filter(isFailed), ({ code }) => code);
  return {
    values: new Map([...groups].map(([code, some]) => [code, tallyOf(sumOf(some), tried)] as const)),
    none: tallyOf(0, tried),
  };
}

function comparedTallies(now: Grouping<string, Tally>, before: Grouping<string, Tally> | null) {
  return comparedByKey(now, before, tallyChange).sort(byFailures);
}

type KeyedTallies = readonly [string, Compared<Tally, TallyChange>];

function byFailures([oneKey, one]: KeyedTallies, [otherKey, other]: KeyedTallies): number {
  return (
    other.now.failed - one.now.failed ||
    (other.before?.failed ?? 0) - (one.before?.failed ?? 0) ||
    other.now.tried - one.now.tried ||
    (oneKey < otherKey ? -1 : 1)
  );
}

function tallyChange(now: Tally, before: Tally): TallyChange {
  return { failed: countChange(now.failed, before.failed), rate: rateChange(now, before) };
}

function leftOut(counts: readonly PaymentCount[]): FailureReport['leftOut'] {
  const of = (standing: ReturnType<typeof standingOf>): number =>
    sumOf(counts.filter(({ status }) => standingOf(status) === standing));
  return { authorised: of('authorised'), unfinished: of('unfinished'), givenUp: of('givenUp') };
}

function isFailed({ status }: PaymentCount): boolean {
  return standingOf(status) === 'failed';
}

function isTried({ status }: PaymentCount): boolean {
  const standing = standingOf(status);
  return standing === 'failed' || standing === 'succeeded';
}

function sumOf(counts: readonly PaymentCount[]): number {
  return sum(counts.map(({ payments }) => payments));
}
