import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  callPort,
  emitEvent,
  onPortEvent,
  type PortLike,
  servePort,
} from '../../../electron/lib/process-messages.ts';
import { DeskError } from '../../../shared/errors.ts';

type Handlers = {
  double(input: number): number;
  refuse(input: null): never;
  break(input: null): never;
  hang(input: null): Promise<never>;
};
const handlers: Handlers = {
  double: (input) => input * 2,
  refuse: () => {
    throw new DeskError('stale', 'Somebody was faster', { ver: 3 });
  },
  break: () => {
    throw new TypeError('secret');
  },
  hang: () => new Promise(() => undefined),
};

const channels: MessageChannel[] = [];
function connect(): { channel: MessageChannel; caller: ReturnType<typeof callPort<Handlers>> } {
  const channel = new MessageChannel();
  channels.push(channel);
  servePort(channel.port1, handlers);
  return { channel, caller: callPort<Handlers>(channel.port2, 'data-unavailable') };
}
afterEach(() => {
  for (const channel of channels.splice(0)) channel.port1.close();
});

describe('servePort and callPort', () => {
  it('answer many calls at once, each with its own value', async () => {
    const { caller } = connect();
    const answers = await Promise.all([1, 2, 3].map((number) => caller.call('double', number)));
    expect(answers).toEqual([2, 4, 6]);
  });

  it('carry expected failures with their details, and of bugs only that there is one', async () => {
    const { caller } = connect();
    await expect(caller.call('refuse', null)).rejects.toMatchObject({ code: 'stale', details: { ver: 3 } });
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(caller.call('break', null)).rejects.toMatchObject({
      code: 'internal',
      message: 'TypeError',
    });
    expect(report).toHaveBeenCalledOnce();
    report.mockRestore();
  });

  it('give up after the time limit', async () => {
    const { caller } = connect();
    await expect(caller.call('hang', null, 5)).rejects.toMatchObject({ code: 'timed-out' });
  });

  it('fail what is in flight and everything after when the other end goes', async () => {
    const { channel, caller } = connect();
    const inFlight = caller.call('hang', null);
    channel.port1.close();
    await expect(inFlight).rejects.toMatchObject({ code: 'data-unavailable' });
    await expect(caller.call('double', 1)).rejects.toMatchObject({ code: 'data-unavailable' });
  });

  it('refuse names that nobody serves', async () => {
    const { channel } = connect();
    const other = callPort<{ toString(input: null): string }>(channel.port2, 'data-unavailable');
    await expect(other.call('toString', null)).rejects.toMatchObject({ code: 'unknown-call' });
  });

  it('fail a call whose input can not be sent', async () => {
    const { caller } = connect();
    const unsendable = (() => 1) as unknown as number;
    await expect(caller.call('double', unsendable)).rejects.toMatchObject({ code: 'internal' });
  });

  it('understand ports that wrap messages in events, as Electron’s do', async () => {
    const { port1, port2 } = new MessageChannel();
    const wrap = (port: typeof port1): PortLike => ({
      postMessage: (message) => port.postMessage(message),
      on: (event, listener) => port.on(event, (data: unknown) => listener({ data, ports: [] })),
    });
    servePort(wrap(port1), handlers);
    expect(await callPort<Handlers>(wrap(port2), 'hub-unavailable').call('double', 21)).toBe(42);
    port1.close();
  });
});

describe('events', () => {
  it('reach the other end beside calls', async () => {
    const { channel, caller } = connect();
    const heard: unknown[] = [];
    onPortEvent(channel.port1, (event) => heard.push(event));
    emitEvent(channel.port2, { type: 'hint' });
    // Messages keep their order: once the call is answered the event has arrived.
    await caller.call('double', 1);
    expect(heard).toEqual([{ type: 'hint' }]);
  });
});
