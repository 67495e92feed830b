import { isAppUrl } from './app-files.ts';

type Frame = { readonly url: string };

/** Who sent a message, as Electron tells it. */
export type Sender = {
  /** The page's contents; the same object as its window's. */
  readonly sender: { readonly mainFrame: Frame };
  /** Null once the frame has gone away. */
  readonly senderFrame: Frame | null;
};

/**
 * Only the main frame of our own window, showing our own page, may call: no subframe, no other window, and no empty
 * or blank page on its way to somewhere.
 */
export function isTrustedSender(
  event: Sender,
  window: { readonly webContents: unknown } | undefined,
): boolean {
  return (
    window !== undefined &&
    event.sender === window.webContents &&
    event.senderFrame !== null &&
    event.senderFrame === event.sender.mainFrame &&
    isAppUrl(event.senderFrame.url)
  );
}
