import { join } from 'node:path';
import { MessageChannelMain } from 'electron';
import type { WindowEvent } from '../../shared/ipc/contract.ts';
import { CHANGE_TOPICS } from '../../shared/ipc/define.ts';
import type { ChildEvent, ChildStart } from '../lib/child-contract.ts';
import type { Log } from '../lib/log.ts';
import { type Child, type ChildState, createChild } from './child-process.ts';
import { describeStartup, type Startup } from './startup.ts';

/** The data process and, in the embedded workspace, the hub: their lives and the line between them. */
export type Services = {
  readonly data: Child;
  /** Null when the team database is a server: its hub runs there. */
  readonly hub: Child | null;
  startup(): Startup;
  start(): void;
  /** Starts again whatever has stopped for good. */
  retry(): Promise<void>;
  stop(): Promise<void>;
};

/** Makes the children and wires them; `push` takes their events to the window. */
export function createServices(options: {
  readonly distFolder: string;
  readonly start: ChildStart;
  readonly embedded: boolean;
  readonly log: Log;
  push(event: WindowEvent): void;
}): Services {
  let step: string | null = null;
  const children: Child[] = [];

  const connect = (): void => {
    const [one, other] = children;
    if (!one?.isRunning() || !other?.isRunning()) return;
    const { port1, port2 } = new MessageChannelMain();
    one.givePort(port1);
    other.givePort(port2);
  };
  const onEvent = (event: ChildEvent): void => {
    if (event.type === 'window') {
      options.push(event.event);
      return;
    }
    step = event.step;
    options.push({ type: 'startup' });
  };
  const onState = (name: 'data' | 'hub', state: ChildState): void => {
    options.push({ type: 'startup' });
    // What the window shows comes from the process that has just come (back): everything may be different.
    if (name === 'data' && state.phase === 'ready') options.push({ type: 'changed', topics: CHANGE_TOPICS });
  };
  const create = (name: 'data' | 'hub'): Child => {
    const child = createChild({
      name,
      modulePath: join(options.distFolder, name, 'index.js'),
      start: options.start,
      log: options.log,
      onSpawn: connect,
      onState: (state) => onState(name, state),
      onEvent,
    });
    children.push(child);
    return child;
  };

  const data = create('data');
  const hub = options.embedded ? create('hub') : null;
  return {
    data,
    hub,
    startup: () => describeStartup(data.state(), hub?.state() ?? null, step),
    start: () => {
      for (const child of children) child.start();
    },
    retry: async () => {
      const stuck = children.filter(({ state }) => ['refused', 'given-up'].includes(state().phase));
      await Promise.all(stuck.map((child) => child.retry()));
    },
    stop: async () => {
      await Promise.all(children.map((child) => child.stop()));
    },
  };
}
