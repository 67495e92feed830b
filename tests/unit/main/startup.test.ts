import { describe, expect, it } from 'vitest';
import { describeStartup } from '../../../electron/main/startup.ts';

const ready = { phase: 'ready' } as const;
const starting = { phase: 'starting' } as const;

describe('describeStartup', () => {
  it('is ready with the data process, whatever the hub is doing', () => {
    expect(describeStartup(starting, ready, 'first-sync')).toEqual({
      phase: 'starting',
      step: 'first-sync',
      problem: null,
    });
    for (const hub of [starting, ready, null, { phase: 'restarting' } as const]) {
      expect(describeStartup(ready, hub, 'team-database').phase).toBe('ready');
    }
  });

  it('keeps the screens while the data process is restarted', () => {
    expect(describeStartup({ phase: 'restarting' }, ready, null).phase).toBe('ready');
  });

  it('names the process that refuses or keeps crashing, data before hub', () => {
    expect(describeStartup({ phase: 'refused', code: 'outbox-newer' }, ready, null)).toEqual({
      phase: 'failed',
      step: null,
      problem: { process: 'data', code: 'outbox-newer' },
    });
    expect(describeStartup(ready, { phase: 'given-up' }, null)).toEqual({
      phase: 'recovering',
      step: null,
      problem: { process: 'hub', code: 'hub-unavailable' },
    });
    expect(describeStartup({ phase: 'given-up' }, { phase: 'given-up' }, null).problem?.process).toBe('data');
  });
});
