import type { Log } from '../../lib/log.ts';
import type { HubClient, MessageClaim, MessageResult } from '../../lib/team/hub-client.ts';
import type { ChannelRegistry } from '../channels/channel.ts';
import type { Job } from './job-runner.ts';
import { settleAll, withinTime } from './outside-calls.ts';

type DeliveryParts = {
  readonly hub: Pick<HubClient, 'messagesToDeliver' | 'messageDelivered'>;
  readonly channels: ChannelRegistry;
  readonly log: Log;
  /** Longest a channel may take in milliseconds; then the message is tried again later. */
  readonly callTimeoutMs: number;
};

const MESSAGES_AT_ONCE = 8;
const LOOK_EVERY_MS = 1000;
const LEASE_MARGIN_SECONDS = 5;

/**
 * Delivers what agents have answered. Unlike a refund a message may leave twice rather than never: what is not known to
 * have arrived, also because a hub died in between, goes again under the same id.
 */
export function deliverMessagesJob({ hub, channels, log, callTimeoutMs }: DeliveryParts): Job {
  const leaseSeconds = Math.ceil(callTimeoutMs / 1000) + LEASE_MARGIN_SECONDS;

  async function attempt({ tries: _, ...message }: MessageClaim): Promise<MessageResult> {
    const { messageId } = message;
    const channel = channels(message.channel);
    if (channel === null) return { messageId, outcome: 'failed', reason: 'channel-not-configured' };
    try {
      const answer = await withinTime(
        callTimeoutMs,
        (signal) => channel.deliver(message, signal),
        () => new Error('overdue'),
      );
      return { messageId, ...answer };
    } catch (error) {
      // Its kind only: what a channel throws may quote the message.
      log.warn('channel did not take a message', {
        message: messageId,
        channel: message.channel,
        kind: error instanceof Error ? error.name : 'unknown',
      });
      return { messageId, outcome: 'later', reason: 'channel-unavailable' };
    }
  }

  async function deliver(claim: MessageClaim): Promise<void> {
    const result = await attempt(claim);
    const { delivery } = await hub.messageDelivered(result);
    log.info('message delivered', { message: claim.messageId, outcome: result.outcome, delivery });
  }

  return {
    name: 'deliver-messages',
    everyMs: LOOK_EVERY_MS,
    run: async () => {
      const claims = await hub.messagesToDeliver(MESSAGES_AT_ONCE, leaseSeconds);
      await settleAll(claims.map(deliver));
      // A ticket hands out one answer at a time: the next one may be waiting.
      return claims.length > 0;
    },
  };
}
