import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayRegistry } from '../../../electron/hub/gateways/gateway.ts';
import type { Behaviour } from '../../../electron/hub/gateways/simulator/behaviour.ts';
import { createSimulatorGateway } from '../../../electron/hub/gateways/simulator/simulator.ts';
import {
  openSimulatorDatabase,
  type SimulatorDatabase,
} from '../../../electron/hub/gateways/simulator/simulator-database.ts';
import { createRefundExecutor, type RefundExecutor } from '../../../electron/hub/jobs/refund-executor.ts';
import type { Log } from '../../../electron/lib/log.ts';
import type { HubClient } from '../../../electron/lib/team/hub-client.ts';
import type { TeamClient, WireRow } from '../../../electron/lib/team/team-client.ts';
import type { Engine } from '../../support/team-database.ts';
import {
  approvalOf,
  importRow,
  paymentOf,
  refundForm,
  teamCommand,
  wireRow,
} from '../../support/team-rows.ts';

/** A log that keeps nothing. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a test may put between a hub and the world, to break it. */
type HubParts = { readonly hub?: HubClient; readonly gateways?: GatewayRegistry };

/** A team database with people and a simulated gateway, for the money jobs. */
export type RefundWorld = {
  readonly hub: HubClient;
  readonly otherHub: HubClient;
  readonly simulator: SimulatorDatabase;
  readonly gateways: GatewayRegistry;
  /** Moves the gateway's clock on; the database has the real one. */
  passGatewayTime(milliseconds: number): void;
  executor(parts?: HubParts): RefundExecutor;
  /** Files and approves a refund of a new captured charge. */
  approvedRefund(): Promise<{ readonly refundId: string; readonly gatewayRef: string }>;
  /** A supervisor sends it again after a definite failure. */
  resend(refundId: string): Promise<void>;
  /** A supervisor has the gateway asked again. */
  askAgain(refundId: string): Promise<void>;
  /** A supervisor declares it never sent; answers why not, or null. */
  declareNotSent(refundId: string): Promise<string | null>;
  refund(refundId: string): Promise<WireRow>;
  /** Why each line of its history was written, oldest first. */
  reasons(refundId: string): Promise<readonly unknown[]>;
  /** Lets a lease run out and a wait before the next look-up or poll be over. */
  makeDue(refundId: string): Promise<void>;
  /** Lets a day go by for what is asked about once a day. */
  passADay(refundId: string): Promise<void>;
  /** As if the first try had been a day ago: the gateway may have forgotten the key. */
  makeOld(refundId: string): Promise<void>;
  /** As if this request had been filed two days ago. */
  makeOldRequest(refundId: string): Promise<void>;
  /** Takes the team database back to the approval, as a backup would; the gateway has forgotten the key by then. */
  restoreToApproval(refundId: string): Promise<void>;
  /** How often money really moved for a charge. */
  executions(gatewayRef: string): number;
  close(): Promise<void>;
};

/** Opens a world on one kind of team database. */
export async function openRefundWorld(engine: Engine, behaviour: Behaviour): Promise<RefundWorld> {
  const team = await engine.open();
  const folder = mkdtempSync(join(tmpdir(), 'visadesk-gateway-'));
  const simulator = openSimulatorDatabase(join(folder, 'simulator.db'));
  let gatewayTime = 0;
  const gateways: GatewayRegistry = (name) =>
    createSimulatorGateway(name, { database: simulator, behaviour, now: () => Date.now() + gatewayTime });
  const refund = (refundId: string) => wireRow(team.owner, 'refund', 'id', refundId);

  async function submit(client: TeamClient, kind: string, payload: unknown): Promise<void> {
    const { outcome, reason } = await client.submit(teamCommand(kind, payload));
    if (outcome !== 'applied') throw new Error(`${kind}: ${reason}`);
  }

  return {
    hub: team.hub('hub_one'),
    otherHub: team.hub('hub_two'),
    simulator,
    gateways,
    passGatewayTime(milliseconds) {
      gatewayTime += milliseconds;
    },
    executor: (parts = {}) =>
      createRefundExecutor({
        hub: parts.hub ?? team.hub('hub_one'),
        gateways: parts.gateways ?? gateways,
        arrivalOf: ({ acceptedAt, issuerCountry }) => ({
          acceptedAt,
          earliest: '2026-11-27',
          latest: '2026-12-04',
          country: issuerCountry,
          estimate: false,
          rule: 'test',
        }),
        log: silentLog,
        callTimeoutMs: 500,
      }),
    async approvedRefund() {
      const row = importRow();
      await team.client('sue').importPayments('test', [row]);
      const form = refundForm((await paymentOf(team.owner, row.gateway_ref)).id);
      await submit(team.client('ann'), 'refund.submit', form);
      await submit(team.client('sue'), 'refund.approve', approvalOf(form));
      return { refundId: form.refundId, gatewayRef: String(row.gateway_ref) };
    },
    async resend(refundId) {
      const { ver } = await refund(refundId);
      await submit(team.client('sue'), 'refund.resend', { refundId, baseVer: ver, note: '' });
    },
    askAgain: (refundId) => submit(team.client('sue'), 'refund.look_up_again', { refundId }),
    async declareNotSent(refundId) {
      const { ver } = await refund(refundId);
      const declaration = { refundId, baseVer: ver, note: 'their support looked too' };
      return (await team.client('sue').submit(teamCommand('refund.declare_not_sent', declaration))).reason;
    },
    refund,
    async reasons(refundId) {
      const { rows } = await team.owner.query(
        "SELECT detail ->> 'reason' FROM wire.refund_event WHERE refund_id = $1 ORDER BY at, id",
        [refundId],
      );
      return rows.map(([reason]) => reason);
    },
    async makeDue(refundId) {
      await team.owner.query(
        `UPDATE crm.gateway_send SET claimed_at = '-infinity',
           next_look_up_at = least(next_look_up_at, clock_timestamp()),
           next_poll_at = least(next_poll_at, clock_timestamp())
         WHERE refund_id = $1`,
        [refundId],
      );
    },
    async passADay(refundId) {
      await team.owner.query(
        "UPDATE crm.gateway_send SET next_poll_at = next_poll_at - interval '1 day' WHERE refund_id = $1",
        [refundId],
      );
    },
    async makeOld(refundId) {
      await team.owner.query(
        `UPDATE crm.gateway_send SET at = clock_timestamp() - interval '25 hours' WHERE refund_id = $1`,
        [refundId],
      );
    },
    async makeOldRequest(refundId) {
      await team.owner.query(
        `UPDATE crm.refund SET requested_at = clock_timestamp() - interval '2 days' WHERE id = $1`,
        [refundId],
      );
    },
    async restoreToApproval(refundId) {
      await team.owner.query('DELETE FROM crm.gateway_send WHERE refund_id = $1', [refundId]);
      await team.owner.query(
        `UPDATE crm.refund SET state = 'approved', gateway_refund_ref = NULL, accepted_at = NULL WHERE id = $1`,
        [refundId],
      );
      simulator.prepare('DELETE FROM idempotency_key WHERE key LIKE ?').run(`${refundId}:%`);
    },
    executions(gatewayRef) {
      const counted = simulator
        .prepare('SELECT count(*) AS n FROM execution WHERE gateway_ref = ?')
        .get(gatewayRef);
      return (counted as { readonly n: number }).n;
    },
    async close() {
      simulator.close();
      rmSync(folder, { recursive: true });
      await team.close();
    },
  };
}
