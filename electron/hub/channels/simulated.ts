import { setTimeout as delay } from 'node:timers/promises';
import type { MessageChannel, OutgoingMessage } from './channel.ts';

/** What tests change about the simulated channel. */
export type SimulatedChannelOptions = {
  /** How long a delivery takes. */
  readonly delayMs?: number;
  /** While true nothing gets through. */
  readonly isDown?: () => boolean;
  /** Hears of each message that arrives, a second arrival of the same one too. */
  readonly onArrival?: (message: OutgoingMessage) => void;
};

/** Mail to an address of this domain comes back. */
const BOUNCING = /@bounce\.example$/i;

/** A channel that reaches nobody and says that it did. */
export function createSimulatedChannel(options: SimulatedChannelOptions = {}): MessageChannel {
  return {
    async deliver(message, signal) {
      if (options.delayMs) await delay(options.delayMs, undefined, { signal });
      if (options.isDown?.()) throw new Error('the simulated channel is down');
      if (message.address !== null && BOUNCING.test(message.address)) {
        return { outcome: 'failed', reason: 'mailbox-unavailable' };
      }
      options.onArrival?.(message);
      return { outcome: 'sent' };
    },
  };
}
