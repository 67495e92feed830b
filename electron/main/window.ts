import { BrowserWindow, type Session } from 'electron';
import { APP_START_URL } from './app-files.ts';

/** Makes the program's window and loads its page; it shows itself once it has painted. */
export function createWindow(options: {
  readonly session: Session;
  readonly preloadFile: string;
  /** Size of the content in CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly darkBackground: boolean;
  readonly developerTools: boolean;
}): BrowserWindow {
  const window = new BrowserWindow({
    ...options.size,
    useContentSize: true,
    minWidth: 640,
    minHeight: 480,
    show: false,
    // On Windows and Linux the Alt key brings it; everything in it has a place in the window, too.
    autoHideMenuBar: true,
    title: 'VisaDesk',
    // The first frame must not flash in the other theme's colour.
    backgroundColor: options.darkBackground ? '#111113' : '#fcfcfd',
    webPreferences: {
      session: options.session,
      preload: options.preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // On Windows and Linux the checker downloads dictionaries from a third party.
      spellcheck: process.platform === 'darwin',
      devTools: options.developerTools,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(APP_START_URL);
  return window;
}

/** Brings a window to the front, for a second start of the program. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
