import type { ReactElement } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { Kbd } from './kbd.tsx';
import styles from './tooltip.module.css';

type TooltipProps = {
  readonly text: string;
  readonly keys?: string;
  readonly side?: 'top' | 'bottom' | 'right';
  /** A control of react-aria: a button or a menu's trigger. */
  readonly children: ReactElement;
};

/** Words for a control that shows none, or more of them. */
export function Tooltip({ text, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <TooltipTrigger delay={400} closeDelay={60}>
      {children}
      <AriaTooltip className={styles.tooltip ?? ''} placement={side} offset={6}>
        <span>{text}</span>
        {keys === undefined ? null : <Kbd keys={keys} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
