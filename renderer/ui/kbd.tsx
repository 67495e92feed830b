import { keycaps } from '../lib/keys.ts';
import styles from './kbd.module.css';

/** A shortcut as keycaps. Hidden from screen readers: they announce the shortcut from its control. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.keys} aria-hidden>
      {keycaps(keys).map((cap) => (
        <kbd key={cap} className={styles.cap}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}
