import { randomBytes } from 'node:crypto';
import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DeskError } from '../../../../shared/errors.ts';
import { storageFault } from '../../db/sqlite-errors.ts';

/** A file that appears whole under its name or not at all. */
export type TargetFile = {
  /** Writes all of it. @throws DeskError `storage-full`, `file-unwritable`; what `content` throws */
  write(content: Iterable<Buffer> | AsyncIterable<Buffer>, signal: AbortSignal): Promise<void>;
  /** Gives it its name. @throws DeskError `file-exists`, `file-unwritable` */
  publish(): Promise<void>;
  /** Removes what is there so far; nothing after `publish`. */
  discard(): Promise<void>;
};

/** Bytes that may wait for the disk while the next ones are made. */
const BUFFERED = 1024 * 1024;
/** Personal data: only whoever made the file reads it, until he gives it to others. */
const MODE = 0o600;

/**
 * Makes a file of another name in the folder of `file`: what can not be written shows before anything is read.
 * @param replace whether a file of that name may go
 * @throws DeskError `bad-input`, `file-exists`, `file-unwritable`, `storage-full`
 */
export async function openTarget(file: string, replace: boolean): Promise<TargetFile> {
  if (!isAbsolute(file)) throw new DeskError('bad-input', 'The file needs an absolute path.');
  await mustBeFree(file, replace);
  const partial = join(dirname(file), `.visadesk-${randomBytes(8).toString('hex')}.part`);
  const handle = await open(partial, 'wx', MODE).catch((error: unknown) => {
    throw fileError(error);
  });
  let published = false;
  return {
    async write(content, signal) {
      try {
        await pipeline(content, handle.createWriteStream({ flush: true, highWaterMark: BUFFERED }), {
          signal,
        });
      } catch (error) {
        throw fileError(error);
      }
    },
    async publish() {
      try {
        if (replace) await rename(partial, file);
        else await renameToFree(partial, file);
      } catch (error) {
        throw fileError(error);
      }
      published = true;
      await settleFolder(dirname(file));
    },
    async discard() {
      await closeQuietly(handle);
      if (!published) await rm(partial, { force: true });
    },
  };
}

async function mustBeFree(file: string, replace: boolean): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null) return;
  if (!found.isFile()) throw new DeskError('file-unwritable', 'There is something else of that name.');
  if (!replace) throw new DeskError('file-exists', 'There is a file of that name already.');
}

/** Unlike a rename this does not replace a file that has appeared in the meantime. */
async function renameToFree(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    // Memory sticks and some network drives know no second name of a file.
    await mustBeFree(file, false);
    return rename(partial, file);
  }
  await rm(partial);
}

/** The new name survives a power cut, where a folder can be opened at all: not on Windows. */
async function settleFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function closeQuietly(handle: FileHandle): Promise<void> {
  // The stream has closed it already, unless nothing was written.
  await handle.close().catch(() => undefined);
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

/** What the file system said, for people; anything else, such as a fault of what is written, is passed on as it is. */
function fileError(error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  if (storageFault(error) === 'full') return new DeskError('storage-full', 'The disk is full.');
  if (codeOf(error) === 'EEXIST')
    return new DeskError('file-exists', 'There is a file of that name already.');
  return new DeskError('file-unwritable', `The file can not be written: ${String(codeOf(error))}`);
}
