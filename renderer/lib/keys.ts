/** The parts of a keyboard event that decide; a real one fits. */
export type KeyPress = {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

/** Whether the computer's keys are Apple's: Command instead of Control, other signs. */
export const isApple: boolean = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);

/**
 * Whether a press is the chord, such as `mod+k`, `alt+arrowleft`, `?` or `j`. `mod` is Control, on Apple's
 * keyboards Command. On a keyboard without Latin letters the place of the key counts.
 */
export function matchesChord(press: KeyPress, chord: string, apple: boolean = isApple): boolean {
  const parts = chord.split('+');
  const key = parts.at(-1) ?? '';
  const mod = apple ? press.metaKey : press.ctrlKey;
  const otherMod = apple ? press.ctrlKey : press.metaKey;
  if (mod !== parts.includes('mod') || otherMod) return false;
  if (press.altKey !== parts.includes('alt')) return false;
  // Signs such as `?` need Shift on some layouts and not on others.
  const isNamedOrLetter = /^([a-z]|[a-z]{2,})$/.test(key);
  if (isNamedOrLetter && press.shiftKey !== parts.includes('shift')) return false;
  if (press.key.toLowerCase() === key) return true;
  const latin = /^[\x20-\x7e]+$/.test(press.key);
  return !latin && /^[a-z]$/.test(key) && press.code === `Key${key.toUpperCase()}`;
}

const SIGNS: Readonly<Record<string, { readonly apple: string; readonly other: string }>> = {
  mod: { apple: '⌘', other: 'Ctrl' },
  alt: { apple: '⌥', other: 'Alt' },
  shift: { apple: '⇧', other: 'Shift' },
  enter: { apple: '↵', other: 'Enter' },
  escape: { apple: 'Esc', other: 'Esc' },
  pageup: { apple: '⇞', other: 'PgUp' },
  pagedown: { apple: '⇟', other: 'PgDn' },
  arrowleft: { apple: '←', other: '←' },
  arrowright: { apple: '→', other: '→' },
  arrowup: { apple: '↑', other: '↑' },
  arrowdown: { apple: '↓', other: '↓' },
};

/** A shortcut as keycaps: `mod+k` → `Ctrl`, `K`; a sequence `g p` → `G`, `P`. */
export function keycaps(shortcut: string, apple: boolean = isApple): readonly string[] {
  return shortcut.split(/[ +]/).map((part) => {
    const sign = SIGNS[part];
    if (sign !== undefined) return apple ? sign.apple : sign.other;
    return part.toUpperCase();
  });
}

/** How long the second key of a sequence may take. */
const SEQUENCE_MS = 1200;

/** Reads presses one after the other and finds chords and two-key sequences such as `g p`. */
export function createShortcutReader(apple: boolean = isApple): {
  readonly read: (press: KeyPress, shortcuts: readonly string[], now: number) => string | null;
} {
  let first: { readonly press: KeyPress; readonly at: number } | null = null;
  return {
    read: (press, shortcuts, now) => {
      const opener = first !== null && now - first.at < SEQUENCE_MS ? first.press : null;
      first = null;
      for (const shortcut of shortcuts) {
        const [start = '', end] = shortcut.split(' ');
        if (end === undefined ? opener === null && matchesChord(press, start, apple) : false) return shortcut;
        if (end !== undefined && opener !== null) {
          if (matchesChord(opener, start, apple) && matchesChord(press, end, apple)) return shortcut;
        }
      }
      const opens = shortcuts.some((shortcut) => {
        const [start = '', end] = shortcut.split(' ');
        return end !== undefined && matchesChord(press, start, apple);
      });
      if (opens) first = { press, at: now };
      return null;
    },
  };
}
