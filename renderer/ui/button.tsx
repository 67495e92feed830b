import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { classNames } from '../lib/class-names.ts';
import styles from './button.module.css';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import { Tooltip } from './tooltip.tsx';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger' | 'violet';

type ButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style'> & {
  readonly look?: ButtonLook;
  readonly icon?: LucideIcon;
  /** Shortcut shown at its end; whoever owns the key listens for it. */
  readonly keys?: string;
  readonly small?: boolean;
  readonly children: ReactNode;
};

/** A verb. While it is done give it `isPending`, not `isDisabled`: the focus of a disabled button is lost. */
export function Button({ look = 'secondary', icon, keys, small = false, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={classNames(styles.button, styles[look], small && styles.small)}>
      {icon === undefined ? null : <Icon icon={icon} />}
      <span className={styles.label}>{children}</span>
      {keys === undefined ? null : <Kbd keys={keys} />}
    </AriaButton>
  );
}

type IconButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'aria-label'> & {
  readonly icon: LucideIcon;
  /** Accessible name and tooltip. */
  readonly label: string;
  readonly keys?: string;
  readonly side?: 'top' | 'bottom' | 'right';
};

/** A verb with a sign instead of a word; the word is in its tooltip. */
export function IconButton({ icon, label, keys, side = 'bottom', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} side={side} {...(keys === undefined ? {} : { keys })}>
      <AriaButton {...rest} aria-label={label} className={styles.iconButton ?? ''}>
        <Icon icon={icon} />
      </AriaButton>
    </Tooltip>
  );
}
