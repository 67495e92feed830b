import { useLayoutEffect, useRef } from 'react';
import { createShortcutReader } from './keys.ts';

/** Shortcuts by chord or sequence (see `matchesChord`), each with what it does. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const LAYERS = '[role="dialog"], [role="alertdialog"], [role="menu"]';
const EDITABLE = 'input, textarea, select, [contenteditable="true"]';

const isChord = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;

/** Plain keys stay with the field or the layer that has the focus. */
function isTakenElsewhere(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest(`${LAYERS}, ${EDITABLE}`) !== null;
}

/** What listens at the moment, the newest last. One reader for all, so that `g r` is never also taken for `r`. */
const listening: { readonly current: Shortcuts }[] = [];
const reader = createShortcutReader();

/** On its way down: chords count whatever has the focus. A radio button would keep Control+Enter for itself. */
function onChord(event: KeyboardEvent): void {
  if (isChord(event)) run(event);
}

/** On its way up: a plain key counts if nobody has wanted it. */
function onPlainKey(event: KeyboardEvent): void {
  if (!isChord(event) && !event.defaultPrevented && !isTakenElsewhere(event)) run(event);
}

function run(event: KeyboardEvent): void {
  if (event.isComposing || event.repeat) return;
  const names = listening.flatMap(({ current }) => Object.keys(current));
  const found = reader.read(event, names, Date.now());
  if (found === null) return;
  event.preventDefault();
  // Or the button that has the focus would take the same press for its own.
  event.stopPropagation();
  listening.findLast(({ current }) => found in current)?.current[found]?.();
}

/** Listens on the whole window while the component is there; of two with the same key the newer one gets it. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;

  // Before the paint: whoever sees what a key is for may press it at once, also on a busy computer.
  useLayoutEffect(() => {
    if (listening.length === 0) {
      window.addEventListener('keydown', onChord, true);
      window.addEventListener('keydown', onPlainKey);
    }
    listening.push(current);
    return () => {
      listening.splice(listening.indexOf(current), 1);
      if (listening.length > 0) return;
      window.removeEventListener('keydown', onChord, true);
      window.removeEventListener('keydown', onPlainKey);
    };
  }, []);
}
