import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRouter } from '../../../electron/lib/router.ts';
import { DeskError } from '../../../shared/errors.ts';
import { command, type HandlersFor, query } from '../../../shared/ipc/define.ts';

const contract = {
  'payments.get': query({
    owner: 'data',
    reads: ['payment'],
    input: z.strictObject({ id: z.string(), limit: z.int().default(50) }),
    output: z.strictObject({ id: z.string(), limit: z.int() }),
  }),
  'payments.break': command({ owner: 'data', input: z.strictObject({}), output: z.strictObject({}) }),
  'payments.refuse': command({ owner: 'data', input: z.strictObject({}), output: z.strictObject({}) }),
  'payments.slow': command({ owner: 'data', input: z.strictObject({}), output: z.strictObject({}) }),
} as const;

const slow: string[] = [];
const bugs: string[] = [];
const handlers: HandlersFor<typeof contract> = {
  'payments.get': ({ id, limit }) => ({ id, limit }),
  'payments.break': () => {
    throw new TypeError('row of jane@example.org is broken');
  },
  'payments.refuse': () => {
    throw new DeskError('not-found', 'No such payment', { id: 'p1' });
  },
  'payments.slow': () => {
    const end = performance.now() + 45;
    while (performance.now() < end);
    return {};
  },
};
const router = createRouter(contract, handlers, {
  onSlow: (name, milliseconds) => slow.push(`${name} ${milliseconds >= 45}`),
  onBug: (name, error) => bugs.push(`${name} ${error instanceof Error && error.name}`),
});
const ask = async (name: string, input: string): Promise<unknown> =>
  JSON.parse(await router.invoke(name, input));

describe('createRouter', () => {
  it('parses the input with the contract and wraps the answer', async () => {
    expect(await ask('payments.get', '{"id":"p1"}')).toEqual({ ok: true, value: { id: 'p1', limit: 50 } });
  });

  it('says where an input is wrong and never repeats the value', async () => {
    const text = await router.invoke('payments.get', '{"id":"p1","limit":"4111111111111111"}');
    expect(JSON.parse(text)).toMatchObject({
      ok: false,
      error: { code: 'bad-input', details: { field: 'limit' } },
    });
    expect(text).not.toContain('4111');
    expect(await ask('payments.get', 'nonsense')).toMatchObject({ error: { code: 'bad-input' } });
    expect(await ask('payments.get', '{"id":"p1","more":1}')).toMatchObject({ error: { code: 'bad-input' } });
  });

  it('refuses names it does not serve, inherited ones included', async () => {
    for (const name of ['payments.remove', 'constructor', '__proto__']) {
      expect(await ask(name, '{}')).toMatchObject({ ok: false, error: { code: 'unknown-call' } });
    }
  });

  it('passes expected failures on and hides the text of bugs', async () => {
    expect(await ask('payments.refuse', '{}')).toEqual({
      ok: false,
      error: { code: 'not-found', message: 'No such payment', details: { id: 'p1' } },
    });
    const text = await router.invoke('payments.break', '{}');
    expect(JSON.parse(text)).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(text).not.toContain('jane');
    expect(bugs).toEqual(['payments.break TypeError']);
  });

  it('reports slow calls by name', async () => {
    await ask('payments.slow', '{}');
    expect(slow).toEqual(['payments.slow true']);
  });
});
