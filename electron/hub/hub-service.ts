import { expectedArrival } from '../../shared/domains/refunds/arrival.ts';
import type { Log } from '../lib/log.ts';
import type { HubClient } from '../lib/team/hub-client.ts';
import type { ChannelRegistry } from './channels/channel.ts';
import type { GatewayRegistry } from './gateways/gateway.ts';
import { deliverMessagesJob } from './jobs/deliver-messages.ts';
import { hintJob } from './jobs/hint.ts';
import { type Job, startJobs } from './jobs/job-runner.ts';
import { createRefundExecutor } from './jobs/refund-executor.ts';
import { expireJob, purgeFeedJob, sealAuditJob, watchdogJob } from './jobs/upkeep.ts';

/** How often approved refunds are claimed and accepted ones followed. */
const SEND_EVERY_MS = 1000;
const FOLLOW_EVERY_MS = 1000;

/**
 * Longest call to a gateway or a channel. A hub that was killed in the middle of one leaves a claim that others respect a little
 * longer than two of these; the simulated gateway of the embedded workspace needs no such patience.
 */
const REMOTE_CALL_TIMEOUT_MS = 15_000;
const EMBEDDED_CALL_TIMEOUT_MS = 2000;

export type HubServiceOptions = {
  readonly hub: HubClient;
  readonly gateways: GatewayRegistry;
  readonly channels: ChannelRegistry;
  readonly log: Log;
  /** A database of its own inside this process needs no watchdog. */
  readonly embedded: boolean;
};

/** The team's back office at work. */
export type HubService = {
  /** Somebody else wrote through this process: looks for approved refunds and queued answers at once. */
  touch(): void;
  /** Ends after the calls in hand, each bounded by its time limit. The hub client stays open. */
  stop(): Promise<void>;
};

/** Starts the hub's jobs. Any number of hubs may work on one team database. */
export function createHubService(options: HubServiceOptions): HubService {
  const { hub, gateways, channels, log, embedded } = options;
  const callTimeoutMs = embedded ? EMBEDDED_CALL_TIMEOUT_MS : REMOTE_CALL_TIMEOUT_MS;
  const executor = createRefundExecutor({
    hub,
    gateways,
    arrivalOf: expectedArrival,
    log,
    callTimeoutMs,
  });
  const jobs: readonly Job[] = [
    { name: 'send-refunds', everyMs: SEND_EVERY_MS, run: executor.send },
    { name: 'follow-refunds', everyMs: FOLLOW_EVERY_MS, run: executor.follow },
    deliverMessagesJob({ hub, channels, log, callTimeoutMs }),
    hintJob(hub),
    expireJob(hub, log),
    sealAuditJob(hub),
    purgeFeedJob(hub, log),
    ...(embedded ? [] : [watchdogJob(hub, log)]),
  ];
  const runner = startJobs(jobs, log);
  return {
    touch() {
      runner.wake('send-refunds');
      runner.wake('deliver-messages');
    },
    stop: runner.stop,
  };
}
