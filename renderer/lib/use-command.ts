import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallInput, CallOutput, CommandName } from '../../shared/ipc/contract.ts';
import { useToasts } from '../stores/toasts.ts';
import { errorText } from './error-text.ts';
import { type CallError, call } from './ipc-client.ts';

type CommandState<Name extends CommandName> = {
  /** Runs it; the answer, or null when it failed (then `error` is set). */
  readonly run: (input: CallInput<Name>) => Promise<CallOutput<Name> | null>;
  readonly pending: boolean;
  readonly error: CallError | null;
};

/** A change, with what a button needs to know. A failure shows as a toast unless the caller shows `error` itself. */
export function useCommand<Name extends CommandName>(
  name: Name,
  options: { readonly showsOwnError?: boolean } = {},
): CommandState<Name> {
  const { t } = useTranslation();
  const show = useToasts((state) => state.show);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<CallError | null>(null);
  const { showsOwnError = false } = options;

  const run = useCallback(
    async (input: CallInput<Name>) => {
      setPending(true);
      setError(null);
      const answer = await call(name, input);
      setPending(false);
      if (answer.ok) return answer.value;
      setError(answer.error);
      if (!showsOwnError) show({ tone: 'danger', text: errorText(t, answer.error) });
      return null;
    },
    [name, show, showsOwnError, t],
  );

  return { run, pending, error };
}
