import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GatewayEvent, SendResult } from '../../../electron/lib/team/hub-client.ts';
import { pgliteEngine, type TestTeam } from '../../support/team-database.ts';
import { makePayment, refundForm, teamCommand, wireRow } from '../../support/team-rows.ts';

const RUNS = process.env.TEST_EFFORT === 'full' ? 300 : 20;

/** What may happen next; `refund` picks one of those filed so far, counted from the newest. */
type Step =
  /** What the refund's state calls for, so that histories get far; all others come out of turn. */
  | { readonly do: 'next'; readonly refund: number; readonly choice: number }
  | { readonly do: 'file'; readonly login: string; readonly payment: number; readonly amountMinor: number }
  | {
      readonly do: 'decide';
      readonly login: string;
      readonly kind: string;
      readonly refund: number;
      readonly stale: boolean;
    }
  | { readonly do: 'claim'; readonly leaseSeconds: number }
  | {
      readonly do: 'result';
      readonly outcome: SendResult['outcome'];
      readonly refund: number;
      readonly sendsAgo: number;
    }
  | {
      readonly do: 'event';
      readonly kind: GatewayEvent['kind'];
      readonly refund: number;
      readonly sendsAgo: number;
    }
  | { readonly do: 'export'; readonly payment: number; readonly refundedMinor: number };

const refund = fc.constantFrom(0, 0, 0, 1, 2);
const sendsAgo = fc.constantFrom(0, 0, 1);
const kinds = {
  next: fc.record({ do: fc.constant('next' as const), refund, choice: fc.nat(3) }),
  file: fc.record({
    do: fc.constant('file' as const),
    login: fc.constantFrom('ann', 'ann', 'ann', 'sue', 'amir'),
    payment: fc.nat(1),
    amountMinor: fc.constantFrom(500, 500, 6000, 10_000, 10_001, 0),
  }),
  decide: fc.record({
    do: fc.constant('decide' as const),
    login: fc.constantFrom('sue', 'sue', 'sue', 'sue', 'ann', 'ann_boss', 'sam'),
    kind: fc.constantFrom('approve', 'approve', 'approve', 'resend', 'resend', 'reject', 'withdraw'),
    refund,
    stale: fc.constantFrom(false, false, false, false, true),
  }),
  claim: fc.record({ do: fc.constant('claim' as const), leaseSeconds: fc.constantFrom(0, 60, 60) }),
  result: fc.record({
    do: fc.constant('result' as const),
    outcome: fc.constantFrom<SendResult['outcome'][]>(
      'accepted',
      'succeeded',
      'refused',
      'unknown',
      'not_found',
    ),
    refund,
    sendsAgo,
  }),
  event: fc.record({
    do: fc.constant('event' as const),
    kind: fc.constantFrom<GatewayEvent['kind'][]>('succeeded', 'failed', 'voided', 'arn'),
    refund,
    sendsAgo,
  }),
  export: fc.record({
    do: fc.constant('export' as const),
    payment: fc.nat(1),
    refundedMinor: fc.constantFrom(0, 500, 6000, 10_000),
  }),
};
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: kinds.next },
  { weight: 4, arbitrary: kinds.file },
  { weight: 3, arbitrary: kinds.decide },
  { weight: 3, arbitrary: kinds.claim },
  { weight: 3, arbitrary: kinds.result },
  { weight: 3, arbitrary: kinds.event },
  { weight: 1, arbitrary: kinds.export },
);

/** The sensible steps for a refund in this state; the same one may stand for several choices. */
function sensible(state: unknown, at: number): readonly Step[] {
  const base = { refund: at, sendsAgo: 0 };
  const decide = (kind: string): Step => ({ do: 'decide', login: 'sue', kind, refund: at, stale: false });
  const result = (outcome: SendResult['outcome']): Step => ({ do: 'result', outcome, ...base });
  const event = (kind: GatewayEvent['kind']): Step => ({ do: 'event', kind, ...base });
  switch (state) {
    case 'submitted':
      return [decide('approve')];
    case 'approved':
      return [{ do: 'claim', leaseSeconds: 60 }];
    case 'sending':
      return [result('accepted'), result('succeeded'), result('unknown'), result('refused')];
    case 'send_unknown':
      return [result('not_found'), result('accepted'), result('unknown'), result('succeeded')];
    case 'gateway_pending':
      return [event('succeeded'), event('failed')];
    case 'refunded':
      return [event('failed'), event('arn')];
    case 'refund_failed':
    case 'gateway_refused':
      return [decide('resend')];
    default:
      return [];
  }
}

