import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useShortcuts } from '../lib/use-shortcuts.ts';

/** Where a key leads in a list of `count` rows, or null if it is not for the list. Nothing wraps around. */
export function rowAfterKey(key: string, index: number, count: number): number | null {
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(last, index + 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

type RovingRowsOptions = {
  readonly keys: readonly string[];
  readonly activeKey: string | null;
  readonly onActiveChange: (key: string) => void;
  readonly onOpen: (key: string) => void;
};

type RowProps = {
  readonly tabIndex: 0 | -1;
  readonly 'data-row': string;
  readonly 'aria-selected': boolean;
  readonly onFocus: () => void;
  readonly onClick: () => void;
};

/**
 * One tab stop for a whole list: arrows, j and k, Home and End move, Enter and a click open. j and k also work
 * while nothing has the focus. Spread `rowProps(key)` on each row and `listProps` on what holds them.
 */
export function useRovingRows({ keys, activeKey, onActiveChange, onOpen }: RovingRowsOptions) {
  const list = useRef<HTMLElement | null>(null);
  const index = Math.max(0, activeKey === null ? 0 : keys.indexOf(activeKey));
  const current = keys[index] ?? null;

  function focusRow(target: number): void {
    const key = keys[target];
    if (key === undefined) return;
    onActiveChange(key);
    list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus();
  }

  useShortcuts({ j: () => focusRow(index + 1), k: () => focusRow(Math.max(0, index - 1)) });

  // Keys work at once when a list opens and nothing else wants the focus.
  const hasRows = keys.length > 0;
  useEffect(() => {
    if (!hasRows || document.activeElement !== document.body) return;
    list.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus({ preventScroll: true });
  }, [hasRows]);

  return {
    listProps: {
      ref: (element: HTMLElement | null) => {
        list.current = element;
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (!(event.target instanceof HTMLElement) || event.target.dataset.row === undefined) return;
        if (event.key === 'Enter' && current !== null) {
          event.preventDefault();
          onOpen(current);
          return;
        }
        const next = rowAfterKey(event.key, index, keys.length);
        if (next === null) return;
        event.preventDefault();
        focusRow(next);
      },
    },
    rowProps: (key: string): RowProps => ({
      tabIndex: key === current ? 0 : -1,
      'data-row': key,
      'aria-selected': key === activeKey,
      onFocus: () => onActiveChange(key),
      onClick: () => {
        onActiveChange(key);
        onOpen(key);
      },
    }),
  };
}
