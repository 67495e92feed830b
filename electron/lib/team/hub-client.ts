import { z } from 'zod';
import type { ImportCounts } from '../../../shared/domains/imports/contract.ts';
import { refundStateSchema } from '../../../shared/domains/refunds/entity.ts';
import { type Staff, staffSchema } from '../../../shared/domains/staff/entity.ts';
import { channelSchema, messageSchema } from '../../../shared/domains/tickets/entity.ts';
import type { TicketImportRow } from '../../../shared/domains/tickets/import-row.ts';
import { ask, importPayments, importTickets, toJsonText } from './sql-team-client.ts';
import type { WireRow } from './team-client.ts';
import type { TeamSession } from './team-session.ts';

const sendSchema = z.object({
  refundId: z.string(),
  sendNo: z.int(),
  /** `refundId:sendNo`, committed before this was handed out. */
  idempotencyKey: z.string(),
  gateway: z.string(),
  /** The charge at the gateway. */
  gatewayRef: z.string(),
  gatewayRefundRef: z.string().nullable(),
  /** Names the turn that this hub has; a look-up's result is reported with it. */
  lease: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  issuerCountry: z.string().nullable(),
  method: z.string().nullable(),
});

const claimSchema = sendSchema.extend({
  paymentId: z.string(),
  /** Ask the gateway by the key or reference before sending anything. */
  lookupFirst: z.boolean(),
  /** Unknown outcomes so far. */
  tries: z.int(),
  /** Milliseconds UTC; keys older than 24 hours may be forgotten at the gateway. */
  firstSentAt: z.int(),
});
/** A refund that this hub may call the gateway about until the lease ends. */
export type RefundClaim = z.infer<typeof claimSchema>;

const pendingSchema = sendSchema.extend({
  state: refundStateSchema,
  /** The gateway is not known to have it: report what a look-up gives, send nothing. May be an older send number. */
  givenUp: z.boolean(),
});
/** A refund whose state at the gateway is due to be asked for. */
export type PendingRefund = z.infer<typeof pendingSchema>;

/** The arrival window, fixed at acceptance. Days as `2026-11-22`, `acceptedAt` in milliseconds UTC. */
export type Arrival = {
  readonly acceptedAt: number;
  readonly earliest: string;
  readonly latest: string;
  readonly country: string | null;
  readonly estimate: boolean;
  readonly rule: string;
};

/** What a call or a look-up gave. `not_found`: the gateway surely does not have it. */
export type SendResult = {
  readonly refundId: string;
  readonly sendNo: number;
  readonly outcome: 'accepted' | 'succeeded' | 'refused' | 'unknown' | 'not_found';
  readonly gatewayRefundRef?: string | null;
  readonly reason?: string | null;
  readonly arrival?: Arrival | null;
  /** The claim's; `not_found` counts only under the newest. */
  readonly lease?: string;
};

const sendAnswerSchema = z.object({
  changed: z.boolean(),
  state: refundStateSchema,
  /** True only after `not_found`: call the gateway now, under the same key. */
  send: z.boolean(),
  nextLookUpAt: z.int().nullable(),
});
export type SendAnswer = z.infer<typeof sendAnswerSchema>;

/** What a gateway tells later. `reference` is the refund's at the gateway, or the ARN for `arn`. */
export type GatewayEvent = {
  readonly refundId: string;
  readonly sendNo: number;
  readonly kind: 'succeeded' | 'failed' | 'voided' | 'arn';
  readonly reference?: string | null;
  readonly reason?: string | null;
  readonly arrival?: Arrival | null;
};

const messageClaimSchema = z.object({
  /** The same each time it is handed out: what the channel passes on as the id, so that a repetition can be told. */
  messageId: z.string(),
  ticketId: z.string(),
  ticketNumber: z.int(),
  channel: channelSchema,
  subject: z.string(),
  /** The customer's e-mail address and phone number, where known. */
  address: z.string().nullable(),
  phone: z.string().nullable(),
  body: z.string(),
  language: z.string().nullable(),
  authorName: z.string(),
  /** Times that it could not be sent. */
  tries: z.int(),
});
/** An answer to a customer that this hub may send until the lease ends. */
export type MessageClaim = z.infer<typeof messageClaimSchema>;

/** `failed`: it never arrives, for a reason that is a code. `later`: the channel is not there. */
export type MessageResult = {
  readonly messageId: string;
  readonly outcome: 'sent' | 'failed' | 'later';
  readonly reason?: string;
};

const messageAnswerSchema = z.object({ changed: z.boolean(), delivery: messageSchema.shape.delivery });

const eventAnswerSchema = z.object({ changed: z.boolean(), state: refundStateSchema });
const expiredSchema = z.object({ expired: z.int(), manualCheck: z.int() });
const purgedSchema = z.object({ removed: z.int(), floor: z.string() });
const sealedSchema = z.object({ sealed: z.int(), hash: z.string().nullable() });
const verifiedSchema = z.object({
  ok: z.boolean(),
  seals: z.int(),
  entries: z.int(),
  brokenAt: z.int().nullable(),
});

const STAFF = `
SELECT coalesce(json_agg(json_build_object('id', id, 'login', login, 'personId', person_id, 'name', name, 'role', role,
  'teams', teams, 'approveLimits', approve_limits, 'active', active, 'ver', ver) ORDER BY login), '[]')
FROM wire.staff`;

