import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A database is three files while it is open; the log belongs to exactly its own main file. */
export const DATABASE_SUFFIXES = ['', '-wal', '-shm'] as const;

/** How many copies set aside stay: enough to look into what happened, without filling the disk. */
const KEPT_COPIES = 2;

/**
 * Renames a closed database with its log to `<file>.<reason>.<time>`.
 * @returns the new path
 */
export function setAside(file: string, reason: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  const target = freePath(`${file}.${reason}.${stamp}`);
  // The log first: were the main file gone and the log still there, SQLite would take it for a new file's log.
  for (const suffix of ['-wal', '-shm', ''] as const) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}

/** Removes older copies of a disposable file that were set aside, but never those of a precious one. */
export function dropOldCopies(file: string): void {
  const prefix = `${basename(file)}.`;
  const copies = readdirSync(dirname(file))
    .filter((name) => name.startsWith(prefix) && !name.endsWith('-wal') && !name.endsWith('-shm'))
    .map((name) => ({ name, time: name.slice(name.lastIndexOf('.') + 1) }))
    .sort((first, second) => second.time.localeCompare(first.time));
  for (const { name } of copies.slice(KEPT_COPIES)) {
    for (const suffix of DATABASE_SUFFIXES) rmSync(join(dirname(file), name + suffix), { force: true });
  }
}

function freePath(path: string): string {
  let candidate = path;
  for (let n = 2; existsSync(candidate); n += 1) candidate = `${path}-${n}`;
  return candidate;
}

/** Makes renames in a folder survive a power cut. Windows has no such call and needs none. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
