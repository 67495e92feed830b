import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as uuid } from 'uuid';
import type { ErrorCode } from '../../../shared/errors.ts';
import { errorText } from '../../lib/error-text.ts';
import { type CallError, call } from '../../lib/ipc-client.ts';
import { useToasts } from '../../stores/toasts.ts';
import { useUndo } from '../../stores/undo.ts';
import { inverseOf, type TicketChange } from './ticket-change.ts';

/** How long a change can be taken back with one key. */
const UNDO_MS = 8000;

/** Refusals that concern one ticket only: the others can still be changed. */
const CONCERNS_ONE: readonly ErrorCode[] = ['stale', 'bad-state', 'not-found', 'forbidden', 'invalid'];

export type BulkProgress = { readonly done: number; readonly total: number };

/**
 * Changes tickets, one command each and one after the other, so that it can be stopped in between. What was done can
 * be taken back as a whole; `sentence` says what it was by the number of tickets.
 */
export function useBulk(): {
  readonly run: (changes: readonly TicketChange[], sentence: (count: number) => string) => Promise<void>;
  readonly stop: () => void;
  /** Null while nothing runs. */
  readonly progress: BulkProgress | null;
} {
  const { t } = useTranslation();
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const stopped = useRef(false);

  const apply = useCallback(
    async (changes: readonly TicketChange[]): Promise<readonly TicketChange[]> => {
      stopped.current = false;
      const done: TicketChange[] = [];
      const refused: CallError[] = [];
      for (const change of changes) {
        if (stopped.current) break;
        if (changes.length > 1) setProgress({ done: done.length, total: changes.length });
        const answer = await call('tickets.update', { commandId: uuid(), ...change });
        if (answer.ok) {
          done.push(change);
          continue;
        }
        refused.push(answer.error);
        if (!CONCERNS_ONE.includes(answer.error.code)) break;
      }
      const [first] = refused;
      if (first !== undefined) {
        const reason = errorText(t, first);
        const isOne = changes.length === 1;
        const text = isOne ? reason : t('tickets.notChanged', { count: refused.length, reason });
        useToasts.getState().show({ tone: 'danger', text });
      }
      setProgress(null);
      return done;
    },
    [t],
  );

  const run = useCallback(
    async (changes: readonly TicketChange[], sentence: (count: number) => string) => {
      const done = await apply(changes);
      if (done.length === 0) return;
      useUndo.getState().offer({
        id: uuid(),
        text: sentence(done.length),
        until: Date.now() + UNDO_MS,
        run: () => void apply(done.map(inverseOf).toReversed()),
      });
    },
    [apply],
  );

  const stop = useCallback(() => {
    stopped.current = true;
  }, []);

  return { run, stop, progress };
}
