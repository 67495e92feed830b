import { useFormat } from '../lib/i18n.ts';
import { useNow } from '../lib/use-now.ts';
import styles from './facts.module.css';

/** An amount with its currency code. */
export function Money({ minor, currency }: { readonly minor: number; readonly currency: string }) {
  const format = useFormat();
  return <span className={styles.money}>{format.money(minor, currency)}</span>;
}

type InstantProps = {
  readonly at: number;
  /** `relative` up to a day, then the date; `age` the same for a narrow place; `date` always the day and time;
   * `seconds` the time alone. */
  readonly as?: 'relative' | 'date' | 'seconds' | 'time' | 'age';
};

/** A time, with everything about it on hover. */
export function Instant({ at, as = 'relative' }: InstantProps) {
  const format = useFormat();
  const now = useNow();
  const text = {
    relative: () => format.relative(at, now),
    date: () => format.dayAndTime(at, now),
    seconds: () => format.timeWithSeconds(at),
    time: () => format.time(at),
    age: () => format.age(at, now),
  }[as]();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.full(at)} className={styles.instant}>
      {text}
    </time>
  );
}

const LONGEST_WHOLE = 20;
const HEAD = 9;
const TAIL = 6;

/** A long reference with its middle left out: `ch_3PgafyB…sAJo3x`. */
export function middleTruncated(text: string): string {
  return text.length <= LONGEST_WHOLE ? text : `${text.slice(0, HEAD)}…${text.slice(-TAIL)}`;
}

/** A reference in the mono stack; whole on hover and for screen readers. */
export function Reference({ value }: { readonly value: string }) {
  const shown = middleTruncated(value);
  if (shown === value) return <span className={styles.reference}>{value}</span>;
  return (
    <span className={styles.reference} title={value}>
      <span aria-hidden>{shown}</span>
      <span className="visually-hidden">{value}</span>
    </span>
  );
}
