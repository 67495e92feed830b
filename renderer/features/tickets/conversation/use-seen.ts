import { useEffect, useSyncExternalStore } from 'react';
import { call } from '../../../lib/ipc-client.ts';

/** A glance in passing is not reading. */
const LOOKED_AT_MS = 800;

function subscribe(onChange: () => void): () => void {
  window.addEventListener('focus', onChange);
  window.addEventListener('blur', onChange);
  document.addEventListener('visibilitychange', onChange);
  return () => {
    window.removeEventListener('focus', onChange);
    window.removeEventListener('blur', onChange);
    document.removeEventListener('visibilitychange', onChange);
  };
}

const isLooking = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/**
 * Notes that the person has seen a ticket up to its newest message: only while the window has the focus and the end
 * of the conversation has been on the screen for a moment.
 */
export function useSeen(options: {
  readonly id: string;
  readonly newestAt: number | null;
  readonly seenAt: number | null;
  readonly isEndInSight: boolean;
}): void {
  const { id, newestAt, seenAt, isEndInSight } = options;
  const looking = useSyncExternalStore(subscribe, isLooking);
  const isNews = newestAt !== null && (seenAt === null || newestAt > seenAt);

  useEffect(() => {
    if (!looking || !isEndInSight || !isNews || newestAt === null) return;
    const timer = setTimeout(() => void call('tickets.seen', { id, at: newestAt }), LOOKED_AT_MS);
    return () => clearTimeout(timer);
  }, [id, newestAt, isNews, looking, isEndInSight]);
}
