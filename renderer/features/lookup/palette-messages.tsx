import { useTranslation } from 'react-i18next';
import type { ConnectionStatus } from '../../../shared/domains/connection/contract.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useNow } from '../../lib/use-now.ts';
import { Kbd } from '../../ui/kbd.tsx';
import styles from './palette-messages.module.css';

type DataAge = {
  readonly dataFrom: number | null;
  readonly state: ConnectionStatus['state'] | null;
};

/** Nothing found: says what was searched and how far the data reaches. */
export function PaletteEmpty({ text, dataFrom, state }: DataAge & { readonly text: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const isLive = state === 'live';
  return (
    <div className={styles.empty} role="status">
      <p className={styles.title}>
        {t('lookup.nothing', { text: text.length > 60 ? `${text.slice(0, 60)}…` : text })}
      </p>
      <p>
        {dataFrom === null
          ? t('lookup.nothingNoData')
          : t(isLive ? 'lookup.nothingLive' : 'lookup.nothingOffline', {
              time: format.timeOrDay(dataFrom, now),
            })}
      </p>
      <p>{t('lookup.nothingTip')}</p>
    </div>
  );
}

/** The keys, and while not live how old the data is. */
export function PaletteFooter({ dataFrom, state, count }: DataAge & { readonly count: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (
    <footer className={styles.footer}>
      <span className={styles.hint}>
        <Kbd keys="arrowup arrowdown" /> {t('lookup.hintMove')}
      </span>
      <span className={styles.hint}>
        <Kbd keys="enter" /> {t('lookup.hintOpen')}
      </span>
      <span className={styles.age} role="status">
        {count > 0 ? t('lookup.count', { count }) : null}
        {dataFrom !== null && state !== 'live' ? (
          <span className={styles.old}>
            {t('connection.dataFrom', { time: format.timeOrDay(dataFrom, now) })}
          </span>
        ) : null}
      </span>
    </footer>
  );
}
