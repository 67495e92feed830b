import { ArrowLeft, ArrowRight, FlaskConical, Search } from 'lucide-react';
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
import { CaseTabs } from './case-tabs.tsx';
import styles from './header.module.css';

/** Back and forward, the look-up box, the open cases, and what must always be in sight: the connection and who works here. */
export function Header({ session }: { readonly session: CallOutput<'session.current'> }) {
  const { t } = useTranslation();
  const canGoBack = useNavigation((state) => state.index > 0);
  const canGoForward = useNavigation((state) => state.index < state.stack.length - 1);
  const back = useNavigation((state) => state.back);
  const forward = useNavigation((state) => state.forward);
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
      <IconButton
        icon={ArrowRight}
        label={t('app.forward')}
        keys="alt+arrowright"
        isDisabled={!canGoForward}
        onPress={forward}
      />
      <AriaButton className={styles.lookup ?? ''} onPress={() => setPalette(true)}>
        <Icon icon={Search} />
        <span className={styles.spoken}>{t('lookup.open')}</span>
        <span className={styles.hint}>{t('lookup.placeholder')}</span>
        <Kbd keys="mod+k" />
      </AriaButton>
      <CaseTabs login={session.staff.login} />
      <div className={styles.end}>
        {session.embedded ? (
          <span className={styles.demo} title={t('app.demoWhy')}>
            <Icon icon={FlaskConical} size={14} />
            <span className={styles.demoText}>{t('app.demo')}</span>
          </span>
        ) : null}
        <ConnectionPill />
        <StaffMenu session={session} />
      </div>
    </header>
  );
}
