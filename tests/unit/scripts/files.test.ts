import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashInputs } from '../../../scripts/lib/build.ts';
import { withFileLock } from '../../../scripts/lib/file-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'visadesk-scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('hashInputs', () => {
  it('changes with contents, names and the runtime, and with nothing else', () => {
    const root = join(folder, 'project');
    mkdirSync(join(root, 'shared'), { recursive: true });
    const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
    write('shared/one.ts', 'a');
    write('notes.txt', 'x');
    const hash = (salt = 'official'): string => hashInputs(root, ['shared/**', 'package.json'], salt);

    const first = hash();
    write('shared/one.ts', 'a');
    write('notes.txt', 'y');
    expect(hash()).toBe(first);
    const seen = new Set([first, hash('preview')]);
    write('shared/one.ts', 'b');
    seen.add(hash());
    write('shared/two.ts', '');
    seen.add(hash());
    write('package.json', '{}');
    seen.add(hash());
    expect(seen.size).toBe(5);
  });
});

describe('withFileLock', () => {
  const lock = join(folder, 'locks', 'build.lock');

  it('lets one job run at a time', async () => {
    let running = 0;
    let most = 0;
    const job = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await Promise.all([withFileLock(lock, job), withFileLock(lock, job), withFileLock(lock, job)]);
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it('is given back when the job fails', async () => {
    const failing = withFileLock(lock, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });

  it('is taken over from a process that is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(lock, String(gone));
    expect(await withFileLock(lock, async () => 'ran')).toBe('ran');
  });
});
