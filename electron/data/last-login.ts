import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncDirectory } from './db/set-aside.ts';

/** Name of the file in the workspace's folder that remembers who worked last. */
const FILE = 'last-login';

/** Who worked last in a workspace, or null. */
export function readLastLogin(workspaceFolder: string): string | null {
  try {
    return readFileSync(join(workspaceFolder, FILE), 'utf8').trim() || null;
  } catch {
    // Never switched here.
    return null;
  }
}

/** Remembers it; a kill leaves either the old or the new name. */
export function writeLastLogin(workspaceFolder: string, login: string): void {
  const target = join(workspaceFolder, FILE);
  const unfinished = `${target}.unfinished`;
  const handle = openSync(unfinished, 'w', 0o600);
  writeSync(handle, login);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(unfinished, target);
  syncDirectory(dirname(target));
}
