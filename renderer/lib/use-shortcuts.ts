import { useEffect, useRef } from 'react';
import { createShortcutReader } from './keys.ts';

/** Shortcuts by chord or sequence (see `matchesChord`), each with what it does. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const LAYERS = '[role="dialog"], [role="alertdialog"], [role="menu"]';
const EDITABLE = 'input, textarea, select, [contenteditable="true"]';

/** Plain keys stay with the field or the layer that has the focus; chords with Control or Command always count. */
function isTakenElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  return event.target instanceof Element && event.target.closest(`${LAYERS}, ${EDITABLE}`) !== null;
}

/** What listens at the moment, the newest last. One reader for all, so that `g r` is never also taken for `r`. */
const listening: { readonly current: Shortcuts }[] = [];
const reader = createShortcutReader();

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.repeat || isTakenElsewhere(event)) return;
  const names = listening.flatMap(({ current }) => Object.keys(current));
  const found = reader.read(event, names, Date.now());
  if (found === null) return;
  event.preventDefault();
  listening.findLast(({ current }) => found in current)?.current[found]?.();
}

/** Listens on the whole window while the component is there; of two with the same key the newer one gets it. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;

  useEffect(() => {
    if (listening.length === 0) window.addEventListener('keydown', onKeyDown);
    listening.push(current);
    return () => {
      listening.splice(listening.indexOf(current), 1);
      if (listening.length === 0) window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}
