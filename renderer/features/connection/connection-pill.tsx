import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/class-names.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useNow } from '../../lib/use-now.ts';
import { usePanels } from '../../stores/panels.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import styles from './connection-pill.module.css';
import { connectionWords } from './connection-words.ts';

/** Always in sight: the state of the connection, how old the data is, what waits to be sent or looked at. */
export function ConnectionPill() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const setOutbox = usePanels((state) => state.setOutbox);
  const { value, error, loading } = useLiveQuery('connection.status', {});
  if (loading) return null;

  const status = error === null ? value : null;
  const words = connectionWords(status, now, format, t);
  const attention = status?.attention ?? 0;

  return (
    <Tooltip text={t('connection.openOutbox')} keys="g o">
      <AriaButton
        className={classNames(styles.pill, styles[words.tone])}
        aria-label={t('connection.pillName', { state: format.list(words.parts), count: attention })}
        onPress={() => setOutbox(true)}
      >
        <span className={styles.dot} aria-hidden />
        {words.parts.map((part, index) => (
          <span key={part} className={index === 0 ? styles.state : styles.part}>
            {part}
          </span>
        ))}
        {attention === 0 ? null : (
          <span className={styles.attention}>{t('connection.attention', { count: attention })}</span>
        )}
      </AriaButton>
    </Tooltip>
  );
}
