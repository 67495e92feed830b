import { DeskError } from '../../shared/errors.ts';
import type { ChildEvent, ChildHandlers, ChildStart } from './child-contract.ts';
import { emitEvent, type PortLike, type ProcessMessage, servePort } from './process-messages.ts';

/** A running data or hub service, as its process entry sees it. */
export type Service = {
  /** Answers a contract call; usually `createRouter(...).invoke`. */
  invoke(name: string, inputText: string): Promise<string>;
  /** Closes files and connections. The process exits when it resolves. */
  stop(): Promise<void>;
};

/** What a service may use of the process around it. */
export type ServiceHost = {
  emit(event: ChildEvent): void;
  /**
   * Hears of the direct line to the other child (data <-> hub): now if it is there, and again each time the other
   * one restarts. The old port closes by itself.
   */
  onPeer(listener: (port: PortLike) => void): void;
};

/**
 * Runs a service inside an Electron utilityProcess: waits for main's `start`, answers `invoke`, exits after `stop`.
 * @param unavailable the code for calls that come before `start`
 */
export function runChild(
  unavailable: 'data-unavailable' | 'hub-unavailable',
  startService: (start: ChildStart, host: ServiceHost) => Promise<Service>,
): void {
  const parent = process.parentPort;
  let service: Promise<Service> | undefined;
  let peer: PortLike | undefined;
  let peerListener: ((port: PortLike) => void) | undefined;

  const host: ServiceHost = {
    emit: (event) => emitEvent(parent, event),
    onPeer: (listener) => {
      peerListener = listener;
      if (peer) listener(peer);
    },
  };
  parent.on('message', (event) => {
    const port = event.ports[0];
    if ((event.data as ProcessMessage).type !== 'port' || !port) return;
    peer = port;
    peerListener?.(port);
  });
  const handlers: ChildHandlers = {
    async start(start) {
      service ??= startService(start, host);
      await service;
    },
    async invoke({ name, inputText }) {
      if (!service) throw new DeskError(unavailable, 'The service has not been started.');
      // A call that comes during the start waits for it; its own time limit ends it if that takes too long.
      return (await service).invoke(name, inputText);
    },
    async stop() {
      try {
        await (await service)?.stop();
      } finally {
        process.exit(0);
      }
    },
  };
  servePort(parent, handlers);
}
