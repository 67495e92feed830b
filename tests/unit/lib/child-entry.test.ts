import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChildEvent, ChildHandlers, ChildStart } from '../../../electron/lib/child-contract.ts';
import { runChild, type ServiceHost } from '../../../electron/lib/child-entry.ts';
import { callPort, onPortEvent } from '../../../electron/lib/process-messages.ts';
import { DeskError } from '../../../shared/errors.ts';

const start: ChildStart = {
  applicationRoot: '/app',
  dataDirectory: '/data',
  version: '1.0.0',
  previewRuntime: false,
};

/** Runs a child against a parentPort made of a channel and gives back main's end. */
function run(startService: Parameters<typeof runChild>[1]): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const parentPort = {
    postMessage: (message: unknown) => port1.postMessage(message),
    on: (event: 'message', listener: (received: unknown) => void) =>
      port1.on(event, (data: unknown) => listener({ data, ports: [] })),
  };
  vi.stubGlobal('process', Object.assign(Object.create(process), { parentPort }));
  runChild('data-unavailable', startService);
  return port2;
}

let open: MessagePort | undefined;
afterEach(() => {
  open?.close();
  vi.unstubAllGlobals();
});

describe('runChild', () => {
  it('starts the service once and answers its calls', async () => {
    const starts: ChildStart[] = [];
    open = run(async (given) => {
      starts.push(given);
      return { invoke: async (name, inputText) => `${name} ${inputText}`, stop: async () => undefined };
    });
    const main = callPort<ChildHandlers>(open, 'data-unavailable');
    await expect(main.call('invoke', { name: 'early', inputText: '{}' })).rejects.toMatchObject({
      code: 'data-unavailable',
    });
    await Promise.all([main.call('start', start), main.call('start', start)]);
    expect(starts).toEqual([start]);
    expect(await main.call('invoke', { name: 'payments.get', inputText: '{}' })).toBe('payments.get {}');
  });

  it('lets calls wait for a start that takes its time, and tells where it has got to', async () => {
    let finish: () => void = () => undefined;
    open = run(async (_given, host: ServiceHost) => {
      host.emit({ type: 'step', step: 'team-database' });
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return { invoke: async () => 'answered', stop: async () => undefined };
    });
    const main = callPort<ChildHandlers>(open, 'data-unavailable');
    const stepped = new Promise<unknown>((resolve) => {
      if (open) onPortEvent(open, resolve);
    });
    const starting = main.call('start', start);
    const early = main.call('invoke', { name: 'payments.get', inputText: '{}' });
    expect(await stepped).toEqual({ type: 'step', step: 'team-database' } satisfies ChildEvent);
    finish();
    await starting;
    expect(await early).toBe('answered');
  });

  it('says why it can not start, to main and to callers', async () => {
    open = run(() => Promise.reject(new DeskError('outbox-newer', 'The outbox is of a newer version')));
    const main = callPort<ChildHandlers>(open, 'data-unavailable');
    await expect(main.call('start', start)).rejects.toMatchObject({ code: 'outbox-newer' });
    await expect(main.call('invoke', { name: 'x', inputText: '{}' })).rejects.toMatchObject({
      code: 'outbox-newer',
    });
  });
});
