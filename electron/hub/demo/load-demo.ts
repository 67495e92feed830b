import { randomUUID } from 'node:crypto';
import type { HubClient } from '../../lib/team/hub-client.ts';
import { createStaff } from '../../lib/team/staff.ts';
import type { TeamSession } from '../../lib/team/team-session.ts';
import { type Demo, REFUND_STEPS } from './build-demo.ts';
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

const CUSTOMERS = `
UPDATE crm.customer c SET country = d.country, language = d.language
FROM jsonb_to_recordset($1::jsonb) AS d(email text, country text, language text)
WHERE c.email_folded = lower(d.email)`;

const FEE_COMPONENTS = `
INSERT INTO crm.fee_component (application_id, kind, amount_minor, currency, refundable)
SELECT a.id, d.kind, d."amountMinor", d.currency, d.refundable
FROM jsonb_to_recordset($1::jsonb)
  AS d("applicationNo" text, kind text, "amountMinor" bigint, currency text, refundable boolean)
JOIN crm.application a ON a.application_no = d."applicationNo"`;

const TICKETS = `
WITH given AS (
  SELECT crm.uuid_v7(to_timestamp(d."createdAt" / 1000.0)) AS id, d.*
  FROM jsonb_to_recordset($1::jsonb) AS d(email text, charge jsonb, team int, subject text, status text, channel text,
    language text, assignee text, priority text, "createdAt" float8, "updatedAt" float8, messages jsonb)
), ticket AS (
  INSERT INTO crm.ticket (id, customer_id, payment_id, team, subject, status, channel, language, assignee, priority,
    created_at, updated_at)
  SELECT g.id, c.id, p.id, g.team, g.subject, g.status, g.channel, g.language, g.assignee, g.priority,
    to_timestamp(g."createdAt" / 1000.0), to_timestamp(g."updatedAt" / 1000.0)
  FROM given g
  LEFT JOIN crm.customer c ON c.email_folded = lower(g.email)
  LEFT JOIN crm.payment p ON p.gateway = g.charge ->> 'gateway' AND p.gateway_ref = g.charge ->> 'gatewayRef'
  ORDER BY g."createdAt"
)
INSERT INTO crm.message (ticket_id, team, at, direction, author, body, language)
SELECT g.id, g.team, to_timestamp(m.at / 1000.0), m.direction, m.author, m.body, m.language
FROM given g, jsonb_to_recordset(g.messages)
  AS m(at float8, direction text, author text, body text, language text)`;

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

/** Fills a team database that has staff and no payments. */
export async function loadDemo(
  demo: Demo,
  { hub, owner }: { readonly hub: HubClient; readonly owner: TeamSession },
): Promise<void> {
  const { bad } = await hub.importPayments('demo', demo.payments);
  if (bad.length > 0) throw new Error(`The team database refused demo payments: ${bad[0]?.reason}`);
  await owner.query(CUSTOMERS, [JSON.stringify(demo.customers)]);
  await owner.query(FEE_COMPONENTS, [JSON.stringify(demo.feeComponents)]);
  await owner.query(TICKETS, [JSON.stringify(demo.tickets)]);
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
