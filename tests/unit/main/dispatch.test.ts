import { describe, expect, it } from 'vitest';
import { createDispatch } from '../../../electron/main/dispatch.ts';
import { refundsContract } from '../../../shared/domains/refunds/contract.ts';
import { DeskError } from '../../../shared/errors.ts';

const answered: string[] = [];
const dispatch = createDispatch({
  main: async (name) => `main ${name}`,
  data: async (name, inputText, timeoutMs) => {
    answered.push(`${name} ${inputText} ${timeoutMs}`);
    return `data ${name}`;
  },
  hub: async () => {
    throw new DeskError('hub-unavailable', 'No hub runs on this computer');
  },
});
const codeOf = (text: string): unknown => (JSON.parse(text) as { error: { code: string } }).error.code;

describe('createDispatch', () => {
  it('takes a call to its owner with the time limit of the contract', async () => {
    expect(await dispatch('window', 'app.info', '{}')).toBe('main app.info');
    expect(await dispatch('window', 'connection.sync-now', '{}')).toBe('data connection.sync-now');
    expect(answered).toEqual(['connection.sync-now {} 60000']);
  });

  it('answers with the owner’s error', async () => {
    expect(codeOf(await dispatch('headless', 'imports.batch', '{}'))).toBe('hub-unavailable');
  });

  it('keeps each caller to the calls that are for it, and tells nobody which others there are', async () => {
    expect(codeOf(await dispatch('window', 'imports.batch', '{}'))).toBe('unknown-call');
    expect(codeOf(await dispatch('headless', 'app.recover', '{}'))).toBe('unknown-call');
    // No command line decides about money: a program of the same user could do it unseen.
    for (const name of Object.keys(refundsContract).filter((each) => each !== 'refunds.list')) {
      expect(codeOf(await dispatch('headless', name, '{}'))).toBe('unknown-call');
    }
    expect(codeOf(await dispatch('window', 'constructor', '{}'))).toBe('unknown-call');
    expect(codeOf(await dispatch('window', '__proto__', '{}'))).toBe('unknown-call');
  });
});
