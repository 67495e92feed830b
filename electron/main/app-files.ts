import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Where the window's own files live; the only origin that may call the program. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'visadesk';
export const APP_START_URL = `${APP_SCHEME}://${APP_HOST}/index.html`;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

/** A file that the window may load. */
export type AppFile = { readonly path: string; readonly mediaType: string };

/** URL path -> file. Nothing outside this list can be loaded, whatever a path looks like. */
export type AppManifest = ReadonlyMap<string, AppFile>;

/** Lists the window's files once, at start. */
export function listAppFiles(folder: string): AppManifest {
  const manifest = new Map<string, AppFile>();
  const walk = (relative: string): void => {
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      const urlPath = `${relative}/${entry.name}`;
      const mediaType = MEDIA_TYPES[extname(entry.name)];
      if (entry.isDirectory()) walk(urlPath);
      else if (entry.isFile() && mediaType) manifest.set(urlPath, { path: join(folder, urlPath), mediaType });
    }
  };
  walk('');
  return manifest;
}

function parseAppUrl(address: string): URL | undefined {
  // Not URL.parse: the preview runtime's Node does not have it.
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isOurs = url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST;
  return isOurs && url.username === '' && url.password === '' ? url : undefined;
}

/** True if an address belongs to the window's own origin. */
export function isAppUrl(address: string): boolean {
  return parseAppUrl(address) !== undefined;
}

/** Finds the file for a request, or undefined for anything but an exact name on the list. */
export function findAppFile(manifest: AppManifest, address: string): AppFile | undefined {
  // The list holds the names as they are written in URLs; decoding would only open doors.
  const url = parseAppUrl(address);
  return url && manifest.get(url.pathname);
}
