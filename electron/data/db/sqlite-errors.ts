import Database from 'better-sqlite3';
import { DeskError } from '../../../shared/errors.ts';

/** What went wrong with a file, as far as the program can do something about it. */
export type StorageFault = 'corrupt' | 'full' | 'unwritable' | 'other';

/** Sorts an error of SQLite or of the file system. */
export function storageFault(error: unknown): StorageFault {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return 'other';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_FORMAT')
    return 'corrupt';
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') {
    return 'unwritable';
  }
  return code in FILE_REFUSALS ? 'unwritable' : 'other';
}

const FILE_REFUSALS: Readonly<Record<string, true>> = {
  EACCES: true,
  EPERM: true,
  EROFS: true,
  ENOTDIR: true,
  ENOENT: true,
  EEXIST: true,
};

/** The error a person sees when a file can't be written; anything that is not about storage is thrown on. */
export function storageError(error: unknown, directory: string): DeskError {
  const fault = storageFault(error);
  if (fault === 'full') return new DeskError('storage-full', 'The disk is full.', { directory });
  if (fault === 'unwritable') {
    return new DeskError('storage-unwritable', 'The folder can not be written to.', { directory });
  }
  throw error;
}

/** An error of SQLite itself, not of the code around it. */
export function isSqliteError(error: unknown): error is InstanceType<typeof Database.SqliteError> {
  return error instanceof Database.SqliteError;
}
