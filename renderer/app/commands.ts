import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../lib/use-command.ts';
import { useLiveQuery } from '../lib/use-live-query.ts';
import { useNavigation } from '../stores/navigation.ts';
import { usePanels } from '../stores/panels.ts';
import { undoLast } from '../stores/undo.ts';
import { closeCase, goToCase } from './case-tabs.tsx';

/** Something the agent can ask for by name, by key, from the system menu or from the look-up box. */
export type AppCommand = {
  /** Stable: the system menu sends it. */
  readonly id: string;
  readonly name: string;
  readonly keys: string | null;
  readonly group: 'go' | 'do';
  readonly run: () => void;
};

/** The commands of the whole program for whoever works here. Those of one screen belong to that screen. */
export function useAppCommands(login: string): readonly AppCommand[] {
  const { t } = useTranslation();
  const { value: status } = useLiveQuery('connection.status', {});
  const setOffline = useCommand('connection.set-offline');
  const syncNow = useCommand('connection.sync-now');
  const setSettings = useCommand('settings.set');
  const isOffline = status?.state === 'working_offline';

  return useMemo(
    () => [
      ...placeCommands(t, login),
      {
        id: isOffline ? 'go-online' : 'work-offline',
        name: t(isOffline ? 'connection.goOnline' : 'connection.workOffline'),
        keys: null,
        group: 'do',
        run: () => void setOffline.run({ offline: !isOffline }),
      },
      {
        id: 'sync-now',
        name: t('connection.syncNow'),
        keys: 'g s',
        group: 'do',
        run: () => void syncNow.run({}),
      },
      ...(['light', 'dark', 'system'] as const).map(
        (theme): AppCommand => ({
          id: `theme:${theme}`,
          name: t('app.useTheme', { theme: t(`settings.themes.${theme}`) }),
          keys: null,
          group: 'do',
          run: () => void setSettings.run({ theme }),
        }),
      ),
    ],
    [t, login, isOffline, setOffline.run, syncNow.run, setSettings.run],
  );
}

function placeCommands(t: TFunction, login: string): AppCommand[] {
  const { go, back, forward } = useNavigation.getState();
  const { setPalette, setOutbox, setShortcuts, setNewTicket } = usePanels.getState();
  return [
    { id: 'lookup', name: t('lookup.title'), keys: 'mod+k', group: 'go', run: () => setPalette(true) },
    {
      id: 'screen:tickets',
      name: t('tickets.title'),
      keys: 'g t',
      group: 'go',
      run: () => go({ name: 'tickets', ticketId: null }),
    },
    {
      id: 'screen:payments',
      name: t('payments.title'),
      keys: 'g p',
      group: 'go',
      run: () => go({ name: 'payments' }),
    },
    {
      id: 'screen:duplicates',
      name: t('duplicates.title'),
      keys: 'g d',
      group: 'go',
      run: () => go({ name: 'duplicates' }),
    },
    {
      id: 'screen:refunds',
      name: t('refunds.title'),
      keys: 'g r',
      group: 'go',
      run: () => go({ name: 'refunds', view: null, refundId: null }),
    },
    { id: 'outbox', name: t('outbox.title'), keys: 'g o', group: 'go', run: () => setOutbox(true) },
    { id: 'new-ticket', name: t('tickets.newTicket'), keys: 'n', group: 'do', run: () => setNewTicket(true) },
    { id: 'undo', name: t('ui.undo'), keys: 'z', group: 'do', run: undoLast },
    {
      id: 'close-case',
      name: t('app.closeCase'),
      keys: 'mod+w',
      group: 'do',
      run: () => closeCase(login),
    },
    {
      id: 'next-case',
      name: t('app.nextCase'),
      keys: 'mod+pagedown',
      group: 'go',
      run: () => goToCase(login, 1),
    },
    {
      id: 'previous-case',
      name: t('app.previousCase'),
      keys: 'mod+pageup',
      group: 'go',
      run: () => goToCase(login, -1),
    },
    { id: 'back', name: t('app.back'), keys: 'alt+arrowleft', group: 'go', run: back },
    { id: 'forward', name: t('app.forward'), keys: 'alt+arrowright', group: 'go', run: forward },
    { id: 'shortcuts', name: t('app.shortcuts'), keys: '?', group: 'go', run: () => setShortcuts(true) },
  ];
}
