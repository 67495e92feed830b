import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ThreadEntry } from '../../../../shared/domains/tickets/contract.ts';

/** Nearer than this to an end counts as being there. */
const NEAR_PX = 48;
/** Earlier messages are asked for before the top is reached. */
const EARLY_PX = 240;
/** The line above what is new stands this far below the top. */
const ABOVE_MARKER_PX = 56;

type Shape = { readonly firstId: string | null; readonly lastId: string | null; readonly height: number };

/**
 * Keeps a conversation where its reader wants it: opens at what is new or at the end, stays at the end while messages
 * come and the composer grows, and does not move when earlier messages are put above.
 */
export function useConversationScroll(options: {
  readonly box: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLElement | null>;
  readonly entries: readonly ThreadEntry[];
  readonly hasEarlier: boolean;
  readonly loadEarlier: () => void;
}): { readonly isAtEnd: boolean; readonly onScroll: () => void; readonly toEnd: () => void } {
  const { box, content, entries, hasEarlier, loadEarlier } = options;
  const [isAtEnd, setAtEnd] = useState(true);
  const atEnd = useRef(true);
  const shape = useRef<Shape>({ firstId: null, lastId: null, height: 0 });
  const first = entries[0]?.message.id ?? null;
  const last = entries.at(-1);
  const lastId = last?.message.id ?? null;
  const isOwnLast = last !== undefined && last.command !== null;

  const note = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR_PX;
    atEnd.current = near;
    setAtEnd(near);
  }, [box]);

  const toEnd = useCallback(() => {
    const element = box.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
    note();
  }, [box, note]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || first === null) return;
    const before = shape.current;
    if (before.firstId === null) {
      const marker = element.querySelector<HTMLElement>('[data-unseen]');
      element.scrollTop = marker === null ? element.scrollHeight : marker.offsetTop - ABOVE_MARKER_PX;
    } else if (lastId !== before.lastId && (atEnd.current || isOwnLast)) {
      element.scrollTop = element.scrollHeight;
    } else if (first !== before.firstId) {
      element.scrollTop += element.scrollHeight - before.height;
    }
    shape.current = { firstId: first, lastId, height: element.scrollHeight };
    note();
  }, [box, first, lastId, isOwnLast, note]);

  // What unfolds, and a composer that grows, must not push the end out of sight.
  useEffect(() => {
    const [element, inner] = [box.current, content.current];
    if (element === null || inner === null) return;
    const observer = new ResizeObserver(() => {
      shape.current = { ...shape.current, height: element.scrollHeight };
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    observer.observe(inner);
    return () => observer.disconnect();
  }, [box, content]);

  const onScroll = useCallback(() => {
    note();
    const element = box.current;
    if (element !== null && hasEarlier && element.scrollTop < EARLY_PX) loadEarlier();
  }, [box, note, hasEarlier, loadEarlier]);

  return { isAtEnd, onScroll, toEnd };
}
