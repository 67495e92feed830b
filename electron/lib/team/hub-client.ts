import { z } from 'zod';
import type { ImportCounts } from '../../../shared/domains/imports/contract.ts';
import { refundStateSchema } from '../../../shared/domains/refunds/entity.ts';
import { type Staff, staffSchema } from '../../../shared/domains/staff/entity.ts';
import { ask, importPayments, toJsonText } from './sql-team-client.ts';
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

const pendingSchema = sendSchema.extend({ state: refundStateSchema });
/** An accepted refund whose state at the gateway is due to be asked for. */
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
  /** Polling beside webhooks: each pending refund at most every `everySeconds` (5), settled ones a hundred times rarer. */
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
  importPayments(source: string, rows: readonly WireRow[]): Promise<ImportCounts>;
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
    sendResult: ({ refundId, sendNo, outcome, gatewayRefundRef, reason, arrival }) =>
      ask(session, sendAnswerSchema, 'SELECT api.hub_send_result($1, $2, $3, $4, $5, $6::jsonb)', [
        refundId,
        sendNo,
        outcome,
        gatewayRefundRef ?? null,
        reason ?? null,
        arrivalText(arrival),
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
    importPayments: (source, rows) => importPayments(session, source, rows),
    hint: (seen) => ask(session, z.string(), 'SELECT api.hub_hint($1)', [seen]),
    close: session.close,
  };
}

function arrivalText(arrival: Arrival | null | undefined): string | null {
  return arrival === null || arrival === undefined ? null : toJsonText(arrival);
}
