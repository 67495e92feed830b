import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeskError } from '../../../shared/errors.ts';
import { storageError } from './sqlite-errors.ts';

/** The machine as the folder check sees it; a value so that every platform's rule can be tested on one. */
export type FolderMachine = {
  readonly platform: NodeJS.Platform;
  /** `f_type` of the file system that holds the folder. */
  readonly fileSystemType: (directory: string) => number;
};

const thisMachine: FolderMachine = {
  platform: process.platform,
  fileSystemType: (directory) => statfsSync(directory).type,
};

/** Linux's `f_type` of file systems whose locks and shared memory do not reach other machines: WAL breaks there. */
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, 'nfs'],
  [0x517b, 'smb'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb2'],
  [0x01021997, '9p'],
  [0x5346414f, 'afs'],
  [0x00c36400, 'ceph'],
  [0x0bd00bd0, 'lustre'],
]);

/** Folders that a program copies to other machines file by file, which tears a database from its write-ahead log. */
const SYNC_FOLDER = /^(onedrive|dropbox|google drive|icloud ?drive|mobile documents)\b/i;

/**
 * Makes the folder and makes sure that a database can live there.
 * @throws DeskError `storage-unsupported-folder` for network and synchronised folders, `storage-unwritable`,
 *   `storage-full`
 */
export function prepareFolder(directory: string, machine: FolderMachine = thisMachine): void {
  const unsupported = unsupportedReason(directory, machine.platform);
  if (unsupported) throw unsupportedFolder(directory, unsupported);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    probe(directory);
  } catch (error) {
    throw storageError(error, directory);
  }
  if (machine.platform === 'linux') {
    const network = NETWORK_FILE_SYSTEMS.get(machine.fileSystemType(directory));
    if (network) throw unsupportedFolder(directory, network);
  }
}

/** The refusal of a folder that can't hold a database safely. */
export function unsupportedFolder(directory: string, reason: string): DeskError {
  return new DeskError('storage-unsupported-folder', `This folder can not hold the data safely: ${reason}.`, {
    directory,
    reason,
  });
}

function unsupportedReason(directory: string, platform: NodeJS.Platform): string | null {
  // `\\server\share` and `\\?\UNC\server\share`; a drive's own `\\?\C:\` form is local.
  const isUnc = /^[\\/]{2}(?![?.][\\/](?!UNC[\\/]))/i.test(directory);
  if (platform === 'win32' && isUnc) return 'unc';
  const segments = (platform === 'win32' ? directory : resolve(directory)).split(/[\\/]/);
  return segments.some((segment) => SYNC_FOLDER.test(segment)) ? 'synchronised' : null;
}

/** Writes, syncs and removes a file: permission bits alone do not tell (read-only mounts, quotas, policies). */
function probe(directory: string): void {
  const file = join(directory, `.probe-${process.pid}`);
  const handle = openSync(file, 'w', 0o600);
  try {
    writeSync(handle, 'x');
    fsyncSync(handle);
  } finally {
    closeSync(handle);
    rmSync(file, { force: true });
  }
}

const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A workspace's or login's name as a folder name that no file system mistakes for another: lower-case letters,
 * digits, `-` and `_` as they are, everything else as `~` and its code in hexadecimal.
 */
export function folderName(name: string): string {
  const safe = [...name]
    .map((character) =>
      /[a-z0-9_-]/.test(character) ? character : `~${character.codePointAt(0)?.toString(16) ?? ''}~`,
    )
    .join('');
  return WINDOWS_DEVICE.test(safe) ? `~${safe}` : safe;
}