/** The team database as a hub sees it. Every method may throw a `TeamError`. */
export type HubClient = {
  /** Refunds to send or to look up; a claim not answered within `leaseSeconds` (60) becomes unknown. */
  claim(limit: number, leaseSeconds?: number): Promise<readonly RefundClaim[]>;
  sendResult(result: SendResult): Promise<SendAnswer>;
  gatewayEvent(event: GatewayEvent): Promise<z.infer<typeof eventAnswerSchema>>;
  /**
   * Polling beside webhooks: each pending refund at most every `everySeconds` (5), settled ones a hundred times rarer,
   * those whose search was given up once a day.
   */
  pending(limit: number, everySeconds?: number): Promise<readonly PendingRefund[]>;
  expire(): Promise<z.infer<typeof expiredSchema>>;
  /** Drops feed rows older than so many days (90) and marks where the feed stands; call it at least daily. */
  purgeFeed(olderThanDays?: number): Promise<z.infer<typeof purgedSchema>>;
  /** Ends desktop transactions that hold the feed back longer than so many seconds (10). Returns how many. */
  watchdog(seconds?: number): Promise<number>;
  /** `hash` is the newest seal in hex; it belongs somewhere that the database's owner can't write. */
  sealAudit(): Promise<z.infer<typeof sealedSchema>>;
  verifyAudit(): Promise<z.infer<typeof verifiedSchema>>;
  staff(): Promise<readonly Staff[]>;
  /** Like a desktop's. */
  importPayments(source: string, rows: readonly WireRow[], asOf?: number): Promise<ImportCounts>;
  importTickets(source: string, rows: readonly TicketImportRow[]): Promise<ImportCounts>;
  /** Queued answers, of each ticket the oldest; one that is not reported within `leaseSeconds` (60) is handed out again. */
  messagesToDeliver(limit: number, leaseSeconds?: number): Promise<readonly MessageClaim[]>;
  messageDelivered(result: MessageResult): Promise<z.infer<typeof messageAnswerSchema>>;
  /**
   * Tells desktops to pull if there is something new to pull since `seen`; returns what to pass next time, null at
   * first. At most every 250 ms: a notifying commit takes a lock that all others wait for.
   */
  hint(seen: string | null): Promise<string>;
  close(): Promise<void>;
};

/** A hub client over the session of a login whose role is hub. */
export function createHubClient(session: TeamSession): HubClient {
  return {
    claim: (limit, leaseSeconds = 60) =>
      ask(session, z.array(claimSchema), 'SELECT api.hub_claim($1, $2)', [limit, leaseSeconds]),
    sendResult: ({ refundId, sendNo, outcome, gatewayRefundRef, reason, arrival, lease }) =>
      ask(session, sendAnswerSchema, 'SELECT api.hub_send_result($1, $2, $3, $4, $5, $6::jsonb, $7)', [
        refundId,
        sendNo,
        outcome,
        gatewayRefundRef ?? null,
        reason ?? null,
        arrivalText(arrival),
        lease ?? null,
      ]),
    gatewayEvent: ({ refundId, sendNo, kind, reference, reason, arrival }) =>
      ask(session, eventAnswerSchema, 'SELECT api.hub_gateway_event($1, $2, $3, $4, $5, $6::jsonb)', [
        refundId,
        sendNo,
        kind,
        reference ?? null,
        reason ?? null,
        arrivalText(arrival),
      ]),
    pending: (limit, everySeconds = 5) =>
      ask(session, z.array(pendingSchema), 'SELECT api.hub_pending($1, $2)', [limit, everySeconds]),
    expire: () => ask(session, expiredSchema, 'SELECT api.hub_expire()', []),
    purgeFeed: (olderThanDays = 90) =>
      ask(session, purgedSchema, 'SELECT api.hub_purge_feed($1)', [olderThanDays]),
    watchdog: (seconds = 10) => ask(session, z.int(), 'SELECT api.hub_watchdog($1)', [seconds]),
    sealAudit: () => ask(session, sealedSchema, 'SELECT api.seal_audit()', []),
    verifyAudit: () => ask(session, verifiedSchema, 'SELECT api.verify_audit()', []),
    staff: () => ask(session, z.array(staffSchema), STAFF, []),
    importPayments: (source, rows, asOf) => importPayments(session, source, rows, asOf),
    importTickets: (source, rows) => importTickets(session, source, rows),
    messagesToDeliver: (limit, leaseSeconds = 60) =>
      ask(session, z.array(messageClaimSchema), 'SELECT api.hub_messages_to_deliver($1, $2)', [
        limit,
        leaseSeconds,
      ]),
    messageDelivered: ({ messageId, outcome, reason }) =>
      ask(session, messageAnswerSchema, 'SELECT api.hub_message_delivered($1, $2, $3)', [
        messageId,
        outcome,
        reason ?? null,
      ]),
    hint: (seen) => ask(session, z.string(), 'SELECT api.hub_hint($1)', [seen]),
    close: session.close,
  };
}

function arrivalText(arrival: Arrival | null | undefined): string | null {
  return arrival === null || arrival === undefined ? null : toJsonText(arrival);
}
