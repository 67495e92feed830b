import type { WindowEvent } from '../../shared/ipc/contract.ts';
import type { ChangeTopic } from '../../shared/ipc/define.ts';
import type { Envelope } from '../../shared/ipc/result.ts';
import type { CallError } from './ipc-client.ts';

/** What a screen knows of a query: the newest value, which survives a later failure, and that failure. */
export type LiveState<Value> = {
  readonly value: Value | null;
  readonly error: CallError | null;
  /** Nothing has been answered yet. */
  readonly loading: boolean;
  /** What is shown answers the present input, not an earlier one that is kept meanwhile. */
  readonly isCurrent: boolean;
};

type LiveQueryOptions<Value> = {
  /** Makes the call; the answer's JSON text. */
  readonly run: () => Promise<string>;
  readonly read: (text: string) => Envelope<Value>;
  readonly listen: (listener: (event: WindowEvent) => void) => () => void;
  readonly topics: readonly ChangeTopic[];
  readonly onAnswer: (answer: Envelope<Value>) => void;
};

/**
 * Runs a query now and again whenever a table it reads changes. One run at a time: changes that arrive meanwhile
 * cause exactly one more. An answer equal to the last one is not announced. A change of the start-up state runs it
 * again too: the data process may have come back, and what changed meanwhile was not announced.
 */
export function startLiveQuery<Value>(options: LiveQueryOptions<Value>): { readonly stop: () => void } {
  let stopped = false;
  let running = false;
  let again = false;
  let lastText: string | null = null;

  async function run(): Promise<void> {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const text = await options.run();
    running = false;
    if (stopped) return;
    if (text !== lastText) {
      lastText = text;
      options.onAnswer(options.read(text));
    }
    if (again) {
      again = false;
      void run();
    }
  }

  const unlisten = options.listen((event) => {
    if (event.type === 'startup') void run();
    if (event.type === 'changed' && event.topics.some((topic) => options.topics.includes(topic))) void run();
  });
  void run();

  return {
    stop: () => {
      stopped = true;
      unlisten();
    },
  };
}
