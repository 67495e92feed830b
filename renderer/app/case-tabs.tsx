import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/class-names.ts';
import { useLiveQuery } from '../lib/use-live-query.ts';
import { useCases, useOpenCases } from '../stores/cases.ts';
import { openTicket, useNavigation, useScreen } from '../stores/navigation.ts';
import { Icon } from '../ui/icon.tsx';
import { CHANNEL_ICONS } from '../ui/state-look.ts';
import styles from './case-tabs.module.css';

const MIDDLE_BUTTON = 1;

/** The case on the screen; null if there is none. */
function presentCase(): string | null {
  const { stack, index } = useNavigation.getState();
  const screen = stack[index];
  return screen?.name === 'tickets' ? screen.ticketId : null;
}

/** Closes a case's tab, the present one's unless told; from an open case on to its neighbour. */
export function closeCase(login: string, id: string | null = presentCase()): void {
  if (id === null) return;
  const open = useCases.getState().tabs[login] ?? [];
  const isPresent = presentCase() === id;
  useCases.getState().close(login, id);
  const place = open.indexOf(id);
  if (isPresent) openTicket(open[place + 1] ?? open[place - 1] ?? null);
}

/** The next or previous open case, round the end. */
export function goToCase(login: string, step: 1 | -1): void {
  const open = useCases.getState().tabs[login] ?? [];
  const present = presentCase();
  const place = present === null ? -1 : open.indexOf(present);
  const next = place === -1 && step === -1 ? open.length - 1 : place + step;
  const id = open[(next + open.length) % open.length];
  if (id !== undefined) openTicket(id);
}

/** The cases that are being worked on, from every screen one click away. */
export function CaseTabs({ login }: { readonly login: string }) {
  const { t } = useTranslation();
  const open = useOpenCases(login);
  const screen = useScreen();
  const current = screen.name === 'tickets' ? screen.ticketId : null;
  if (open.length === 0) return <div className={styles.tabs} />;
  return (
    <nav className={styles.tabs} aria-label={t('app.openCases')}>
      <ul className={styles.list}>
        {open.map((id) => (
          <CaseTab key={id} login={login} id={id} isCurrent={id === current} />
        ))}
      </ul>
    </nav>
  );
}

type CaseTabProps = { readonly login: string; readonly id: string; readonly isCurrent: boolean };

function CaseTab({ login, id, isCurrent }: CaseTabProps) {
  const { t } = useTranslation();
  const { value } = useLiveQuery('tickets.thread', { id, limit: 1 });
  const place = useRef<HTMLLIElement | null>(null);
  const isKnown = value !== null;

  useEffect(() => {
    if (isCurrent && isKnown) place.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isCurrent, isKnown]);

  if (value === null) return null;
  const { ticket, customer } = value;
  const name = customer?.name ?? ticket.subject;
  return (
    <li
      ref={place}
      className={classNames(styles.tab, isCurrent && styles.current)}
      onAuxClick={(event) => {
        if (event.button === MIDDLE_BUTTON) closeCase(login, id);
      }}
    >
      <button
        type="button"
        className={styles.open}
        title={t('app.caseTitle', { name, number: ticket.number, subject: ticket.subject })}
        {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
        onClick={() => openTicket(id)}
      >
        <Icon icon={CHANNEL_ICONS[ticket.channel]} size={14} className={styles.sign} />
        <bdi className={styles.name}>{name}</bdi>
      </button>
      <button
        type="button"
        className={styles.close}
        aria-label={t('app.closeCaseOf', { name })}
        onClick={() => closeCase(login, id)}
      >
        <Icon icon={X} size={12} />
      </button>
    </li>
  );
}
