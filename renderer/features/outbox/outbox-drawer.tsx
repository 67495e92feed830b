import { Inbox, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxEntry } from '../../../shared/domains/outbox/contract.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useScreenReady } from '../../lib/use-screen-ready.ts';
import { usePanels } from '../../stores/panels.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Sheet } from '../../ui/dialog.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Instant } from '../../ui/facts.tsx';
import { OutboxChip } from '../../ui/state-chip.tsx';
import { commandSentence, stateSentence } from './command-sentence.ts';
import styles from './outbox-drawer.module.css';

/** Every command of this person on this computer that is not forgotten yet; `connection` goes on top. */
export function OutboxDrawer({ connection }: { readonly connection: ReactNode }) {
  const { t } = useTranslation();
  const isOpen = usePanels((state) => state.outbox);
  const setOutbox = usePanels((state) => state.setOutbox);
  const close = () => setOutbox(false);

  return (
    <Sheet
      title={t('outbox.title')}
      isOpen={isOpen}
      onClose={close}
      actions={<IconButton icon={X} label={t('ui.close')} keys="escape" onPress={close} />}
    >
      {connection}
      <OutboxList />
    </Sheet>
  );
}

function OutboxList() {
  const { t } = useTranslation();
  const { value } = useLiveQuery('outbox.list', {});
  useScreenReady(value === null ? null : 'outbox');
  if (value === null) return null;
  if (value.entries.length === 0) {
    return <Empty icon={Inbox} title={t('outbox.emptyTitle')} text={t('outbox.emptyText')} />;
  }
  return (
    <ul className={styles.list} aria-label={t('outbox.title')}>
      {value.entries.map((entry) => (
        <OutboxItem key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function OutboxItem({ entry }: { readonly entry: OutboxEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cancel = useCommand('outbox.cancel');
  const retry = useCommand('outbox.retry');
  const dismiss = useCommand('outbox.dismiss');
  const what = commandSentence(entry, format, t);
  const id = { id: entry.id };
  const isUnknown = entry.state === 'unknown';

  return (
    <li className={styles.item}>
      <div className={styles.line}>
        <span className={styles.what}>{what}</span>
        <OutboxChip state={entry.state} />
      </div>
      <div className={styles.line}>
        <span className={styles.state}>{stateSentence(entry, t)}</span>
        <span className={styles.when}>
          <Instant at={entry.createdAt} />
        </span>
      </div>
      {entry.canCancel || entry.canRetry || entry.canDismiss ? (
        <div className={styles.actions}>
          {entry.canCancel ? (
            <Button
              small
              isPending={cancel.pending}
              aria-label={t('outbox.cancelThis', { what })}
              onPress={() => void cancel.run(id)}
            >
              {t('outbox.cancel')}
            </Button>
          ) : null}
          {entry.canRetry ? (
            <Button
              small
              isPending={retry.pending}
              aria-label={t(isUnknown ? 'outbox.askThis' : 'outbox.retryThis', { what })}
              onPress={() => void retry.run(id)}
            >
              {t(isUnknown ? 'outbox.ask' : 'outbox.retry')}
            </Button>
          ) : null}
          {entry.canDismiss ? (
            <Button
              small
              isPending={dismiss.pending}
              aria-label={t('outbox.dismissThis', { what })}
              onPress={() => void dismiss.run(id)}
            >
              {t('outbox.dismiss')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
