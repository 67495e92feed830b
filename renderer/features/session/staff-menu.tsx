import { ChevronDown, UserRound } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../../shared/ipc/contract.ts';
import { useCommand } from '../../lib/use-command.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuChoices } from '../../ui/menu.tsx';
import styles from './staff-menu.module.css';

type Session = CallOutput<'session.current'>;

/** Who works here; in the embedded workspace also the way to become somebody else of the demo's staff. */
export function StaffMenu({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  const change = useCommand('session.switch');
  const { staff, choices } = session;
  const who = t('session.who', { name: staff.name, role: t(`session.role.${staff.role}`) });

  const face = (
    <>
      <Icon icon={UserRound} />
      <span className={styles.name}>{staff.name}</span>{' '}
      <span className={styles.role}>{t(`session.role.${staff.role}`)}</span>
    </>
  );
  if (!session.embedded || choices.length < 2) {
    return (
      <span className={styles.who} title={who}>
        {face}
      </span>
    );
  }

  return (
    <Menu
      label={t('session.switch')}
      trigger={
        <AriaButton
          className={styles.who ?? ''}
          aria-label={t('session.switchFrom', { who })}
          isDisabled={change.pending}
        >
          {face}
          <Icon icon={ChevronDown} size={14} />
        </AriaButton>
      }
    >
      <MenuChoices
        name="staff"
        title={t('session.switch')}
        choices={choices.map((choice) => ({
          key: choice.login,
          text: choice.name,
          detail: t(`session.role.${choice.role}`),
        }))}
        chosen={staff.login}
        onChoose={(login) => {
          if (login !== staff.login) void change.run({ login });
        }}
      />
    </Menu>
  );
}
