import type { HubClient } from '../../lib/team/hub-client.ts';
import type { Job } from './job-runner.ts';

/** A notice per commit would serialise all writers of a busy team database; desktops can't use more than this. */
const LOOK_EVERY_MS = 250;

/**
 * Tells desktops to pull soon after anybody's change could be seen, their own commands included: those do not pass
 * through the hub. A notice that can't be sent is no loss, because desktops poll anyway.
 */
export function hintJob(hub: Pick<HubClient, 'hint'>): Job {
  let seen: string | null = null;
  return {
    name: 'hint',
    everyMs: LOOK_EVERY_MS,
    run: async () => {
      seen = await hub.hint(seen);
      return false;
    },
  };
}
