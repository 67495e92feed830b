-- What travels to a desktop: one view per synced table with exactly the fields of shared/domains/**/entity.ts in
-- snake_case. Times are milliseconds UTC, days are text, JSON stays JSON.
-- security_invoker: row-level security of the tables applies to whoever asks; without it a view shows every team.

SET LOCAL ROLE crm_owner;

CREATE FUNCTION wire.ms(p_at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (extract(epoch FROM p_at) * 1000)::bigint;

CREATE VIEW wire.staff WITH (security_invoker = true) AS
SELECT id, login::text AS login, person_id, name, role, to_jsonb(teams) AS teams, approve_limits, active, ver
FROM crm.staff;

CREATE VIEW wire.customer WITH (security_invoker = true) AS
SELECT id, name, email, phone, country, language, wire.ms(created_at) AS created_at, ver
FROM crm.customer;

CREATE VIEW wire.application WITH (security_invoker = true) AS
SELECT id, application_no, customer_id, applicant_name, applicant_doc, nationality, destination, visa_type, status,
  group_ref, wire.ms(created_at) AS created_at, ver
FROM crm.application;

CREATE VIEW wire.fee_component WITH (security_invoker = true) AS
SELECT id, application_id, kind, amount_minor, currency, refundable, ver
FROM crm.fee_component;

CREATE VIEW wire.payment WITH (security_invoker = true) AS
SELECT id, external_id, gateway, gateway_ref, order_ref, application_id, customer_id, email, fee_type, payer_id, method,
  card_fingerprint, card_brand, card_last4, issuer_country, device_id, ip_country, region, amount_minor, currency,
  captured_minor, external_refunded_minor, refunded_minor, status, raw_code, dispute, group_ref, idempotency_key,
  description, wire.ms(created_at) AS created_at, wire.ms(captured_at) AS captured_at, ver
FROM crm.payment;

CREATE VIEW wire.payment_attempt WITH (security_invoker = true) AS
SELECT id, payment_id, n, wire.ms(at) AS at, outcome, raw_code, ver
FROM crm.payment_attempt;

CREATE VIEW wire.payment_event WITH (security_invoker = true) AS
SELECT id, payment_id, wire.ms(at) AS at, kind, detail, ver
FROM crm.payment_event;

CREATE VIEW wire.identifier WITH (security_invoker = true) AS
SELECT id, payment_id, kind, value, folded, ver
FROM crm.identifier;

CREATE VIEW wire.refund WITH (security_invoker = true) AS
SELECT id, payment_id, team, amount_minor, currency, reason, note, evidence, state, requested_by::text AS requested_by,
  requested_person, wire.ms(requested_at) AS requested_at, wire.ms(review_due_at) AS review_due_at,
  decided_by::text AS decided_by, decided_person, wire.ms(decided_at) AS decided_at, decision_reason, send_no,
  gateway_refund_ref, wire.ms(accepted_at) AS accepted_at, to_char(arrival_earliest, 'YYYY-MM-DD') AS arrival_earliest,
  to_char(arrival_latest, 'YYYY-MM-DD') AS arrival_latest, arrival_country, arrival_estimate, arrival_rule,
  failure_reason, arn, wire.ms(updated_at) AS updated_at, ver
FROM crm.refund;

CREATE VIEW wire.refund_event WITH (security_invoker = true) AS
SELECT id, refund_id, team, wire.ms(at) AS at, actor::text AS actor, from_state, to_state, detail, ver
FROM crm.refund_event;

GRANT EXECUTE ON FUNCTION wire.ms(timestamptz) TO crm_user, crm_hub;
GRANT SELECT ON ALL TABLES IN SCHEMA wire TO crm_user;
GRANT SELECT ON wire.staff TO crm_hub;
