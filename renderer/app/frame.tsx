import { useEffect, useMemo } from 'react';
import type { CallOutput } from '../../shared/ipc/contract.ts';
import { ConnectionPanel } from '../features/connection/connection-panel.tsx';
import { Palette } from '../features/lookup/palette.tsx';
import { OutboxDrawer } from '../features/outbox/outbox-drawer.tsx';
import { RefundFormSheet } from '../features/refunds/refund-form.tsx';
import { onWindowEvent } from '../lib/ipc-client.ts';
import { useShortcuts } from '../lib/use-shortcuts.ts';
import { openPayment } from '../stores/navigation.ts';
import { ToastRegion } from '../ui/toast-region.tsx';
import { useAppCommands } from './commands.ts';
import styles from './frame.module.css';
import { Header } from './header.tsx';
import { Rail } from './rail.tsx';
import { ScreenView } from './screen-view.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';

type FrameProps = {
  readonly session: CallOutput<'session.current'>;
  /** The name that the command line gave the start screen, where it is not the screen's own. */
  readonly readyAs: string | null;
};

/** Rail, header, the present screen, and the layers over it. */
export function Frame({ session, readyAs }: FrameProps) {
  const commands = useAppCommands();
  const shortcuts = useMemo(
    () =>
      Object.fromEntries(
        commands.flatMap((command) => (command.keys === null ? [] : [[command.keys, command.run]])),
      ),
    [commands],
  );
  useShortcuts(shortcuts);

  useEffect(
    () =>
      onWindowEvent((event) => {
        if (event.type === 'menu') commands.find(({ id }) => id === event.command)?.run();
      }),
    [commands],
  );

  return (
    <div className={styles.frame}>
      <Rail />
      <div className={styles.side}>
        <Header session={session} />
        <main className={styles.main}>
          <ScreenView staff={session.staff} readyAs={readyAs} />
        </main>
      </div>
      <Palette
        commands={commands.filter(({ id }) => id !== 'lookup')}
        onOpenPayment={(id) => openPayment(id)}
      />
      <OutboxDrawer connection={<ConnectionPanel />} />
      <RefundFormSheet />
      <ShortcutsDialog commands={commands} />
      <ToastRegion />
    </div>
  );
}
