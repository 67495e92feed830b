/** A refund as the gateway knows it. */
export type GatewayRefund = {
  /** The gateway's own id of the refund. */
  readonly reference: string;
  /** Our key, as sent with it: `refundId:sendNo`. */
  readonly idempotencyKey: string;
  readonly gatewayRef: string;
  /** Minor units. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
  /** The gateway's reason as received, once failed. */
  readonly failureReason: string | null;
  /** Acquirer reference number, days after success. */
  readonly arn: string | null;
  /** Milliseconds UTC. */
  readonly acceptedAt: number;
};

/** What to return of one charge. */
export type RefundRequest = {
  /** Persisted before the call; the same key never moves money twice. */
  readonly idempotencyKey: string;
  /** The charge at the gateway. */
  readonly gatewayRef: string;
  /** Minor units, above 0. */
  readonly amountMinor: number;
  readonly currency: string;
  /** Kept by the gateway beside the refund. Ids and amounts only, never personal data. */
  readonly metadata: Readonly<Record<string, string>>;
};

/** A definite answer. Whatever is not definite is thrown as `GatewayUnanswered`. */
export type RefundAnswer =
  | { readonly outcome: 'accepted'; readonly refund: GatewayRefund }
  | { readonly outcome: 'succeeded'; readonly refund: GatewayRefund }
  /** No money moves for this key. `reason` is the gateway's code as received. */
  | { readonly outcome: 'refused'; readonly reason: string };

export type RefundLookup =
  | { readonly found: true; readonly refund: GatewayRefund }
  | { readonly found: false };

/** Says that something happened to a refund; may come twice and out of order, so its state is looked up. */
export type GatewayEvent = {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly gatewayRef: string;
  /** Milliseconds UTC. */
  readonly at: number;
};

export type GatewayEventPage = {
  readonly events: readonly GatewayEvent[];
  /** Where to go on; equal to the one asked with when nothing is new. */
  readonly cursor: string;
  readonly more: boolean;
};

/**
 * The call ended without a definite answer: the gateway may or may not have acted. Nothing but a look-up by the
 * same key may follow.
 */
export class GatewayUnanswered extends Error {
  readonly kind: 'timeout' | 'unavailable';

  constructor(kind: 'timeout' | 'unavailable') {
    super(`gateway ${kind}`);
    this.name = 'GatewayUnanswered';
    this.kind = kind;
  }
}

/** What a payment gateway must be able to do for us. Every method may throw `GatewayUnanswered`. */
export type Gateway = {
  readonly name: string;
  refund(request: RefundRequest, signal: AbortSignal): Promise<RefundAnswer>;
  /** By our key, which the gateway keeps with the refund even after it forgot the key itself. */
  lookupRefund(idempotencyKey: string, gatewayRef: string, signal: AbortSignal): Promise<RefundLookup>;
  /** `null` = from the oldest that it still has. */
  events(cursor: string | null, limit: number, signal: AbortSignal): Promise<GatewayEventPage>;
};

/** The adapter for a payment's gateway, or null where this hub may not or cannot send to it. */
export type GatewayRegistry = (name: string) => Gateway | null;
