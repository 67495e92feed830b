import { classNames } from '../lib/class-names.ts';
import { keycaps } from '../lib/keys.ts';
import styles from './kbd.module.css';

/** A shortcut as keycaps; `quiet` where many stand in a row. Hidden from screen readers: they announce the shortcut from its control. */
export function Kbd({ keys, quiet = false }: { readonly keys: string; readonly quiet?: boolean }) {
  return (
    <span className={classNames(styles.keys, quiet && styles.quiet)} aria-hidden>
      {keycaps(keys).map((cap) => (
        <kbd key={cap} className={styles.cap}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}
