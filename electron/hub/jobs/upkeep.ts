import type { Log } from '../../lib/log.ts';
import type { HubClient } from '../../lib/team/hub-client.ts';
import type { Job } from './job-runner.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Seals the audit log each minute, so that a later change to it can be proved. */
export function sealAuditJob(hub: Pick<HubClient, 'sealAudit'>): Job {
  return {
    name: 'seal-audit',
    everyMs: MINUTE_MS,
    run: async () => {
      await hub.sealAudit();
      return false;
    },
  };
}

/** Ends questions that nobody answered and puts refunds of unknown outcome before a person after a day. */
export function expireJob(hub: Pick<HubClient, 'expire'>, log: Log): Job {
  return {
    name: 'expire-refunds',
    everyMs: MINUTE_MS,
    run: async () => {
      const { expired, manualCheck } = await hub.expire();
      if (expired + manualCheck > 0) log.info('refunds expired', { expired, manualCheck });
      return false;
    },
  };
}

/** Forgets changes that every desktop has long pulled or must fetch anew anyway. */
export function purgeFeedJob(hub: Pick<HubClient, 'purgeFeed'>, log: Log): Job {
  return {
    name: 'purge-feed',
    everyMs: DAY_MS,
    run: async () => {
      const { removed } = await hub.purgeFeed();
      log.info('feed purged', { removed });
      return false;
    },
  };
}

/** Ends transactions that freeze the change feed for everybody. A server's matter: PGlite has one session. */
export function watchdogJob(hub: Pick<HubClient, 'watchdog'>, log: Log): Job {
  return {
    name: 'watchdog',
    everyMs: 5000,
    run: async () => {
      const ended = await hub.watchdog();
      if (ended > 0) log.warn('ended transactions that froze the feed', { ended });
      return false;
    },
  };
}
