import type { ArrivalFacts } from '../../../shared/domains/refunds/arrival.ts';
import type { Log } from '../../lib/log.ts';
import type {
  Arrival,
  HubClient,
  PendingRefund,
  RefundClaim,
  SendAnswer,
  SendResult,
} from '../../lib/team/hub-client.ts';
import {
  type Gateway,
  type GatewayRefund,
  type GatewayRegistry,
  GatewayUnanswered,
} from '../gateways/gateway.ts';
import { settleAll, withinTime } from './outside-calls.ts';

type RefundExecutorOptions = {
  readonly hub: Pick<HubClient, 'claim' | 'sendResult' | 'pending' | 'gatewayEvent'>;
  readonly gateways: GatewayRegistry;
  readonly arrivalOf: (facts: ArrivalFacts) => Arrival;
  readonly log: Log;
  /** Longest a call to a gateway may take in milliseconds; then its outcome counts as unknown. */
  readonly callTimeoutMs: number;
};

/** Sends approved refunds and follows them. Any number of hubs may run one each. */
export type RefundExecutor = {
  /** Sends what is approved and looks up what is unanswered. Answers true when there may be more. */
  send(): Promise<boolean>;
  /**
   * Asks the gateways about accepted refunds, and once a day about those whose search was given up; hears their events.
   * Answers true when there may be more.
   */
  follow(): Promise<boolean>;
};

const CLAIMS_AT_ONCE = 8;
const PENDING_AT_ONCE = 50;
const EVENTS_AT_ONCE = 100;
const KNOWN_REFUNDS = 10_000;
const LEASE_MARGIN_SECONDS = 5;

/** What a refund's state at the gateway is reported with. */
type SentRefund = Pick<RefundClaim, 'refundId' | 'sendNo' | 'issuerCountry' | 'method'>;
/** A refund that it is this hub's turn to look up. */
type SoughtRefund = SentRefund & Pick<RefundClaim, 'lease'>;

