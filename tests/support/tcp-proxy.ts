import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What the proxy does with the bytes of one direction. */
export type Fault =
  /** Cuts both ends as soon as this many bytes of the connection have gone that way. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Keeps the connection open and passes nothing on after so many bytes: a half-open line. */
  | { readonly kind: 'stall'; readonly after: number };

export type Direction = 'toServer' | 'toClient';

/** A TCP proxy that breaks connections on purpose. */
export type TcpProxy = {
  readonly port: number;
  /** A fault applies to connections opened after it was set. */
  setFault(direction: Direction, fault: Fault | null): void;
  /** Pulls the cable: ends every connection and refuses new ones until `heal`. */
  cut(): void;
  /** From now on what the server answers is lost, on open connections too: it acts, and nobody hears of it. */
  holdAnswers(): void;
  /** Passes everything on again; connections that have lost bytes are ended. */
  heal(): void;
  /** Faults that have taken effect so far. */
  readonly broken: number;
  close(): Promise<void>;
};

/** Passes connections on to a port of this computer. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const faults: Record<Direction, Fault | null> = { toServer: null, toClient: null };
  let broken = 0;
  let line: 'open' | 'cut' | 'deaf' = 'open';

  const server = createServer((client) => {
    if (line === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(targetPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    pass('toServer', client, upstream);
    pass('toClient', upstream, client);
  });

  function endAll(): void {
    for (const socket of sockets) socket.destroy();
  }

  function pass(direction: Direction, from: Socket, to: Socket): void {
    const fault = faults[direction];
    let seen = 0;
    let stalled = false;
    from.on('data', (chunk: Buffer) => {
      if (stalled || (line === 'deaf' && direction === 'toClient')) return;
      const room = fault === null ? chunk.length : Math.max(0, fault.after - seen);
      seen += chunk.length;
      to.write(chunk.subarray(0, room));
      if (fault === null || room >= chunk.length) return;
      broken += 1;
      if (fault.kind === 'stall') stalled = true;
      // The bytes before the cut still arrive: that is what makes the outcome unknown.
      else to.end(() => from.destroy());
    });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    setFault(direction, fault) {
      faults[direction] = fault;
    },
    cut() {
      line = 'cut';
      endAll();
    },
    holdAnswers() {
      line = 'deaf';
    },
    heal() {
      line = 'open';
      endAll();
    },
    get broken() {
      return broken;
    },
    async close() {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