/** Everything that must hold after any step, of the payments $1; each query lists what breaks a rule. */
const INVARIANTS: Readonly<Record<string, string>> = {
  'a payment reserves what its live refunds ask for': `
    SELECT p.id FROM crm.payment p WHERE p.id = ANY ($1) AND p.refunded_minor <> (
      SELECT coalesce(sum(r.amount_minor), 0) FROM crm.refund r WHERE r.payment_id = p.id
        AND r.state NOT IN ('rejected', 'withdrawn', 'expired', 'voided', 'refund_failed'))`,
  'no more goes back than came in': `
    SELECT id FROM crm.payment WHERE id = ANY ($1)
      AND (refunded_minor + external_refunded_minor > captured_minor OR external_refunded_minor < 0)`,
  'what the gateway executed is counted as executed': `
    SELECT p.id FROM crm.payment p WHERE p.id = ANY ($1) AND p.executed_minor <> (
      SELECT coalesce(sum(r.amount_minor), 0) FROM crm.refund r WHERE r.payment_id = p.id
        AND r.state IN ('gateway_pending', 'refunded', 'traceable', 'trace_open', 'closed'))`,
  'one open refund per charge': `
    SELECT payment_id FROM crm.refund WHERE payment_id = ANY ($1) AND state IN ('submitted', 'in_review', 'approved',
      'sending', 'send_unknown', 'manual_check', 'gateway_pending', 'gateway_refused')
    GROUP BY 1 HAVING count(*) > 1`,
  'nobody decides on his own': `
    SELECT id FROM crm.refund WHERE payment_id = ANY ($1) AND decided_person = requested_person`,
  'nothing is sent that nobody approved': `
    SELECT g.refund_id FROM crm.gateway_send g JOIN crm.refund r ON r.id = g.refund_id
    WHERE r.payment_id = ANY ($1) AND NOT EXISTS (SELECT FROM crm.refund_event e
      WHERE e.refund_id = g.refund_id AND e.to_state = 'approved' AND e.at <= g.at)`,
  'a new send number follows a definite failure': `
    SELECT g.refund_id FROM crm.gateway_send g JOIN crm.refund r ON r.id = g.refund_id
    JOIN crm.gateway_send before ON before.refund_id = g.refund_id AND before.send_no = g.send_no - 1
    WHERE r.payment_id = ANY ($1) AND before.state NOT IN ('failed', 'refused')`,
  'the history is one chain that ends in the state': `
    SELECT c.id FROM (
      SELECT r.id, r.state, e.from_state, e.to_state, lag(e.to_state) OVER (PARTITION BY r.id ORDER BY e.id) AS before,
        lead(e.id) OVER (PARTITION BY r.id ORDER BY e.id) AS after
      FROM crm.refund r JOIN crm.refund_event e ON e.refund_id = r.id WHERE r.payment_id = ANY ($1)) c
    WHERE c.from_state IS DISTINCT FROM c.before OR (c.after IS NULL AND c.to_state <> c.state)`,
};

describe('random histories of refunds', () => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await pgliteEngine.open();
  });
  afterAll(() => team.close());

  test('keep money, decisions and history in order at every step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 40 }), async (steps) => {
        const payments = [
          await makePayment(team.client('sue'), team.owner),
          await makePayment(team.client('sue'), team.owner),
        ];
        const filed: string[] = [];
        for (const each of steps) {
          await take(each, payments, filed);
          for (const [rule, query] of Object.entries(INVARIANTS)) {
            expect((await team.owner.query(query, [payments])).rows, rule).toEqual([]);
          }
        }
      }),
      { numRuns: RUNS },
    );
    // The histories went somewhere: money moved, failed and was sent again.
    const { rows } = await team.owner.query(
      'SELECT array_agg(DISTINCT to_state), max(send_no) FROM crm.refund_event, crm.refund',
    );
    expect(rows[0]?.[0]).toEqual(
      expect.arrayContaining(['approved', 'refunded', 'refund_failed', 'send_unknown']),
    );
    expect(rows[0]?.[1]).toBeGreaterThan(0);
  }, 300_000);

  async function take(each: Step, payments: readonly string[], filed: string[]): Promise<void> {
    const paymentId = 'payment' in each ? (payments[each.payment] ?? '') : '';
    if (each.do === 'file') {
      const form = refundForm(paymentId, { amountMinor: each.amountMinor, refundId: v7() });
      const { outcome } = await team.client(each.login).submit(teamCommand('refund.submit', form));
      if (outcome === 'applied') filed.push(form.refundId);
      return;
    }
    if (each.do === 'claim') {
      await team.hub().claim(100, each.leaseSeconds);
      return;
    }
    if (each.do === 'export') {
      const { gateway, gateway_ref } = await wireRow(team.owner, 'payment', 'id', paymentId);
      await team.hub().importPayments('export', [
        {
          gateway,
          gateway_ref,
          amount_minor: 10_000,
          currency: 'EUR',
          status: 'captured',
          created_at: '2026-11-01T10:00:00Z',
          refunded_minor: each.refundedMinor,
        },
      ]);
      return;
    }
    const refundId = filed.at(-1 - (each.refund % Math.max(1, filed.length)));
    if (refundId === undefined) return;
    const row = await wireRow(team.owner, 'refund', 'id', refundId);
    if (each.do === 'next') {
      const steps = sensible(row.state, each.refund);
      const chosen = steps[each.choice % Math.max(1, steps.length)];
      if (chosen !== undefined) await take(chosen, payments, filed);
    } else if (each.do === 'decide') {
      const bound = { paymentId: row.payment_id, amountMinor: row.amount_minor, currency: row.currency };
      await team.client(each.login).submit(
        teamCommand(`refund.${each.kind}`, {
          refundId,
          baseVer: Number(row.ver) - (each.stale ? 1 : 0),
          note: 'note',
          ...(each.kind === 'approve' ? bound : {}),
        }),
      );
    } else {
      const told = { refundId, sendNo: Number(row.send_no) - each.sendsAgo };
      if (each.do === 'result') await team.hub().sendResult({ ...told, outcome: each.outcome });
      else await team.hub().gatewayEvent({ ...told, kind: each.kind, reference: 'ref' });
    }
  }
});
