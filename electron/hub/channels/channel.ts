import type { Channel } from '../../../shared/domains/tickets/entity.ts';
import type { MessageClaim } from '../../lib/team/hub-client.ts';

/** An answer on its way to a customer. It may be handed over twice, then with the same `messageId`. */
export type OutgoingMessage = Omit<MessageClaim, 'tries'>;

/** A definite answer. `failed`: it will never arrive; `reason` is a code such as `mailbox-unavailable`. */
export type DeliveryAnswer =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'failed'; readonly reason: string };

/**
 * A way to reach customers. Whatever it throws means that the message has perhaps not been taken: it comes again later.
 * So the id must travel with it (`Message-ID` of a mail, client id of a chat line), for the other side to drop a second.
 */
export type MessageChannel = {
  deliver(message: OutgoingMessage, signal: AbortSignal): Promise<DeliveryAnswer>;
};

/** What delivers a ticket's answers, or null where this hub has nothing of the kind. */
export type ChannelRegistry = (channel: Channel) => MessageChannel | null;
