import { DeskError, type ErrorCode } from '../../shared/errors.ts';
import { type Envelope, failureOf, success, unwrap } from '../../shared/ipc/result.ts';

/**
 * Named calls over any message channel: Electron's MessagePortMain, UtilityProcess and parentPort, and
 * worker_threads' MessagePort, Worker and parentPort. One protocol serves main <-> data, main <-> hub,
 * data <-> hub and data <-> its threads; each end may both serve and call on the same channel.
 */
export type PortLike = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (received: unknown) => void): unknown;
};

type CallMessage = {
  readonly type: 'call';
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
};
type AnswerMessage = { readonly type: 'answer'; readonly id: number; readonly envelope: Envelope<unknown> };
type EventMessage = { readonly type: 'event'; readonly event: unknown };
/** Comes with a MessagePortMain: the direct line to the other process. Sent again when that one restarts. */
type PortMessage = { readonly type: 'port' };
export type ProcessMessage = CallMessage | AnswerMessage | EventMessage | PortMessage;

/** What one end offers: name -> function of one structured-cloneable value. */
export type CallHandlers = Readonly<Record<string, (input: never) => unknown>>;

type Answer<Handler> = Handler extends (input: never) => infer Result ? Awaited<Result> : never;
type Input<Handler> = Handler extends (input: infer Value) => unknown ? Value : never;

/** Calls to the other end's handlers. */
export type Caller<Handlers extends CallHandlers> = {
  /** Rejects with a `DeskError`: the handler's own, `timed-out`, or the `unavailable` code when the end is gone. */
  call<Name extends keyof Handlers & string>(
    name: Name,
    input: Input<Handlers[Name]>,
    timeoutMs?: number,
  ): Promise<Answer<Handlers[Name]>>;
  /** Fails every call in flight and all later ones. */
  close(): void;
};

const DEFAULT_TIMEOUT_MS = 30_000;

/** Electron wraps what arrives on its ports in an event; worker_threads and UtilityProcess hand over the value. */
function messageOf(received: unknown): ProcessMessage {
  const isEvent =
    typeof received === 'object' && received !== null && 'data' in received && 'ports' in received;
  // Both ends are our own code: the shape is known once the wrapping is off.
  return (isEvent ? received.data : received) as ProcessMessage;
}

function listen(port: PortLike, listener: (message: ProcessMessage) => void): void {
  port.on('message', (received) => listener(messageOf(received)));
  // MessagePortMain queues until it is told to start; the others have no such method or need no call.
  if ('start' in port && typeof port.start === 'function') port.start();
}

/** Listens for the end of the other side: ports close, processes and threads exit, parentPort never tells. */
function onEnd(port: PortLike, listener: () => void): void {
  const events = port as unknown as { on(event: 'close' | 'exit', listener: () => void): unknown };
  events.on('close', listener);
  events.on('exit', listener);
}

/**
 * Answers calls that arrive on a port; once per port. A handler’s `DeskError` reaches the caller as one; anything else
 * it throws as `internal`.
 */
export function servePort(port: PortLike, handlers: CallHandlers): void {
  const answer = async (message: CallMessage): Promise<void> => {
    const handler = Object.hasOwn(handlers, message.name) ? handlers[message.name] : undefined;
    let envelope: Envelope<unknown>;
    try {
      if (!handler) throw new DeskError('unknown-call', `No call named ${message.name}`);
      envelope = success(await handler(message.input as never));
    } catch (error) {
      // The other end learns only that it is a bug; what it was is for the log, which main makes of stderr.
      if (!(error instanceof DeskError)) console.error(`${message.name}:`, error);
      envelope = failureOf(error);
    }
    port.postMessage({ type: 'answer', id: message.id, envelope } satisfies AnswerMessage);
  };
  listen(port, (message) => {
    if (message.type === 'call') void answer(message);
  });
}

/**
 * Makes calls on a port.
 * @param unavailable the code that calls get when the other end is gone
 */
export function callPort<Handlers extends CallHandlers>(
  port: PortLike,
  unavailable: ErrorCode,
): Caller<Handlers> {
  type Pending = { resolve(envelope: Envelope<unknown>): void; timer: NodeJS.Timeout };
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let closed = false;

  const settle = (id: number, envelope: Envelope<unknown>): void => {
    const call = pending.get(id);
    if (!call) return;
    pending.delete(id);
    clearTimeout(call.timer);
    call.resolve(envelope);
  };
  const gone = (): DeskError => new DeskError(unavailable, 'The process that answers this is not there.');
  const close = (): void => {
    closed = true;
    for (const id of [...pending.keys()]) settle(id, failureOf(gone()));
  };

  listen(port, (message) => {
    if (message.type === 'answer') settle(message.id, message.envelope);
  });
  onEnd(port, close);

  return {
    close,
    async call(name, input, timeoutMs = DEFAULT_TIMEOUT_MS) {
      if (closed) throw gone();
      lastId += 1;
      const id = lastId;
      const envelope = await new Promise<Envelope<unknown>>((resolve) => {
        const timer = setTimeout(
          () => settle(id, failureOf(new DeskError('timed-out', `${name} took over ${timeoutMs} ms`))),
          timeoutMs,
        );
        pending.set(id, { resolve, timer });
        try {
          port.postMessage({ type: 'call', id, name, input } satisfies CallMessage);
        } catch (error) {
          settle(id, failureOf(error));
        }
      });
      // The handler's type promised this shape on the other end.
      return unwrap(envelope) as never;
    },
  };
}

/** Tells the other end something without waiting. */
export function emitEvent(port: PortLike, event: unknown): void {
  port.postMessage({ type: 'event', event } satisfies EventMessage);
}

/** Hears what the other end emits. */
export function onPortEvent(port: PortLike, listener: (event: unknown) => void): void {
  listen(port, (message) => {
    if (message.type === 'event') listener(message.event);
  });
}
