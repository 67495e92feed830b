import { MessagesSquare, X } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import { CustomerDossier } from '../features/customers/customer-dossier.tsx';
import { QUEUE_KEYS } from '../features/tickets/actions.ts';
import { Conversation } from '../features/tickets/conversation/conversation.tsx';
import { QueuePane } from '../features/tickets/queue/queue-pane.tsx';
import { useLiveQuery } from '../lib/use-live-query.ts';
import { useMediaQuery } from '../lib/use-media-query.ts';
import { useScreenCommands } from '../lib/use-screen-commands.ts';
import { useCases } from '../stores/cases.ts';
import { PANE_WIDTHS, type Pane, useLayout } from '../stores/layout.ts';
import { openTicket } from '../stores/navigation.ts';
import { IconButton } from '../ui/button.tsx';
import { Sheet } from '../ui/dialog.tsx';
import { Empty } from '../ui/empty.tsx';
import { PaneDivider } from '../ui/pane-divider.tsx';
import styles from './case-screen.module.css';
import { ScreenBoundary } from './screen-boundary.tsx';

/** Where the dossier becomes a drawer, and where an open case takes the place of the queue. CSS pixels. */
const DRAWER_BELOW = '(max-width: 1039.98px)';
const ONE_PANE_BELOW = '(max-width: 799.98px)';

type CaseScreenProps = {
  readonly staff: Staff;
  readonly ticketId: string | null;
  readonly readyAs: string | null;
};

/** The workspace of a case: queue, conversation, dossier. */
export function CaseScreen({ staff, ticketId, readyAs }: CaseScreenProps) {
  const { t } = useTranslation();
  const open = useLayout((state) => state.open);
  const toggle = useLayout((state) => state.toggle);
  const isNarrow = useMediaQuery(ONE_PANE_BELOW);
  const opened = useCases((state) => state.opened);
  useScreenCommands([
    {
      id: 'toggle-queue',
      name: t('tickets.queueAction.toggleQueue'),
      keys: QUEUE_KEYS.toggleQueue,
      run: () => toggle('queue'),
    },
  ]);

  useEffect(() => {
    if (ticketId !== null) opened(staff.login, ticketId);
  }, [staff.login, ticketId, opened]);

  const showsQueue = ticketId === null || (open.queue && !isNarrow);
  return (
    <div className={styles.screen}>
      {showsQueue ? (
        <>
          <SizedPane pane="queue" fills={isNarrow}>
            <QueuePane login={staff.login} openId={ticketId} onOpen={openTicket} />
          </SizedPane>
          {isNarrow ? null : <Divider pane="queue" />}
        </>
      ) : null}
      {isNarrow && ticketId === null ? null : (
        <div className={styles.conversation}>
          {ticketId === null ? (
            <Empty icon={MessagesSquare} title={t('tickets.choose.title')} text={t('tickets.choose.text')} />
          ) : (
            // A case that fails must not keep the queue from opening another one.
            <ScreenBoundary key={ticketId}>
              <Conversation
                ticketId={ticketId}
                login={staff.login}
                readyAs={readyAs ?? `ticket:${ticketId}`}
              />
            </ScreenBoundary>
          )}
        </div>
      )}
      {ticketId === null ? null : <DossierPane ticketId={ticketId} />}
    </div>
  );
}

/** The customer's dossier beside the conversation; a drawer where there is no room for it. */
function DossierPane({ ticketId }: { readonly ticketId: string }) {
  const { t } = useTranslation();
  const isOpen = useLayout((state) => state.open.dossier);
  const setOpen = useLayout((state) => state.setOpen);
  const isDrawer = useMediaQuery(DRAWER_BELOW);
  // On a small screen the drawer opens when it is asked for, not because it was open on a large one.
  useEffect(() => {
    if (isDrawer) setOpen('dossier', false);
  }, [isDrawer, setOpen]);

  if (isDrawer) {
    const close = () => setOpen('dossier', false);
    return (
      <Sheet
        title={t('customers.dossier')}
        isOpen={isOpen}
        onClose={close}
        actions={<IconButton icon={X} label={t('ui.close')} keys="escape" onPress={close} />}
      >
        <div className={styles.drawer}>
          <Dossier ticketId={ticketId} />
        </div>
      </Sheet>
    );
  }
  if (!isOpen) return null;
  return (
    <>
      <Divider pane="dossier" />
      <SizedPane pane="dossier">
        <aside className={styles.aside} aria-label={t('customers.dossier')}>
          <Dossier ticketId={ticketId} />
        </aside>
      </SizedPane>
    </>
  );
}

function Dossier({ ticketId }: { readonly ticketId: string }) {
  const { value } = useLiveQuery('tickets.thread', { id: ticketId, limit: 1 });
  // The facts of the case that was open before are not those of this one.
  if (value === null || value.ticket.id !== ticketId) return null;
  const { customerId, paymentId } = value.ticket;
  return (
    <ScreenBoundary key={customerId ?? ticketId}>
      <CustomerDossier customerId={customerId} ticketId={ticketId} paymentId={paymentId} />
    </ScreenBoundary>
  );
}

/** A pane as wide as it was left. It alone is drawn again while its edge is dragged. */
function SizedPane({
  pane,
  fills = false,
  children,
}: {
  readonly pane: Pane;
  readonly fills?: boolean;
  readonly children: ReactNode;
}) {
  const width = useLayout((state) => state.widths[pane]);
  return (
    <div
      id={`pane-${pane}`}
      className={styles[pane]}
      style={fills ? { flex: 1 } : { flexBasis: width, minInlineSize: PANE_WIDTHS[pane].min }}
    >
      {children}
    </div>
  );
}

function Divider({ pane }: { readonly pane: Pane }) {
  const { t } = useTranslation();
  const width = useLayout((state) => state.widths[pane]);
  const resize = useLayout((state) => state.resize);
  return (
    <PaneDivider
      label={t(`app.resize.${pane}`)}
      controls={`pane-${pane}`}
      pane={pane === 'queue' ? 'before' : 'after'}
      width={width}
      {...PANE_WIDTHS[pane]}
      onResize={(next) => resize(pane, next)}
    />
  );
}
