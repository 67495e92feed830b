import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** True if the program can keep its files in a folder; makes it if it is not there. */
export function isUsableDataDirectory(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where Chromium keeps its own files. They also carry the single-instance lock, so there is one per data directory;
 * where that can't be written, a window must still open to say so.
 */
export function chromiumFolder(dataDirectory: string): string {
  return isUsableDataDirectory(dataDirectory)
    ? join(dataDirectory, 'window')
    : mkdtempSync(join(tmpdir(), 'visadesk-window-'));
}
