import { useEffect } from 'react';
import type { Settings } from '../../../shared/domains/settings/contract.ts';
import type { CallOutput } from '../../../shared/ipc/contract.ts';
import { applyTheme, rememberAppearance } from '../../lib/appearance.ts';
import { changeLanguage, isLanguage, matchLanguage } from '../../lib/i18n.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';

type StartWishes = Pick<CallOutput<'app.info'>, 'startLanguage' | 'startTheme'>;

/** The language to show: what the command line asked for, else the setting, else what the system prefers. */
export function resolveLanguage(
  wish: string | null,
  setting: Settings['language'],
  systemLanguages: readonly string[],
) {
  if (wish !== null && isLanguage(wish)) return wish;
  if (wish !== null && /^[a-z]{2}(-|$)/i.test(wish)) return matchLanguage([wish]);
  return setting === 'system' ? matchLanguage(systemLanguages) : setting;
}

/** Keeps language and theme as the agent chose them, and for the next start remembers the choice. */
export function useAppearance(wishes: StartWishes | null): void {
  const { value: settings } = useLiveQuery('settings.get', {});
  const theme = wishes?.startTheme ?? settings?.theme ?? null;

  useEffect(() => (theme === null ? undefined : applyTheme(theme)), [theme]);

  useEffect(() => {
    if (wishes === null) return;
    const wish = wishes.startLanguage;
    // While the data process can't start there are no settings: what was remembered stays, or the wish counts.
    if (settings !== null || wish !== null) {
      void changeLanguage(resolveLanguage(wish, settings?.language ?? 'system', navigator.languages));
    }
    if (settings !== null) rememberAppearance(settings);
  }, [wishes, settings]);
}
