import type { App, Session, WebContents } from 'electron';
import { isAppUrl } from './app-files.ts';

/** All a window of ours ever needs; everything else (camera, location, USB, reading the clipboard ...) is denied. */
const ALLOWED_PERMISSIONS = new Set(['notifications', 'clipboard-sanitized-write']);

/** True if a page may have a permission. */
export function isPermitted(permission: string, requestingUrl: string): boolean {
  return ALLOWED_PERMISSIONS.has(permission) && isAppUrl(requestingUrl);
}

/** True if the window may load an address at all: its own files, blobs it made, and developer tools while developing. */
export function mayLoad(address: string, isPackaged: boolean): boolean {
  if (isAppUrl(address) || address.startsWith('blob:app://visadesk/') || address.startsWith('data:'))
    return true;
  return !isPackaged && address.startsWith('devtools:');
}

/** Closes a session: no permissions, no network. The window has no business with either. */
export function guardSession(session: Session, isPackaged: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(isPermitted(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    isPermitted(permission, requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !mayLoad(details.url, isPackaged) });
  });
  session.on('will-download', (event) => event.preventDefault());
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Closes every page that ever comes to be: no navigation, no new windows, no webviews. */
export function guardAllContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}
