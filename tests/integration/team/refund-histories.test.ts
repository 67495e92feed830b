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
  /** The hub asks by itself for what was given up, as if its day had come. */
  | { readonly do: 'poll' }
  /** So many hours go by for a refund. */
  | { readonly do: 'wait'; readonly hours: number; readonly refund: number }
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
  | { readonly do: 'series'; readonly steps: readonly Step[] }
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
    kind: fc.constantFrom(
      ...['approve', 'approve', 'approve', 'resend', 'resend', 'reject', 'withdraw'],
      ...['look_up_again', 'declare_not_sent', 'declare_not_sent'],
    ),
    refund,
    stale: fc.constantFrom(false, false, false, false, true),
  }),
  claim: fc.record({ do: fc.constant('claim' as const), leaseSeconds: fc.constantFrom(0, 60, 60) }),
  poll: fc.constant<Step>({ do: 'poll' }),
  wait: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(3, 25), refund }),
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
  { weight: 2, arbitrary: kinds.poll },
  { weight: 2, arbitrary: kinds.wait },
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
  const wait: Step = { do: 'wait', hours: 25, refund: at };
  const claim: Step = { do: 'claim', leaseSeconds: 0 };
  const poll: Step = { do: 'poll' };
  const series = (...steps: readonly Step[]): Step => ({ do: 'series', steps });
  switch (state) {
    case 'submitted':
      return [decide('approve')];
    case 'approved':
      return [{ do: 'claim', leaseSeconds: 60 }];
    case 'sending':
      return [result('accepted'), result('succeeded'), result('unknown'), result('refused')];
    case 'send_unknown':
      return [
        result('not_found'),
        result('accepted'),
        series(wait, result('unknown')),
        series(wait, claim, result('not_found')),
      ];
    case 'manual_check':
      return [
        decide('look_up_again'),
        series(poll, result('not_found')),
        series(poll, result('not_found'), decide('declare_not_sent')),
        series(poll, result('unknown')),
      ];
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

const newest = { refund: 0, sendsAgo: 0 };
const bySue = { do: 'decide', login: 'sue', refund: 0, stale: false } as const;

/** Rare by chance, so always walked: never answered, declared never sent, sent again, and found after all. */
const LOST_AND_FOUND: readonly Step[] = [
  { do: 'file', login: 'ann', payment: 0, amountMinor: 500 },
  { ...bySue, kind: 'approve' },
  { do: 'claim', leaseSeconds: 60 },
  { do: 'result', outcome: 'unknown', ...newest },
  { do: 'wait', hours: 25, refund: 0 },
  { do: 'claim', leaseSeconds: 60 },
  { do: 'result', outcome: 'unknown', ...newest },
  { ...bySue, kind: 'declare_not_sent' },
  { do: 'poll' },
  { do: 'result', outcome: 'not_found', ...newest },
  { ...bySue, login: 'ann_boss', kind: 'declare_not_sent' },
  { ...bySue, kind: 'declare_not_sent' },
  { ...bySue, kind: 'resend' },
  { do: 'claim', leaseSeconds: 60 },
  { do: 'result', outcome: 'succeeded', ...newest },
  { do: 'event', kind: 'succeeded', refund: 0, sendsAgo: 1 },
];

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
    WHERE r.payment_id = ANY ($1) AND before.state NOT IN ('failed', 'refused', 'not_sent')`,
  "never sent is what a second person says, on the gateway's last word": `
    SELECT e.refund_id FROM (
      SELECT h.*, lag(h.detail ->> 'reason') OVER (PARTITION BY h.refund_id ORDER BY h.id) AS word
      FROM crm.refund_event h WHERE h.detail ->> 'reason' IS DISTINCT FROM 'gateway-conflict') e
    JOIN crm.refund r ON r.id = e.refund_id JOIN crm.staff s ON s.login = e.actor
    WHERE r.payment_id = ANY ($1) AND e.detail ->> 'reason' = 'declared-not-sent'
      AND (e.word IS DISTINCT FROM 'not-found' OR s.person_id = r.requested_person OR s.role <> 'supervisor')`,
  'nothing is sent again under a key that the gateway may have forgotten': `
    SELECT e.refund_id FROM crm.refund_event e JOIN crm.refund r ON r.id = e.refund_id
    JOIN crm.gateway_send g ON g.refund_id = r.id AND g.send_no = (e.detail ->> 'sendNo')::int
    WHERE r.payment_id = ANY ($1) AND e.from_state = 'send_unknown' AND e.to_state = 'sending'
      AND e.at > g.at + interval '24 hours'`,
  'the history is one chain that ends in the state': `
    SELECT c.id FROM (
      SELECT r.id, r.state, e.from_state, e.to_state, lag(e.to_state) OVER (PARTITION BY r.id ORDER BY e.id) AS before,
        lead(e.id) OVER (PARTITION BY r.id ORDER BY e.id) AS after
      FROM crm.refund r JOIN crm.refund_event e ON e.refund_id = r.id WHERE r.payment_id = ANY ($1)) c
    WHERE c.from_state IS DISTINCT FROM c.before OR (c.after IS NULL AND c.to_state <> c.state)`,
};

describe('random histories of refunds', () => {
  let team: TestTeam;
  /** The newest turn that the hub got for each refund. */
  const leases = new Map<string, string>();

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
      { numRuns: RUNS, examples: [[[...LOST_AND_FOUND]]] },
    );
    // The histories went somewhere: money moved, failed and was sent again.
    const { rows } = await team.owner.query(
      'SELECT array_agg(DISTINCT to_state), max(send_no) FROM crm.refund_event, crm.refund',
    );
    expect(rows[0]?.[0]).toEqual(
      expect.arrayContaining(['approved', 'refunded', 'refund_failed', 'send_unknown', 'manual_check']),
    );
    const { rows: found } = await team.owner.query(
      "SELECT count(*) > 0 FROM crm.refund_event WHERE from_state = 'refunded' AND detail ->> 'reason' = 'gateway-conflict'",
    );
    expect(found).toEqual([[true]]);
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
    if (each.do === 'series') {
      for (const one of each.steps) await take(one, payments, filed);
      return;
    }
    if (each.do === 'claim') {
      for (const { refundId, lease } of await team.hub().claim(100, each.leaseSeconds))
        leases.set(refundId, lease);
      return;
    }
    if (each.do === 'poll') {
      await team.owner.query(
        `UPDATE crm.gateway_send g SET next_poll_at = least(g.next_poll_at, clock_timestamp())
         FROM crm.refund r WHERE r.id = g.refund_id AND r.payment_id = ANY ($1)`,
        [payments],
      );
      for (const { refundId, lease } of await team.hub().pending(500)) leases.set(refundId, lease);
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
    if (each.do === 'wait') {
      const past = `- interval '${each.hours} hours'`;
      await team.owner.script(`
        UPDATE crm.gateway_send SET at = at ${past}, asked_at = asked_at ${past}, next_look_up_at = next_look_up_at ${past}
          WHERE refund_id = '${refundId}';
        UPDATE crm.refund_event SET at = at ${past} WHERE refund_id = '${refundId}';`);
    } else if (each.do === 'next') {
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
      const lease = leases.get(refundId);
      const turn = lease === undefined ? {} : { lease };
      if (each.do === 'result') await team.hub().sendResult({ ...told, ...turn, outcome: each.outcome });
      else await team.hub().gatewayEvent({ ...told, kind: each.kind, reference: 'ref' });
    }
  }
});
