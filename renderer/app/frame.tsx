import { useEffect, useMemo } from 'react';
import type { CallOutput } from '../../shared/ipc/contract.ts';
import { ConnectionPanel } from '../features/connection/connection-panel.tsx';
import { Palette } from '../features/lookup/palette.tsx';
import { OutboxDrawer } from '../features/outbox/outbox-drawer.tsx';
import { RefundFormSheet } from '../features/refunds/refund-form.tsx';
import { CallDialog } from '../features/tickets/forms/call-dialog.tsx';
import { NewTicketDialog } from '../features/tickets/forms/new-ticket-dialog.tsx';
import { onWindowEvent } from '../lib/ipc-client.ts';
import { useShortcuts } from '../lib/use-shortcuts.ts';
import { openPayment, openTicket, useNavigation, useScreen } from '../stores/navigation.ts';
import { useScreenCommands } from '../stores/screen-commands.ts';
import { ToastRegion } from '../ui/toast-region.tsx';
import { useAppCommands } from './commands.ts';
import styles from './frame.module.css';
import { Header } from './header.tsx';
import { Rail } from './rail.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { ScreenView } from './screen-view.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';

/** The side buttons of a mouse, as the browser numbers them. */
const BACK_BUTTON = 3;
const FORWARD_BUTTON = 4;

type FrameProps = {
  readonly session: CallOutput<'session.current'>;
  /** The name that the command line gave the start screen, where it is not the screen's own. */
  readonly readyAs: string | null;
};

/** Rail, header, the present screen, and the layers over it. */
export function Frame({ session, readyAs }: FrameProps) {
  const commands = useAppCommands(session.staff.login);
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

  const { back, forward } = useNavigation.getState();
  useEffect(() => {
    const onMouseUp = ({ button }: MouseEvent): void => {
      if (button === BACK_BUTTON) back();
      if (button === FORWARD_BUTTON) forward();
    };
    window.addEventListener('mouseup', onMouseUp);
    return () => window.removeEventListener('mouseup', onMouseUp);
  }, [back, forward]);

  const { name: place } = useScreen();
  const offers = useScreenCommands((state) => state.offers);
  const ofScreen = [...offers.values()].flat();

  return (
    <div className={styles.frame}>
      <Rail />
      <div className={styles.side}>
        <Header session={session} />
        <main className={styles.main}>
          <ScreenBoundary key={place}>
            <ScreenView staff={session.staff} readyAs={readyAs} />
          </ScreenBoundary>
        </main>
      </div>
      <Palette
        commands={[...ofScreen, ...commands.filter(({ id }) => id !== 'lookup')]}
        onOpenPayment={(id) => openPayment(id)}
        onOpenTicket={(id) => openTicket(id)}
      />
      <OutboxDrawer connection={<ConnectionPanel />} />
      <RefundFormSheet />
      <NewTicketDialog />
      <CallDialog />
      <ShortcutsDialog commands={commands} />
      <ToastRegion />
    </div>
  );
}
