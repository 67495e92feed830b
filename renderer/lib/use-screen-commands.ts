import { useEffect, useId, useMemo, useRef } from 'react';
import { type ScreenCommand, useScreenCommands as useStore } from '../stores/screen-commands.ts';
import { useShortcuts } from './use-shortcuts.ts';

/**
 * Offers commands while the component is there: by their keys, and in the look-up box. `commands` may be made anew on
 * every render; what they do is always the newest.
 */
export function useScreenCommands(commands: readonly ScreenCommand[]): void {
  const owner = useId();
  const newest = useRef(commands);
  newest.current = commands;

  const shortcuts = Object.fromEntries(
    commands.flatMap(({ keys, run }) => (keys === null ? [] : [[keys, run]])),
  );
  useShortcuts(shortcuts);

  const listText = JSON.stringify(commands.map(({ id, name, keys }) => [id, name, keys]));
  const offered = useMemo(
    () =>
      (JSON.parse(listText) as [string, string, string | null][]).map(
        ([id, name, keys]): ScreenCommand => ({
          id,
          name,
          keys,
          run: () => newest.current.find((each) => each.id === id)?.run(),
        }),
      ),
    [listText],
  );
  useEffect(() => {
    useStore.getState().offer(owner, offered);
    return () => useStore.getState().withdraw(owner);
  }, [owner, offered]);
}
