import { randomUUID } from 'node:crypto';
import { createStaff } from '../../lib/team/staff.ts';
import type { TeamSession } from '../../lib/team/team-session.ts';
import { type Demo, REFUND_STEPS } from './build-demo.ts';
import { type DemoWriters, importDemoBatch } from './demo-batch.ts';
import { demoFiles } from './demo-files.ts';

/** Makes the people who work in the embedded workspace. Each is a person of their own. */
export async function createDemoStaff(owner: TeamSession): Promise<void> {
  for (const { login, name, role, teams, approveLimits } of demoFiles.staff) {
    await createStaff(owner, {
      login,
      personId: randomUUID(),
      name,
      role,
      teams,
      approveLimits,
      password: null,
    });
  }
}

/** Every refund is filed first; the table's own trigger writes the history and the payment's sums. */
const FILED_REFUNDS = `
INSERT INTO crm.refund (id, payment_id, team, amount_minor, currency, reason, note, evidence, state, requested_by,
  requested_person, requested_at, review_due_at, updated_at)
SELECT crm.uuid_v7(to_timestamp(d."requestedAt" / 1000.0)), p.id, d.team, coalesce(d."amountMinor", p.captured_minor),
  p.currency, d.reason, d.note,
  jsonb_build_object('duplicateOf', kept.id, 'verdict', CASE WHEN kept.id IS NOT NULL THEN 'CONFIRMED_DUPLICATE' END,
    'newApplicationNo', NULL, 'document', d.document),
  'submitted', s.login, s.person_id, to_timestamp(d."requestedAt" / 1000.0),
  to_timestamp(d."requestedAt" / 1000.0) + interval '24 hours', to_timestamp(d."requestedAt" / 1000.0)
FROM jsonb_to_recordset($1::jsonb) AS d(team int, "amountMinor" bigint, reason text, note text, document text,
  "requestedBy" text, "requestedAt" float8, charge jsonb, keeps jsonb)
JOIN crm.payment p ON p.gateway = d.charge ->> 'gateway' AND p.gateway_ref = d.charge ->> 'gatewayRef'
LEFT JOIN crm.payment kept ON kept.gateway = d.keeps ->> 'gateway' AND kept.gateway_ref = d.keeps ->> 'gatewayRef'
JOIN crm.staff s ON s.login = d."requestedBy"`;

/** One later step of each refund that went on: decided, sent, accepted, settled. What a step leaves out stays. */
const MOVED_REFUNDS = `
UPDATE crm.refund r SET state = d.state, move_detail = '{}',
  decided_by = coalesce(s.login, r.decided_by), decided_person = coalesce(s.person_id, r.decided_person),
  decided_at = coalesce(to_timestamp(d."decidedAt" / 1000.0), r.decided_at),
  decision_reason = coalesce(d."decisionReason", r.decision_reason),
  accepted_at = coalesce(to_timestamp(d."acceptedAt" / 1000.0), r.accepted_at),
  gateway_refund_ref = coalesce(d."gatewayRefundRef", r.gateway_refund_ref), arn = coalesce(d.arn, r.arn),
  arrival_earliest = coalesce(d.earliest, r.arrival_earliest), arrival_latest = coalesce(d.latest, r.arrival_latest),
  arrival_country = coalesce(d.country, r.arrival_country),
  arrival_estimate = coalesce(d.estimate, r.arrival_estimate), arrival_rule = coalesce(d.rule, r.arrival_rule),
  failure_reason = coalesce(d."failureReason", r.failure_reason)
FROM jsonb_to_recordset($1::jsonb) AS d(charge jsonb, state text, "decidedBy" text, "decidedAt" float8,
  "decisionReason" text, "acceptedAt" float8, "gatewayRefundRef" text, arn text, earliest date, latest date,
  country text, estimate boolean, rule text, "failureReason" text)
JOIN crm.payment p ON p.gateway = d.charge ->> 'gateway' AND p.gateway_ref = d.charge ->> 'gatewayRef'
LEFT JOIN crm.staff s ON s.login = d."decidedBy"
WHERE r.payment_id = p.id`;

/** The trigger stamped the history with now and the owner; the story happened before. */
const REFUND_HISTORY = `
UPDATE crm.refund_event e SET at = to_timestamp(d.at / 1000.0), actor = d.actor
FROM jsonb_to_recordset($1::jsonb) AS d(charge jsonb, state text, at float8, actor text)
JOIN crm.payment p ON p.gateway = d.charge ->> 'gateway' AND p.gateway_ref = d.charge ->> 'gatewayRef'
JOIN crm.refund r ON r.payment_id = p.id
WHERE e.refund_id = r.id AND e.to_state = d.state`;

/** Fills a team database that has staff and no payments with the demo's first part. */
export async function loadDemo(demo: Demo, writers: DemoWriters): Promise<void> {
  const { owner } = writers;
  await importDemoBatch(demo, writers, demo.asOf);
  await owner.query(FILED_REFUNDS, [JSON.stringify(demo.refunds)]);
  const steps = demo.refunds.flatMap(({ charge, steps }) => steps.map((step) => ({ charge, ...step })));
  for (const state of REFUND_STEPS) {
    const moved = steps.filter((step) => step.state === state);
    if (moved.length > 0) await owner.query(MOVED_REFUNDS, [JSON.stringify(moved)]);
  }
  const filed = demo.refunds.map(({ charge, requestedAt, requestedBy }) => ({
    charge,
    state: 'submitted',
    at: requestedAt,
    actor: requestedBy,
  }));
  await owner.query(REFUND_HISTORY, [JSON.stringify([...filed, ...steps])]);
}
