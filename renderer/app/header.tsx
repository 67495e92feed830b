import { ArrowLeft, FlaskConical, Search } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/ipc/contract.ts';
import { ConnectionPill } from '../features/connection/connection-pill.tsx';
import { StaffMenu } from '../features/session/staff-menu.tsx';
import { useNavigation } from '../stores/navigation.ts';
import { usePanels } from '../stores/panels.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import styles from './header.module.css';

/** Back, the look-up box, and what must always be in sight: the connection and who works here. */
export function Header({ session }: { readonly session: CallOutput<'session.current'> }) {
  const { t } = useTranslation();
  const canGoBack = useNavigation((state) => state.index > 0);
  const back = useNavigation((state) => state.back);
  const setPalette = usePanels((state) => state.setPalette);

  return (
    <header className={styles.header}>
      <IconButton
        icon={ArrowLeft}
        label={t('app.back')}
        keys="alt+arrowleft"
        isDisabled={!canGoBack}
        onPress={back}
      />
      <AriaButton className={styles.lookup ?? ''} onPress={() => setPalette(true)}>
        <Icon icon={Search} />
        <span className={styles.spoken}>{t('lookup.open')}</span>
        <span className={styles.hint}>{t('lookup.placeholder')}</span>
        <Kbd keys="mod+k" />
      </AriaButton>
      <div className={styles.end}>
        {session.embedded ? (
          <span className={styles.demo} title={t('app.demoWhy')}>
            <Icon icon={FlaskConical} size={14} />
            {t('app.demo')}
          </span>
        ) : null}
        <ConnectionPill />
        <StaffMenu session={session} />
      </div>
    </header>
  );
}
