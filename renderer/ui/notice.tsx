import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import type { Tone } from './chip.tsx';
import { Icon } from './icon.tsx';
import styles from './notice.module.css';
import tones from './tones.module.css';

type NoticeProps = {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** Read out at once: for what appeared while the agent was doing something else. */
  readonly isAlert?: boolean;
};

/** A sentence that must not be missed, where it belongs. */
export function Notice({ tone, icon, children, action, isAlert = false }: NoticeProps) {
  return (
    <div className={classNames(styles.notice, tones[tone])} {...(isAlert ? { role: 'alert' } : {})}>
      <Icon icon={icon} className={styles.icon} />
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}
