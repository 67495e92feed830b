import { expectedArrival } from '../../shared/domains/refunds/arrival.ts';
import type { Log } from '../lib/log.ts';
import type { HubClient } from '../lib/team/hub-client.ts';
import type { GatewayRegistry } from './gateways/gateway.ts';
import { createHintSender } from './jobs/hint.ts';
import { type Job, type JobRunner, startJobs } from './jobs/job-runner.ts';
import { createRefundExecutor } from './jobs/refund-executor.ts';
import { expireJob, purgeFeedJob, sealAuditJob, watchdogJob } from './jobs/upkeep.ts';

/** How often approved refunds are claimed and accepted ones followed. */
const SEND_EVERY_MS = 1000;
const FOLLOW_EVERY_MS = 1000;

/**
 * Longest call to a gateway. A hub that was killed in the middle of one leaves a claim that others respect a little
 * longer than two of these; the simulated gateway of the embedded workspace needs no such patience.
 */
const REMOTE_CALL_TIMEOUT_MS = 15_000;
const EMBEDDED_CALL_TIMEOUT_MS = 2000;

export type HubServiceOptions = {
  readonly hub: HubClient;
  readonly gateways: GatewayRegistry;
  readonly log: Log;
  /** A database of its own inside this process needs no watchdog. */
  readonly embedded: boolean;
};

/** The team's back office at work. */
export type HubService = {
  /** Somebody else wrote through this process: tell the desktops soon, and look for approved refunds at once. */
  touch(): void;
  /** Ends after the calls in hand, each bounded by its time limit. The hub client stays open. */
  stop(): Promise<void>;
};

/** Starts the hub's jobs. Any number of hubs may work on one team database. */
export function createHubService({ hub, gateways, log, embedded }: HubServiceOptions): HubService {
  const hints = createHintSender(hub, () => log.warn('hint not sent'));
  const executor = createRefundExecutor({
    hub: hinting(hub, hints.touch),
    gateways,
    arrivalOf: expectedArrival,
    log,
    callTimeoutMs: embedded ? EMBEDDED_CALL_TIMEOUT_MS : REMOTE_CALL_TIMEOUT_MS,
  });
  const jobs: readonly Job[] = [
    { name: 'send-refunds', everyMs: SEND_EVERY_MS, run: executor.send },
    { name: 'follow-refunds', everyMs: FOLLOW_EVERY_MS, run: executor.follow },
    expireJob(hub, log),
    sealAuditJob(hub),
    purgeFeedJob(hub, log),
    ...(embedded ? [] : [watchdogJob(hub, log)]),
  ];
  const runner: JobRunner = startJobs(jobs, log);
  return {
    touch() {
      hints.touch();
      runner.wake('send-refunds');
    },
    async stop() {
      await runner.stop();
      hints.stop();
    },
  };
}

type RefundCalls = Pick<HubClient, 'claim' | 'sendResult' | 'pending' | 'gatewayEvent'>;

/** The executor's calls, with a hint after each that changed something. */
function hinting(hub: RefundCalls, touch: () => void): RefundCalls {
  return {
    pending: (...parameters) => hub.pending(...parameters),
    async claim(...parameters) {
      const claims = await hub.claim(...parameters);
      if (claims.length > 0) touch();
      return claims;
    },
    async sendResult(result) {
      const answer = await hub.sendResult(result);
      if (answer.changed) touch();
      return answer;
    },
    async gatewayEvent(event) {
      const answer = await hub.gatewayEvent(event);
      if (answer.changed) touch();
      return answer;
    },
  };
}
