import { useCallback, useLayoutEffect, useReducer, useRef } from 'react';
import type { CallOutput } from '../../../../shared/ipc/contract.ts';
import { type CallError, call } from '../../../lib/ipc-client.ts';
import { useLiveQuery } from '../../../lib/use-live-query.ts';
import { type KnownThread, NOTHING_KNOWN, threadReducer } from './merge-thread.ts';

export type Thread = CallOutput<'tickets.thread'>;

type ThreadState = KnownThread & {
  /** The newest page's facts; null until it has been read. */
  readonly thread: Thread | null;
  readonly loadEarlier: () => void;
  readonly error: CallError | null;
  readonly loading: boolean;
};

/** A conversation: its newest page live, earlier ones as they are asked for. Give the component the id as `key`. */
export function useThread(id: string): ThreadState {
  const { value: thread, error, loading } = useLiveQuery('tickets.thread', { id });
  const [known, dispatch] = useReducer(threadReducer, NOTHING_KNOWN);
  const isLoading = useRef(false);

  // Before anything is painted: the facts and the messages of an answer belong together.
  useLayoutEffect(() => {
    if (thread !== null) dispatch({ type: 'newest', entries: thread.entries, hasEarlier: thread.hasEarlier });
  }, [thread]);

  const earliest = known.entries[0]?.message.id ?? null;
  const loadEarlier = useCallback(() => {
    if (isLoading.current || earliest === null) return;
    isLoading.current = true;
    void call('tickets.thread', { id, before: earliest }).then((answer) => {
      isLoading.current = false;
      if (!answer.ok) return;
      const { entries, hasEarlier } = answer.value;
      dispatch({ type: 'earlier', before: earliest, entries, hasEarlier });
    });
  }, [id, earliest]);

  return { thread, ...known, loadEarlier, error, loading };
}
