import { useEffect, useRef } from 'react';
import { StartupScreen } from '../features/startup/startup-screen.tsx';
import { useDelayed } from '../lib/use-delayed.ts';
import { useLiveQuery } from '../lib/use-live-query.ts';
import { useNavigation } from '../stores/navigation.ts';
import { usePanels } from '../stores/panels.ts';
import { useRecents } from '../stores/recents.ts';
import { Frame } from './frame.tsx';
import { useStartScreen } from './use-start-screen.ts';

/** One person's workspace. Another person at the same computer starts with nothing of the first on screen. */
export function Workspace({ startScreen }: { readonly startScreen: string | null }) {
  const readyAs = useStartScreen(startScreen);
  const { value: session } = useLiveQuery('session.current', {});
  const isLate = useDelayed(session === null);
  const login = session?.staff.login ?? null;
  const before = useRef<string | null>(null);

  useEffect(() => {
    if (before.current !== null && before.current !== login) {
      useNavigation.getState().reset();
      usePanels.getState().closeAll();
      useRecents.getState().reset();
    }
    before.current = login;
  }, [login]);

  if (session === null) return isLate ? <StartupScreen step={null} /> : null;
  return <Frame key={login} session={session} readyAs={readyAs} />;
}
