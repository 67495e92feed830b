import { type BrowserWindow, ipcMain } from 'electron';
import type { WindowEvent } from '../../shared/ipc/contract.ts';
import { failure } from '../../shared/ipc/result.ts';
import type { Dispatch } from './dispatch.ts';
import { isTrustedSender } from './sender.ts';

/** No screen sends more than a form's worth; 4 million characters leave room for a long draft. */
const LONGEST_INPUT = 4_000_000;

/**
 * The window's side of the contract: the only importer of ipcMain.
 * @param currentWindow the window calls may come from
 */
export function serveWindow(currentWindow: () => BrowserWindow | undefined, dispatch: Dispatch): void {
  ipcMain.handle('visadesk:invoke', (event, name: unknown, inputText: unknown): string | Promise<string> => {
    if (!isTrustedSender(event, currentWindow())) {
      return JSON.stringify(failure('forbidden-sender', 'This page may not call the program.'));
    }
    if (typeof name !== 'string' || typeof inputText !== 'string' || inputText.length > LONGEST_INPUT) {
      return JSON.stringify(failure('bad-input', 'A call is a name and a JSON text.'));
    }
    return dispatch('window', name, inputText);
  });
}

/** Pushes an event to the window, if there is one. */
export function pushToWindow(window: BrowserWindow | undefined, event: WindowEvent): void {
  if (window && !window.isDestroyed()) window.webContents.send('visadesk:event', JSON.stringify(event));
}
