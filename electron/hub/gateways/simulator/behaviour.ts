import { createHash } from 'node:crypto';

/** How an accepted refund goes on, in milliseconds after acceptance. */
export type SettlementPlan = {
  /** 0 = succeeded in the answer itself. */
  readonly settlesAfterMs: number;
  readonly arnAfterMs: number | null;
};

/** What the simulated gateway does with a refund that no fault was planned for. */
export type Behaviour = (gateway: string, gatewayRef: string) => SettlementPlan;

/**
 * The demo's gateway: pending for 3 to 8 seconds, then succeeded, reference number 20 seconds later. The time
 * hangs on the charge alone, so that the same case always looks the same.
 */
export const demoBehaviour: Behaviour = (gateway, gatewayRef) => {
  const jitter = createHash('sha256').update(`${gateway}\n${gatewayRef}`).digest().readUInt32BE(0);
  const settlesAfterMs = 3000 + (jitter % 5001);
  return { settlesAfterMs, arnAfterMs: settlesAfterMs + 20_000 };
};
