import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder that holds package.json. */
export const projectRoot = resolve(import.meta.dirname, '../..');

/** The user's cache folder for downloads shared by all clones of this project. */
export function userCacheFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (platform === 'win32') {
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'visadesk', 'Cache');
  }
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, 'visadesk');
  return platform === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'visadesk')
    : join(homedir(), '.cache', 'visadesk');
}
