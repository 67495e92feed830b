import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import styles from './chip.module.css';
import { Icon } from './icon.tsx';
import tones from './tones.module.css';

/** A meaning: green arrived, amber waiting, red failed or overdue, blue in progress, violet duplicate. */
export type Tone = 'neutral' | 'green' | 'amber' | 'red' | 'blue' | 'violet';

type ChipProps = {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  /** Solid ground: for what is overdue only. */
  readonly loud?: boolean;
  readonly children: ReactNode;
};

/** A state in one or two words, with its sign: never colour alone. */
export function Chip({ tone, icon, loud = false, children }: ChipProps) {
  return (
    <span className={classNames(styles.chip, tones[tone], loud && styles.loud)}>
      <Icon icon={icon} size={12} className={styles.icon} />
      {children}
    </span>
  );
}
