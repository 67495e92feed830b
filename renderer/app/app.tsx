import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../shared/ipc/contract.ts';
import { useAppearance } from '../features/settings/use-appearance.ts';
import { ProblemScreen } from '../features/startup/problem-screen.tsx';
import { StartupScreen } from '../features/startup/startup-screen.tsx';
import { call, onWindowEvent } from '../lib/ipc-client.ts';
import { useLiveQuery } from '../lib/use-live-query.ts';
import { Workspace } from './workspace.tsx';

type Startup = CallOutput<'app.startup'>;

/** The state of the start, read again whenever the shell says that it changed. */
function useStartup(): Startup | null {
  const [startup, setStartup] = useState<Startup | null>(null);
  useEffect(() => {
    const read = () =>
      void call('app.startup', {}).then((answer) => {
        if (answer.ok) setStartup(answer.value);
      });
    read();
    return onWindowEvent((event) => {
      if (event.type === 'startup') read();
    });
  }, []);
  return startup;
}

/** Tells the data process whether anybody is looking: it polls less while the window is hidden. */
function useActivity(isReady: boolean): void {
  useEffect(() => {
    if (!isReady) return;
    const tell = () => void call('connection.set-active', { active: document.visibilityState === 'visible' });
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [isReady]);
}

/** The whole window: start-up, what stands in its way, or the workspace. */
export function App() {
  const { i18n } = useTranslation();
  const startup = useStartup();
  const info = useLiveQuery('app.info', {});
  useAppearance(info.value);
  useActivity(startup?.phase === 'ready');

  return (
    <I18nProvider locale={i18n.language}>
      <Content startup={startup} startScreen={info.value?.startScreen ?? null} isInformed={!info.loading} />
    </I18nProvider>
  );
}

type ContentProps = {
  readonly startup: Startup | null;
  readonly startScreen: string | null;
  readonly isInformed: boolean;
};

function Content({ startup, startScreen, isInformed }: ContentProps) {
  if (startup === null || !isInformed) return null;
  const { phase, problem } = startup;
  if (problem !== null && (phase === 'failed' || phase === 'recovering')) {
    return <ProblemScreen phase={phase} problem={problem} />;
  }
  if (phase === 'starting') return <StartupScreen step={startup.step} />;
  return <Workspace startScreen={startScreen} />;
}
