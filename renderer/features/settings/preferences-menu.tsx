import { Settings2 } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { settingsSchema } from '../../../shared/domains/settings/contract.ts';
import { LANGUAGES } from '../../lib/i18n.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { usePanels } from '../../stores/panels.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuChoices, MenuVerbs } from '../../ui/menu.tsx';
import styles from './preferences-menu.module.css';

const { language: languageSchema, theme: themeSchema } = settingsSchema.shape;

/** Language and theme, and the way to the list of shortcuts. */
export function PreferencesMenu() {
  const { t } = useTranslation();
  const { value: settings } = useLiveQuery('settings.get', {});
  const change = useCommand('settings.set');
  const setShortcuts = usePanels((state) => state.setShortcuts);

  return (
    <Menu
      label={t('settings.title')}
      trigger={
        <AriaButton className={styles.trigger ?? ''} aria-label={t('settings.title')}>
          <Icon icon={Settings2} />
        </AriaButton>
      }
    >
      <MenuChoices
        name="language"
        title={t('settings.language')}
        choices={languageSchema.options.map((language) => ({
          key: language,
          text: language === 'system' ? t('settings.system') : LANGUAGES[language],
        }))}
        chosen={settings?.language ?? 'system'}
        onChoose={(key) => void change.run({ language: languageSchema.parse(key) })}
      />
      <MenuChoices
        name="theme"
        title={t('settings.theme')}
        choices={themeSchema.options.map((theme) => ({ key: theme, text: t(`settings.themes.${theme}`) }))}
        chosen={settings?.theme ?? 'system'}
        onChoose={(key) => void change.run({ theme: themeSchema.parse(key) })}
      />
      <MenuVerbs
        label={t('app.shortcuts')}
        verbs={[{ key: 'shortcuts', text: t('app.shortcuts'), keys: '?', onRun: () => setShortcuts(true) }]}
      />
    </Menu>
  );
}
