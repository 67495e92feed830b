import type { ReactElement, ReactNode } from 'react';
import { Popover as AriaPopover, Dialog, DialogTrigger } from 'react-aria-components';
import { classNames } from '../lib/class-names.ts';
import styles from './popover.module.css';

type PopoverProps = {
  readonly label: string;
  readonly trigger: ReactElement;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly placement?: 'bottom start' | 'bottom end';
  readonly wide?: boolean;
  readonly children: ReactNode;
};

/** A control and a small panel beside it, for more than a menu holds. */
export function Popover({
  label,
  trigger,
  isOpen,
  onOpenChange,
  placement = 'bottom start',
  wide = false,
  children,
}: PopoverProps) {
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      {trigger}
      <AriaPopover
        className={classNames(styles.popover, wide && styles.wide)}
        placement={placement}
        offset={6}
      >
        <Dialog className={styles.dialog ?? ''} aria-label={label}>
          {children}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
