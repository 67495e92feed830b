import { useCallback, useLayoutEffect, useReducer, useRef } from 'react';
import type { TimelineKind } from '../../../shared/domains/customers/contract.ts';
import { type CallError, call } from '../../lib/ipc-client.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { type KnownTimeline, timelineReducer } from './merge-timeline.ts';

type Timeline = {
  /** Null until something has been read. */
  readonly known: KnownTimeline | null;
  readonly loadMore: () => void;
  readonly error: CallError | null;
};

/**
 * Everything that happened to a customer: the newest page live, older ones as they are scrolled to. While another
 * search is on its way, what the last one found stays.
 */
export function useTimeline(id: string, kinds: readonly TimelineKind[], text: string): Timeline {
  const input = { id, text, ...(kinds.length === 0 ? {} : { kinds: [...kinds] }) };
  const inputText = JSON.stringify(input);
  const { value: page, error, isCurrent } = useLiveQuery('customers.timeline', input);
  const [known, dispatch] = useReducer(timelineReducer, null);
  const isLoading = useRef(false);

  useLayoutEffect(() => {
    if (page !== null && isCurrent) dispatch({ type: 'newest', of: inputText, page });
  }, [page, isCurrent, inputText]);

  const next = known?.of === inputText ? known.next : null;
  const loadMore = useCallback(() => {
    if (isLoading.current || next === null) return;
    isLoading.current = true;
    void call('customers.timeline', { ...JSON.parse(inputText), before: next }).then((answer) => {
      isLoading.current = false;
      if (answer.ok) dispatch({ type: 'older', of: inputText, before: next, page: answer.value });
    });
  }, [next, inputText]);

  return { known, loadMore, error };
}
