import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { classNames } from '../lib/class-names.ts';
import styles from './dialog.module.css';

type DialogProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** `alertdialog` for money and destruction: a click beside it does not close it. */
  readonly isAlert?: boolean;
  readonly wide?: boolean;
  readonly children: ReactNode;
  /** Buttons; the primary one last. */
  readonly footer: ReactNode;
};

/** A question in the middle of the screen. */
export function Dialog({
  title,
  isOpen,
  onClose,
  isAlert = false,
  wide = false,
  children,
  footer,
}: DialogProps) {
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable={!isAlert}
    >
      <Modal className={styles.centred ?? ''}>
        <AriaDialog
          className={classNames(styles.dialog, wide && styles.wideDialog)}
          role={isAlert ? 'alertdialog' : 'dialog'}
        >
          <Heading slot="title" className={styles.title ?? ''}>
            {title}
          </Heading>
          <div className={styles.body}>{children}</div>
          <footer className={styles.footer}>{footer}</footer>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

type SheetProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly wide?: boolean;
};

/** A panel at the end of the window, over the page it belongs to. */
export function Sheet({ title, isOpen, onClose, actions, children, footer, wide = false }: SheetProps) {
  return (
    <ModalOverlay
      className={classNames(styles.overlay, styles.clear)}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable
    >
      <Modal className={classNames(styles.sheet, wide && styles.wide)}>
        <AriaDialog className={styles.sheetDialog ?? ''}>
          <header className={styles.sheetHeader}>
            <Heading slot="title" className={styles.sheetTitle ?? ''}>
              {title}
            </Heading>
            {actions}
          </header>
          <div className={styles.sheetBody}>{children}</div>
          {footer === undefined ? null : <footer className={styles.sheetFooter}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
