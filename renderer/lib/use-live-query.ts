import { useEffect, useState } from 'react';
import { type CallInput, type CallOutput, contract, type QueryName } from '../../shared/ipc/contract.ts';
import { callText, onWindowEvent, readAnswer } from './ipc-client.ts';
import { type LiveState, startLiveQuery } from './live-query.ts';

/** The last answer and the input that it was for. */
type Answered<Value> = Pick<LiveState<Value>, 'value' | 'error'> & { readonly inputText: string | null };

/**
 * The answer of a query, kept fresh: it runs again when a table that it reads changes. The previous value stays on
 * screen while a new one is on its way, also when the input changes; give the component a `key` where that would be
 * wrong. `null` as input means: do not ask yet.
 */
export function useLiveQuery<Name extends QueryName>(
  name: Name,
  input: CallInput<Name> | null,
): LiveState<CallOutput<Name>> {
  const [state, setState] = useState<Answered<CallOutput<Name>>>({
    value: null,
    error: null,
    inputText: null,
  });
  const inputText = input === null ? null : JSON.stringify(input);

  useEffect(() => {
    if (inputText === null) return;
    const live = startLiveQuery<CallOutput<Name>>({
      run: () => callText(name, inputText),
      read: readAnswer<Name>,
      listen: onWindowEvent,
      topics: contract[name].reads,
      onAnswer: (answer) =>
        setState((previous) =>
          answer.ok
            ? { value: answer.value, error: null, inputText }
            : { value: previous.value, error: answer.error, inputText },
        ),
    });
    return live.stop;
  }, [name, inputText]);

  return {
    value: state.value,
    error: state.error,
    loading: inputText !== null && state.inputText === null,
    isCurrent: state.inputText === inputText,
  };
}
