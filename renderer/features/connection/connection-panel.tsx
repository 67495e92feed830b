import { Clock, RefreshCw, Wifi, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/i18n.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './connection-panel.module.css';
import { connectionWords, notableSkew } from './connection-words.ts';

/** The connection in a sentence, with the two things an agent can do about it. */
export function ConnectionPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { value, error, loading } = useLiveQuery('connection.status', {});
  const setOffline = useCommand('connection.set-offline');
  const syncNow = useCommand('connection.sync-now');
  if (loading) return null;

  const status = error === null ? value : null;
  const words = connectionWords(status, now, format, t);
  const offlineByChoice = status?.state === 'working_offline';
  const skew = status === null ? null : notableSkew(status);

  return (
    <section className={styles.panel} aria-label={t('connection.title')}>
      <p>{words.sentence}</p>
      {status === null || status.lastSyncAt === null ? null : (
        <p className={styles.age}>
          {t('connection.dataFromLong', { time: format.timeOrDay(status.lastSyncAt, now) })}
        </p>
      )}
      {skew === null ? null : (
        <Notice tone="amber" icon={Clock}>
          {t(skew > 0 ? 'connection.clockAhead' : 'connection.clockBehind', {
            duration: format.duration(skew),
          })}
        </Notice>
      )}
      <div className={styles.actions}>
        <Button
          small
          icon={offlineByChoice ? Wifi : WifiOff}
          isPending={setOffline.pending}
          isDisabled={status === null}
          onPress={() => void setOffline.run({ offline: !offlineByChoice })}
        >
          {t(offlineByChoice ? 'connection.goOnline' : 'connection.workOffline')}
        </Button>
        <Button
          small
          icon={RefreshCw}
          isPending={syncNow.pending}
          isDisabled={offlineByChoice || status === null}
          onPress={() => void syncNow.run({})}
        >
          {t(syncNow.pending ? 'connection.syncing' : 'connection.syncNow')}
        </Button>
      </div>
    </section>
  );
}
