import { rateChange } from '../../../../shared/domains/reports/compare.ts';
import type { Overview, Tally } from '../../../../shared/domains/reports/contract.ts';
import {
  type PaymentCount,
  talliesBy,
  totalTally,
} from '../../../../shared/domains/reports/failure-figures.ts';
import { tallyOf } from '../../../../shared/domains/reports/tally.ts';
import type { HoursOfDay, Span } from '../../../../shared/domains/reports/zone-time.ts';
import { sum } from '../../../../shared/lib/sum.ts';
import type { CountReader } from './count-reader.ts';

type Payments = Overview['payments'];

/** Failures of today beside those of the same hours of the same weekday before. */
export function paymentsToday(
  payments: CountReader,
  { today, weeks }: { readonly today: HoursOfDay; readonly weeks: readonly HoursOfDay[] },
): Payments {
  const now = payments.counts([spanOf(today)]);
  const usual = payments.counts(weeks.map(spanOf));
  const by = (keyOf: (count: PaymentCount) => string) => sideBySide(now, usual, keyOf);
  return {
    complete: payments.isComplete(),
    weeks: weeks.filter((hours) => payments.tally(spanOf(hours)).tried > 0).length,
    total: withChange(totalTally(now), totalTally(usual)),
    byGateway: by(({ gateway }) => gateway).map(([gateway, tallies]) => ({ gateway, ...tallies })),
    byCountry: by(({ country }) => country).map(([country, tallies]) => ({
      country: country === '' ? null : country,
      ...tallies,
    })),
    hours: today.map((span, hour) => ({
      hour,
      today: payments.tally(span),
      usual: sumOf(weeks.flatMap((hours) => hours[hour] ?? []).map(payments.tally)),
    })),
  };
}

function withChange(today: Tally, usual: Tally): Payments['total'] {
  return { today, usual, change: rateChange(today, usual) };
}

/** Most failures first, then most tried: what is quiet today but is not usually comes last. */
function sideBySide(
  now: readonly PaymentCount[],
  usual: readonly PaymentCount[],
  keyOf: (count: PaymentCount) => string,
): (readonly [string, Payments['total']])[] {
  const [here, before] = [talliesBy(now, keyOf), talliesBy(usual, keyOf)];
  const keys = new Set([...here.values.keys(), ...before.values.keys()]);
  return [...keys]
    .map((key) => {
      const today = here.values.get(key) ?? here.none;
      return [key, withChange(today, before.values.get(key) ?? before.none)] as const;
    })
    .sort(
      ([oneKey, one], [otherKey, other]) =>
        other.today.failed - one.today.failed ||
        other.today.tried - one.today.tried ||
        other.usual.tried - one.usual.tried ||
        (oneKey < otherKey ? -1 : 1),
    );
}

function spanOf(hours: HoursOfDay): Span {
  return { start: hours[0]?.start ?? 0, end: hours.at(-1)?.end ?? 0 };
}

function sumOf(tallies: readonly Tally[]): Tally {
  return tallyOf(sum(tallies.map(({ failed }) => failed)), sum(tallies.map(({ tried }) => tried)));
}