/** Builds the executor of the hub's money jobs. */
export function createRefundExecutor(options: RefundExecutorOptions): RefundExecutor {
  const { hub, gateways, log, callTimeoutMs: timeoutMs } = options;
  // A claim may hold a look-up and a call, and its result must be in before another hub looks the refund up.
  const leaseSeconds = Math.ceil((2 * timeoutMs) / 1000) + LEASE_MARGIN_SECONDS;
  /**
   * Refunds met since the start, by idempotency key, for the events about them. An event about any other is left to
   * the next `pending`, which brings the facts that a report needs.
   */
  const known = new Map<string, SentRefund>();
  /** Where each gateway's events were read up to. A hub that starts reads again what the gateway still has. */
  const cursors = new Map<string, string | null>();

  function remember(sent: SentRefund & { readonly idempotencyKey: string; readonly gateway: string }): void {
    if (known.size >= KNOWN_REFUNDS) known.clear();
    known.set(sent.idempotencyKey, sent);
    if (!cursors.has(sent.gateway)) cursors.set(sent.gateway, null);
  }

  /**
   * One bounded call. Whatever is not a definite answer, also a fault of the adapter, is an unknown outcome:
   * taking it for a failure would pay twice.
   */
  async function ask<Value>(call: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    try {
      return await withinTime(timeoutMs, call, () => new GatewayUnanswered('timeout'));
    } catch (error) {
      if (error instanceof GatewayUnanswered) throw error;
      log.error('gateway adapter failed', error);
      throw new GatewayUnanswered('unavailable');
    }
  }

  /** Null when it can't be computed: the money has moved, and that must be stored whatever calendars say. */
  function arrivalOf(refund: GatewayRefund, sent: SentRefund): Arrival | null {
    const { issuerCountry, method } = sent;
    try {
      return options.arrivalOf({ acceptedAt: refund.acceptedAt, issuerCountry, method });
    } catch (error) {
      log.error('arrival not computed', error, { issuerCountry, method });
      return null;
    }
  }

  async function report(
    sought: SoughtRefund,
    result: Omit<SendResult, 'refundId' | 'sendNo' | 'lease'>,
  ): Promise<SendAnswer> {
    const { refundId, sendNo, lease } = sought;
    const answer = await hub.sendResult({ refundId, sendNo, lease, ...result });
    log.info('refund sent', { refund: refundId, outcome: result.outcome, state: answer.state });
    return answer;
  }

  /** The gateway has the refund: it was accepted, whatever became of it since. */
  async function reportFound(sought: SoughtRefund, refund: GatewayRefund): Promise<void> {
    await report(sought, {
      outcome: refund.state === 'succeeded' ? 'succeeded' : 'accepted',
      gatewayRefundRef: refund.reference,
      arrival: arrivalOf(refund, sought),
    });
    if (refund.state === 'failed' || refund.arn !== null) await reportState(sought, refund);
  }

  /** Null: the gateway does not know it. */
  async function find(
    gateway: Gateway,
    { idempotencyKey, gatewayRef }: Pick<RefundClaim, 'idempotencyKey' | 'gatewayRef'>,
  ): Promise<GatewayRefund | null> {
    const answer = await ask((signal) => gateway.lookupRefund(idempotencyKey, gatewayRef, signal));
    return answer.found ? answer.refund : null;
  }

  /** What stays without an answer is reported as just that. */
  async function reportingSilence(sought: SoughtRefund, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof GatewayUnanswered)) throw error;
      await report(sought, { outcome: 'unknown', reason: error.kind });
    }
  }

  async function reportState(sent: SentRefund, refund: GatewayRefund): Promise<void> {
    const { refundId, sendNo } = sent;
    if (refund.state === 'pending') return;
    if (refund.state === 'failed') {
      await hub.gatewayEvent({ refundId, sendNo, kind: 'failed', reason: refund.failureReason });
      return;
    }
    const arrival = arrivalOf(refund, sent);
    await hub.gatewayEvent({ refundId, sendNo, kind: 'succeeded', reference: refund.reference, arrival });
    if (refund.arn !== null) await hub.gatewayEvent({ refundId, sendNo, kind: 'arn', reference: refund.arn });
  }

  async function call(gateway: Gateway, claim: RefundClaim): Promise<void> {
    const answer = await ask((signal) =>
      gateway.refund(
        {
          idempotencyKey: claim.idempotencyKey,
          gatewayRef: claim.gatewayRef,
          amountMinor: claim.amountMinor,
          currency: claim.currency,
          metadata: { refund_id: claim.refundId, payment_id: claim.paymentId },
        },
        signal,
      ),
    );
    if (answer.outcome === 'refused') await report(claim, { outcome: 'refused', reason: answer.reason });
    else await reportFound(claim, answer.refund);
  }

  async function send(claim: RefundClaim): Promise<void> {
    const gateway = gateways(claim.gateway);
    remember(claim);
    if (gateway === null) {
      // Nothing was sent, so this is definite, unless an earlier hub with that gateway began it.
      const outcome = claim.lookupFirst ? 'unknown' : 'refused';
      await report(claim, { outcome, reason: 'gateway_not_configured' });
      return;
    }
    await reportingSilence(claim, async () => {
      if (claim.lookupFirst) {
        const found = await find(gateway, claim);
        if (found !== null) {
          await reportFound(claim, found);
          return;
        }
        // The same key again, and only if nobody else was faster.
        if (!(await report(claim, { outcome: 'not_found' })).send) return;
      }
      await call(gateway, claim);
    });
  }

  async function followPending(pending: PendingRefund): Promise<void> {
    const gateway = gateways(pending.gateway);
    if (gateway === null) return;
    remember(pending);
    if (pending.givenUp) {
      await reportingSilence(pending, () => askAgain(gateway, pending));
      return;
    }
    const found = await find(gateway, pending);
    if (found !== null) await reportState(pending, found);
  }

  /** Nothing is sent from here, whatever the answer. */
  async function askAgain(gateway: Gateway, sought: PendingRefund): Promise<void> {
    const found = await find(gateway, sought);
    if (found === null) await report(sought, { outcome: 'not_found' });
    // One that failed is no money: told as accepted it would raise an alarm beside the send that replaced it.
    else if (found.state === 'failed') await reportState(sought, found);
    else await reportFound(sought, found);
  }

  /** An event says that something happened, not what is true now: it may be old, doubled or out of order. */
  async function followEvents(name: string, cursor: string | null): Promise<boolean> {
    const gateway = gateways(name);
    if (gateway === null) return false;
    const page = await ask((signal) => gateway.events(cursor, EVENTS_AT_ONCE, signal));
    const charges = new Map(
      page.events.map(({ idempotencyKey, gatewayRef }) => [idempotencyKey, gatewayRef]),
    );
    await settleAll(
      [...charges].map(async ([idempotencyKey, gatewayRef]) => {
        const sent = known.get(idempotencyKey);
        if (sent === undefined) return;
        const found = await find(gateway, { idempotencyKey, gatewayRef });
        if (found !== null) await reportState(sent, found);
      }),
    );
    cursors.set(name, page.cursor);
    return page.more;
  }

  return {
    async send() {
      const claims = await hub.claim(CLAIMS_AT_ONCE, leaseSeconds);
      await settleAll(claims.map(send));
      return claims.length === CLAIMS_AT_ONCE;
    },
    async follow() {
      const pending = await hub.pending(PENDING_AT_ONCE);
      await settleAll(pending.map(followPending));
      const more = await Promise.all([...cursors].map(([name, cursor]) => followEvents(name, cursor)));
      return pending.length === PENDING_AT_ONCE || more.includes(true);
    },
  };
}
