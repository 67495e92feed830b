import type { HubClient } from '../../lib/team/hub-client.ts';

/** A notice per commit would serialise all writers of a busy team database; desktops can't use more than this. */
const COALESCE_MS = 250;

/** Tells desktops that there is something to pull. */
export type HintSender = {
  /** Something changed. Many of these within a quarter of a second make one notice. */
  touch(): void;
  /** Sends no more. */
  stop(): void;
};

/** `onFailure` hears of a notice that could not be sent; nothing is lost, desktops poll anyway. */
export function createHintSender(
  hub: Pick<HubClient, 'hint'>,
  onFailure: (error: unknown) => void,
): HintSender {
  let isStopped = false;
  let timer: NodeJS.Timeout | null = null;

  function send(): void {
    // From here on a touch asks for a notice of its own: this one may be read before that change commits.
    timer = null;
    hub.hint().catch((error: unknown) => {
      if (!isStopped) onFailure(error);
    });
  }

  return {
    touch() {
      if (!isStopped) timer ??= setTimeout(send, COALESCE_MS);
    },
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
