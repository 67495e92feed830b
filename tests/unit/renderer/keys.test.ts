import { describe, expect, it } from 'vitest';
import { createShortcutReader, type KeyPress, keycaps, matchesChord } from '../../../renderer/lib/keys.ts';

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key;
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change };
}

describe('a chord', () => {
  it('takes Control or Command by the computer', () => {
    expect(matchesChord(press('k', { ctrlKey: true }), 'mod+k', false)).toBe(true);
    expect(matchesChord(press('k', { metaKey: true }), 'mod+k', true)).toBe(true);
    expect(matchesChord(press('k', { ctrlKey: true }), 'mod+k', true)).toBe(false);
    expect(matchesChord(press('k', { ctrlKey: true, metaKey: true }), 'mod+k', false)).toBe(false);
  });

  it('is not taken for a plain key, nor the other way round', () => {
    expect(matchesChord(press('k', { ctrlKey: true }), 'k', false)).toBe(false);
    expect(matchesChord(press('k'), 'mod+k', false)).toBe(false);
    expect(matchesChord(press('J', { shiftKey: true }), 'j', false)).toBe(false);
  });

  it('with Shift is told from the letter alone, on any layout', () => {
    expect(matchesChord(press('J', { shiftKey: true }), 'shift+j', false)).toBe(true);
    expect(matchesChord(press('о', { code: 'KeyJ', shiftKey: false }), 'shift+j', false)).toBe(false);
    expect(matchesChord(press('О', { code: 'KeyJ', shiftKey: true }), 'shift+j', false)).toBe(true);
    expect(matchesChord(press('Enter', { ctrlKey: true, shiftKey: true }), 'mod+enter', false)).toBe(false);
    expect(matchesChord(press('Enter', { ctrlKey: true, shiftKey: true }), 'mod+shift+enter', false)).toBe(
      true,
    );
  });

  it('finds signs wherever the layout has them', () => {
    expect(matchesChord(press('?', { shiftKey: true }), '?', false)).toBe(true);
    expect(matchesChord(press('?'), '?', false)).toBe(true);
  });

  it('goes by the place of the key where there are no Latin letters', () => {
    expect(matchesChord(press('л', { code: 'KeyK', ctrlKey: true }), 'mod+k', false)).toBe(true);
    // On a French keyboard the key at the place of Q writes a: the letter counts, not the place.
    expect(matchesChord(press('a', { code: 'KeyQ' }), 'q', false)).toBe(false);
  });
});

describe('the shortcut reader', () => {
  const shortcuts = ['r', 'g r', 'g p', 'mod+k'];

  it('reads a sequence and does not take its end for a key of its own', () => {
    const reader = createShortcutReader(false);
    expect(reader.read(press('g'), shortcuts, 0)).toBeNull();
    expect(reader.read(press('r'), shortcuts, 300)).toBe('g r');
    expect(reader.read(press('r'), shortcuts, 400)).toBe('r');
  });

  it('forgets the first key of a sequence after a while', () => {
    const reader = createShortcutReader(false);
    reader.read(press('g'), shortcuts, 0);
    expect(reader.read(press('r'), shortcuts, 5000)).toBe('r');
  });

  it('swallows what does not continue a sequence', () => {
    const reader = createShortcutReader(false);
    reader.read(press('g'), shortcuts, 0);
    expect(reader.read(press('x'), shortcuts, 100)).toBeNull();
    expect(reader.read(press('p'), shortcuts, 200)).toBeNull();
  });
});

describe('keycaps', () => {
  it('show the signs of the computer', () => {
    expect(keycaps('mod+k', false)).toEqual(['Ctrl', 'K']);
    expect(keycaps('mod+enter', true)).toEqual(['⌘', '↵']);
    expect(keycaps('g p', false)).toEqual(['G', 'P']);
  });
});
