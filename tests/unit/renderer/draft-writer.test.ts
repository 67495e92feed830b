import { describe, expect, it, vi } from 'vitest';
import { createDraftWriter } from '../../../renderer/lib/draft-writer.ts';

/** Records the order in which writes begin and end; each ends when the test says so. */
function slowStore() {
  const log: string[] = [];
  const open: (() => void)[] = [];
  const slow = (name: string) => {
    log.push(`${name} begins`);
    return new Promise<void>((resolve) =>
      open.push(() => {
        log.push(`${name} ends`);
        resolve();
      }),
    );
  };
  return {
    log,
    save: (body: string) => slow(`save ${body}`),
    clear: () => slow('clear'),
    endNext: async () => {
      open.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

describe('a draft writer', () => {
  it('writes only the newest text, after a pause', async () => {
    vi.useFakeTimers();
    const saved: string[] = [];
    const writer = createDraftWriter(
      { save: async (body) => saved.push(body), clear: async () => saved.push('cleared') },
      300,
    );
    writer.keep('a');
    writer.keep('ab');
    await vi.advanceTimersByTimeAsync(299);
    expect(saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    expect(saved).toEqual(['ab']);
  });

  it('never lets a save overtake the clearing of the draft', async () => {
    const store = slowStore();
    const writer = createDraftWriter(store, 0);
    writer.keep('old');
    const flushed = writer.flush();
    await new Promise(setImmediate);
    const cleared = writer.clear();
    writer.keep('late');
    expect(store.log).toEqual(['save old begins']);
    await store.endNext();
    await store.endNext();
    await Promise.all([flushed, cleared, writer.flush()]);
    expect(store.log).toEqual(['save old begins', 'save old ends', 'clear begins', 'clear ends']);
  });

  it('writes what still waits when it is flushed', async () => {
    const saved: string[] = [];
    const writer = createDraftWriter(
      { save: async (body) => saved.push(body), clear: async () => {} },
      60_000,
    );
    writer.keep('kept');
    await writer.flush();
    await writer.flush();
    expect(saved).toEqual(['kept']);
  });

  it('emptied goes on: an older text never comes back, a newer one is kept', async () => {
    const store = slowStore();
    const writer = createDraftWriter(store, 0);
    writer.keep('old');
    const flushed = writer.flush();
    const emptied = writer.empty();
    writer.keep('new');
    const again = writer.flush();
    for (let write = 0; write < 3; write += 1) {
      await new Promise(setImmediate);
      await store.endNext();
    }
    await Promise.all([flushed, emptied, again]);
    expect(store.log.filter((line) => line.endsWith('begins'))).toEqual([
      'save old begins',
      'clear begins',
      'save new begins',
    ]);
  });
});
