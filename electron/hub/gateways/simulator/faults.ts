import { z } from 'zod';
import type { SimulatorDatabase } from './simulator-database.ts';

export const FAULT_KINDS = [
  /** Answers right, but `delayMs` late. */
  'delay',
  /** Refuses with `reason` and moves nothing. */
  'decline',
  /** Moves the money, then drops the reply. */
  'timeout-after-execution',
  /** Drops the request: nothing moves, and the caller cannot know. */
  'timeout-before-execution',
  /** 5xx or 429: nothing moves. */
  'unavailable',
  /** Accepts, and settles only after `delayMs`. */
  'pending',
  /** Accepts, then fails with `reason` after `delayMs`. */
  'settle-failure',
  /** Succeeds at once, then fails with `reason` after `delayMs`. */
  'late-failure',
  /** Moves the money, drops the reply and forgets the key, as gateways may after a day. */
  'timeout-and-forgotten-key',
  /** Says that it does not know a refund that it has. */
  'not-found',
  /** Delivers every event of a page twice. */
  'duplicate-events',
  /** Delivers a page's events in reverse order. */
  'reordered-events',
] as const;

const faultSchema = z.object({
  kind: z.enum(FAULT_KINDS),
  reason: z.string().nullable(),
  delayMs: z.int(),
});
export type Fault = z.infer<typeof faultSchema>;
export type FaultOperation = 'refund' | 'lookup' | 'events';

/** A fault for the next `times` calls that match; what is left out matches anything. */
export type FaultPlan = {
  readonly kind: Fault['kind'];
  /** `refund` unless told. */
  readonly operation?: FaultOperation;
  readonly times?: number;
  readonly gateway?: string;
  readonly gatewayRef?: string;
  readonly amountMinor?: number;
  readonly reason?: string;
  readonly delayMs?: number;
};

/** Queues a fault; the oldest that matches a call is used first. */
export function planFault(database: SimulatorDatabase, plan: FaultPlan): void {
  database
    .prepare(
      `INSERT INTO fault (operation, kind, gateway, gateway_ref, amount_minor, reason, delay_ms, remaining)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      plan.operation ?? 'refund',
      plan.kind,
      plan.gateway ?? null,
      plan.gatewayRef ?? null,
      plan.amountMinor ?? null,
      plan.reason ?? null,
      plan.delayMs ?? 0,
      plan.times ?? 1,
    );
}

/** The facts of a call that a fault may be bound to. */
export type FaultTarget = {
  readonly gateway: string;
  readonly gatewayRef: string | null;
  readonly amountMinor: number | null;
};

/** Takes the fault planned for this call, if any. Must run inside the call's write transaction. */
export function takeFault(
  database: SimulatorDatabase,
  operation: FaultOperation,
  target: FaultTarget,
): Fault | null {
  const row = database
    .prepare(
      `SELECT id, kind, reason, delay_ms AS delayMs FROM fault
       WHERE operation = @operation AND remaining > 0 AND (gateway IS NULL OR gateway = @gateway)
         AND (gateway_ref IS NULL OR gateway_ref = @gatewayRef)
         AND (amount_minor IS NULL OR amount_minor = @amountMinor)
       ORDER BY id LIMIT 1`,
    )
    .get({ operation, ...target }) as { readonly id: number } | undefined;
  if (row === undefined) return null;
  database.prepare('UPDATE fault SET remaining = remaining - 1 WHERE id = ?').run(row.id);
  return faultSchema.parse(row);
}
