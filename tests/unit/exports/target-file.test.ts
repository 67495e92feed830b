import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, link, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTarget } from '../../../electron/data/domains/exports/target-file.ts';

// The real file system, whose faults the tests below bring about.
vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  return { ...real, open: vi.fn(real.open), link: vi.fn(real.link) };
});

let folder: string;
const file = () => join(folder, 'out.csv');
const never = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'visadesk-target-'));
});
afterEach(() => {
  vi.mocked(open).mockClear();
  vi.mocked(link).mockClear();
  rmSync(folder, { recursive: true, force: true });
});

function* content(...pieces: readonly string[]): Generator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code, syscall: 'write', errno: -1 });
}

/** From now on files take so many bytes and then fail. */
function failAfter(bytes: number, code: string): void {
  vi.mocked(open).mockImplementationOnce(async (...given) => {
    const { open: realOpen } = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
    const handle: FileHandle = await realOpen(...given);
    const write = handle.write.bind(handle);
    let written = 0;
    handle.write = (async (buffer: Buffer, ...rest: []) => {
      written += buffer.length;
      if (written > bytes) throw systemError(code);
      return write(buffer, ...rest);
    }) as typeof handle.write;
    // Streams write several pieces at once by this one.
    handle.writev = async () => {
      throw systemError(code);
    };
    return handle;
  });
}

describe('a target file', () => {
  it('has its name only when it is complete, and nothing of it can be read by others', async () => {
    const target = await openTarget(file(), false);
    await target.write(content('one', 'two'), never);
    expect(existsSync(file())).toBe(false);
    await target.publish();
    await target.discard();
    expect(readFileSync(file(), 'utf8')).toBe('onetwo');
    expect(readdirSync(folder)).toEqual(['out.csv']);
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('replaces a file only when told to, even one that appears meanwhile', async () => {
    writeFileSync(file(), 'mine');
    await expect(openTarget(file(), false)).rejects.toMatchObject({ code: 'file-exists' });
    rmSync(file());
    const late = await openTarget(file(), false);
    await late.write(content('new'), never);
    writeFileSync(file(), 'mine');
    await expect(late.publish()).rejects.toMatchObject({ code: 'file-exists' });
    await late.discard();
    expect([readFileSync(file(), 'utf8'), readdirSync(folder)]).toEqual(['mine', ['out.csv']]);
    const told = await openTarget(file(), true);
    await told.write(content('new'), never);
    expect(readFileSync(file(), 'utf8')).toBe('mine');
    await told.publish();
    await told.discard();
    expect([readFileSync(file(), 'utf8'), readdirSync(folder)]).toEqual(['new', ['out.csv']]);
  });

  it('gets its name without second names for files too', async () => {
    vi.mocked(link).mockRejectedValueOnce(systemError('EPERM')).mockRejectedValueOnce(systemError('EPERM'));
    const first = await openTarget(file(), false);
    const second = await openTarget(file(), false);
    for (const target of [first, second]) await target.write(content('x'), never);
    await first.publish();
    await expect(second.publish()).rejects.toMatchObject({ code: 'file-exists' });
    for (const target of [first, second]) await target.discard();
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it('refuses what is no place for a file', async () => {
    await expect(openTarget('out.csv', false)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(openTarget(join(folder, 'no', 'out.csv'), false)).rejects.toMatchObject({
      code: 'file-unwritable',
    });
    mkdirSync(file());
    await expect(openTarget(file(), true)).rejects.toMatchObject({ code: 'file-unwritable' });
    rmSync(file(), { recursive: true });
    if (process.platform === 'win32') return;
    symlinkSync(join(folder, 'nowhere'), file());
    const dangling = await openTarget(file(), false);
    await dangling.write(content('x'), never);
    await expect(dangling.publish()).rejects.toMatchObject({ code: 'file-exists' });
    await dangling.discard();
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it.each([
    ['ENOSPC', 'storage-full'],
    ['EDQUOT', 'storage-full'],
    ['EIO', 'file-unwritable'],
  ])('says of %s that it is %s and leaves nothing', async (fault, code) => {
    failAfter(5, fault);
    const target = await openTarget(file(), false);
    await expect(target.write(content('12345', '6', '7'), never)).rejects.toMatchObject({ code });
    await target.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('passes a fault of its content on as it is', async () => {
    const target = await openTarget(file(), false);
    const failing = (function* () {
      yield Buffer.from('x');
      throw Object.assign(new Error('bad page'), { code: 'SQLITE_CORRUPT' });
    })();
    await expect(target.write(failing, never)).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
    await target.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stops in the middle when told to, and its content with it', async () => {
    const abort = new AbortController();
    let ended = false;
    const endless = (function* () {
      try {
        for (;;) yield Buffer.alloc(64 * 1024, 'x');
      } finally {
        ended = true;
      }
    })();
    const target = await openTarget(file(), false);
    const writing = target.write(endless, abort.signal);
    await expect.poll(() => statSync(join(folder, readdirSync(folder)[0] ?? '')).size).toBeGreaterThan(0);
    abort.abort();
    await expect(writing).rejects.toThrow();
    await target.discard();
    expect([ended, readdirSync(folder)]).toEqual([true, []]);
  });
});
