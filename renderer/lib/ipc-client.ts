import type { ErrorCode, ErrorDetails } from '../../shared/errors.ts';
import type { CallInput, CallName, CallOutput, WindowEvent } from '../../shared/ipc/contract.ts';
import { type Envelope, failure } from '../../shared/ipc/result.ts';

/** An expected failure as screens hold it: a value, put into words by `errorText`. */
export type CallError = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
};

let pending = 0;

/** Calls that have not been answered yet. */
export function pendingCalls(): number {
  return pending;
}

/** Makes a call and gives back the answer's JSON text. Never rejects: a broken bridge is an `internal` failure. */
export async function callText(name: CallName, inputText: string): Promise<string> {
  pending += 1;
  try {
    return await window.visadesk.invoke(name, inputText);
  } catch (thrown) {
    return JSON.stringify(failure('internal', thrown instanceof Error ? thrown.message : 'The call failed'));
  } finally {
    pending -= 1;
  }
}

/** Reads an answer. The owning process has checked it against the contract, so the type is trusted here. */
export function readAnswer<Name extends CallName>(text: string): Envelope<CallOutput<Name>> {
  return JSON.parse(text) as Envelope<CallOutput<Name>>;
}

/** Makes one call. */
export async function call<Name extends CallName>(
  name: Name,
  input: CallInput<Name>,
): Promise<Envelope<CallOutput<Name>>> {
  return readAnswer<Name>(await callText(name, JSON.stringify(input)));
}

type EventListener = (event: WindowEvent) => void;

const listeners = new Set<EventListener>();
let unsubscribeBridge: (() => void) | null = null;

/** Listens to what the other processes announce; the answer stops it. All listeners share one bridge subscription. */
export function onWindowEvent(listener: EventListener): () => void {
  listeners.add(listener);
  unsubscribeBridge ??= window.visadesk.on((text) => {
    const event = JSON.parse(text) as WindowEvent;
    for (const each of [...listeners]) each(event);
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    unsubscribeBridge?.();
    unsubscribeBridge = null;
  };
}
