-- The team's records. Amounts are integer minor units, times are instants, ids are UUID version 7.
-- `ver` rises by one with every change (trigger in 0003); a desktop never applies an older row over a newer one.

SET LOCAL ROLE crm_owner;

-- PostgreSQL has uuidv7() only from version 18. 48 bits of milliseconds, the version, 12 bits of the fraction (so that
-- two events of one millisecond sort as they happened), then random bits. The time may be given: an imported payment
-- gets the id it would have had when it was made, and "newest id first" is "newest payment first" in a first sync.
CREATE FUNCTION crm.uuid_v7(p_at timestamptz DEFAULT clock_timestamp()) RETURNS uuid LANGUAGE sql VOLATILE
RETURN (
  overlay(lpad(to_hex(trunc(extract(epoch FROM p_at) * 4096000)::bigint), 15, '0') PLACING '7' FROM 13 FOR 0)
  || encode(substring(uuid_send(gen_random_uuid()) FROM 9), 'hex'))::uuid;

CREATE TABLE crm.staff (
  id uuid PRIMARY KEY DEFAULT crm.uuid_v7(),
  login name NOT NULL UNIQUE,
  person_id uuid NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin', 'hub')),
  teams int[] NOT NULL DEFAULT '{}',
  -- Minor units by currency, largest single refund this supervisor may approve; a missing currency means 0.
  approve_limits jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(approve_limits) = 'object'),
  active boolean NOT NULL DEFAULT true,
  -- Rises when what this login may see changes: its desktops then resync.
  scope_epoch int NOT NULL DEFAULT 1,
  ver int NOT NULL DEFAULT 1
);

CREATE TABLE crm.customer (
  id uuid PRIMARY KEY DEFAULT crm.uuid_v7(),
  name text,
  email text,
  -- lower(email): what an import matches by.
  email_folded text UNIQUE,
  phone text,
  country text CHECK (country ~ '^[A-Z]{2}$'),
  language text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ver int NOT NULL DEFAULT 1
);

-- Account numbers of outside systems; only imports read it.
CREATE TABLE crm.customer_reference (
  value text PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES crm.customer
);

CREATE TABLE crm.application (
  id uuid PRIMARY KEY DEFAULT crm.uuid_v7(),
  application_no text NOT NULL UNIQUE,
  customer_id uuid REFERENCES crm.customer,
  applicant_name text,
  -- A keyed hash of the travel document, never its number.
  applicant_doc text,
  nationality text CHECK (nationality ~ '^[A-Z]{2}$'),
  destination text CHECK (destination ~ '^[A-Z]{2}$'),
  visa_type text,
  status text CHECK (status IN ('draft', 'submitted', 'processing', 'approved', 'refused', 'cancelled')),
  group_ref text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ver int NOT NULL DEFAULT 1
);

-- Passport numbers and birth dates: no grant, no policy, no view. Only functions that log the look may read it.
CREATE TABLE crm.applicant_secret (
  application_id uuid PRIMARY KEY REFERENCES crm.application,
  passport_number text,
  birth_date date
);

CREATE TABLE crm.fee_component (
  id uuid PRIMARY KEY DEFAULT crm.uuid_v7(),
  application_id uuid NOT NULL REFERENCES crm.application,
  kind text NOT NULL CHECK (kind IN ('government', 'service', 'surcharge', 'deposit')),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  refundable boolean NOT NULL,
  ver int NOT NULL DEFAULT 1
);
CREATE INDEX ON crm.fee_component (application_id);

CREATE TABLE crm.payment (
  id uuid PRIMARY KEY DEFAULT crm.uuid_v7(),
  external_id text,
  gateway text NOT NULL,
  gateway_ref text NOT NULL,
  order_ref text,
  application_id uuid REFERENCES crm.application,
  customer_id uuid REFERENCES crm.customer,
  email text,
  fee_type text CHECK (fee_type IN ('base', 'expedite', 'amend', 'reapply', 'service')),
  payer_id text,
  method text,
  card_fingerprint text,
  card_brand text,
  card_last4 text CHECK (card_last4 ~ '^[0-9]{4}$'),
  issuer_country text CHECK (issuer_country ~ '^[A-Z]{2}$'),
  device_id text,
  ip_country text CHECK (ip_country ~ '^[A-Z]{2}$'),
  region text,
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  captured_minor bigint NOT NULL DEFAULT 0 CHECK (captured_minor BETWEEN 0 AND amount_minor),
  -- All refunds of this charge, ours included: what an export told last, moved on by what became of ours since (0014).
  gateway_refunded_minor bigint NOT NULL DEFAULT 0,
  -- Ours that the gateway has accepted; kept by the trigger on crm.refund.
  executed_minor bigint NOT NULL DEFAULT 0 CHECK (executed_minor >= 0),
  -- Ours that are reserved or done; kept by the same trigger.
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
  -- Refunded outside. Bounded by what our reservations leave: an export that already counts a refund whose answer we
  -- still wait for must not make the row impossible; the whole figure shows again when the reservation goes.
  external_refunded_minor bigint GENERATED ALWAYS AS
    (least(captured_minor - refunded_minor, gateway_refunded_minor - executed_minor)) STORED,
  status text NOT NULL CHECK (status IN ('created', 'requires_action', 'processing', 'unknown', 'authorised',
    'captured', 'failed', 'cancelled', 'expired')),
  raw_code text,
  dispute text NOT NULL DEFAULT 'none' CHECK (dispute IN ('none', 'inquiry', 'open', 'won', 'lost')),
  group_ref text,
  idempotency_key text,
  description text,
  created_at timestamptz NOT NULL,
  captured_at timestamptz,
  ver int NOT NULL DEFAULT 1,
  UNIQUE (gateway, gateway_ref),
  CONSTRAINT own_refunds_counted CHECK (gateway_refunded_minor >= executed_minor),
  -- The last wall: never more money back than came in.
  CONSTRAINT refunds_within_captured
    CHECK (external_refunded_minor >= 0 AND external_refunded_minor + refunded_minor <= captured_minor)
);

CREATE TABLE crm.payment_attempt (
  id uuid PRIMARY KEY DEFAULT crm.uuid_v7(),
  payment_id uuid NOT NULL REFERENCES crm.payment,
  n int NOT NULL CHECK (n > 0),
  at timestamptz NOT NULL,
  outcome text NOT NULL
    CHECK (outcome IN ('succeeded', 'authorised', 'failed', 'requires_action', 'unknown', 'cancelled')),
  raw_code text,
  ver int NOT NULL DEFAULT 1,
  UNIQUE (payment_id, n)
);

CREATE TABLE crm.payment_event (
  id uuid PRIMARY KEY DEFAULT crm.uuid_v7(),
  payment_id uuid NOT NULL REFERENCES crm.payment,
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('created', 'authorised', 'captured', 'failed', 'cancelled', 'refunded',
    'disputed', 'imported', 'updated')),
  detail jsonb NOT NULL DEFAULT '{}',
  ver int NOT NULL DEFAULT 1
);

CREATE TABLE crm.identifier (
  id uuid PRIMARY KEY DEFAULT crm.uuid_v7(),
  payment_id uuid NOT NULL REFERENCES crm.payment,
  kind text NOT NULL,
  value text NOT NULL,
  folded text NOT NULL,
  ver int NOT NULL DEFAULT 1,
  UNIQUE (payment_id, kind, value)
);

CREATE TABLE crm.refund (
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL REFERENCES crm.payment,
  team int NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  reason text NOT NULL CHECK (reason IN ('duplicate', 'trip_cancelled', 'name_error', 'not_processed', 'overcharged',
    'goodwill', 'other')),
  note text NOT NULL,
  evidence jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'submitted', 'in_review', 'needs_info', 'blocked', 'approved',
    'rejected', 'withdrawn', 'expired', 'sending', 'send_unknown', 'manual_check', 'gateway_pending',
    'gateway_refused', 'refunded', 'refund_failed', 'voided', 'traceable', 'trace_open', 'manual_payout', 'closed')),
  requested_by name NOT NULL,
  requested_person uuid NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  review_due_at timestamptz NOT NULL,
  decided_by name,
  decided_person uuid,
  decided_at timestamptz,
  decision_reason text,
  send_no int NOT NULL DEFAULT 0,
  gateway_refund_ref text,
  accepted_at timestamptz,
  arrival_earliest date,
  arrival_latest date,
  arrival_country text CHECK (arrival_country ~ '^[A-Z]{2}$'),
  arrival_estimate boolean,
  arrival_rule text,
  failure_reason text,
  arn text,
  -- What the event of the next transition says; every statement that changes the state sets it.
  move_detail jsonb NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ver int NOT NULL DEFAULT 1,
  CONSTRAINT four_eyes CHECK (decided_person IS DISTINCT FROM requested_person),
  -- No money leaves without a decision.
  CONSTRAINT decided_before_money CHECK (decided_person IS NOT NULL OR state IN ('draft', 'submitted', 'in_review',
    'needs_info', 'blocked', 'withdrawn', 'expired'))
);
CREATE INDEX ON crm.refund (payment_id);
-- One open request per charge, whatever a function forgets to check.
CREATE UNIQUE INDEX one_open_refund ON crm.refund (payment_id) WHERE state IN ('submitted', 'in_review', 'needs_info',
  'blocked', 'approved', 'sending', 'send_unknown', 'manual_check', 'gateway_pending', 'gateway_refused');
-- What the hub looks for every second or so.
CREATE INDEX refund_with_hub ON crm.refund (state, updated_at)
  WHERE state IN ('approved', 'sending', 'send_unknown', 'gateway_pending', 'refunded', 'traceable', 'needs_info');

CREATE TABLE crm.refund_event (
  id uuid PRIMARY KEY DEFAULT crm.uuid_v7(),
  refund_id uuid NOT NULL REFERENCES crm.refund,
  team int NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor name NOT NULL DEFAULT session_user,
  from_state text,
  to_state text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  ver int NOT NULL DEFAULT 1
);
CREATE INDEX ON crm.refund_event (refund_id);

-- The hub's own book: one row per send number, committed before the gateway is called.
CREATE TABLE crm.gateway_send (
  refund_id uuid NOT NULL REFERENCES crm.refund,
  send_no int NOT NULL,
  idempotency_key text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('sending', 'unknown', 'accepted', 'refused', 'failed', 'manual_check',
    'not_sent')),
  -- When the first call was about to leave; 24 hours later nobody trusts the gateway's memory of the key.
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When a person had the search for it taken up again.
  asked_at timestamptz,
  -- When the gateway said that it does not know it; null unless that is what the latest look-up was answered.
  not_found_at timestamptz,
  -- Unknown outcomes so far.
  tries int NOT NULL DEFAULT 0,
  -- A claim is a lease: whoever holds it may call the gateway until it is stale.
  claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Names the claim: a new one with every claimed_at (trigger in 0010).
  lease uuid NOT NULL DEFAULT gen_random_uuid(),
  next_look_up_at timestamptz,
  next_poll_at timestamptz,
  -- What the gateway answered: references, codes. Never card data.
  reply jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (refund_id, send_no)
);
-- Those that the hub goes on asking about, once a day.
CREATE INDEX gateway_send_given_up ON crm.gateway_send (next_poll_at) WHERE state IN ('manual_check', 'not_sent');

-- One row per command ever sent; those about money are kept for ever.
CREATE TABLE crm.command (
  id uuid PRIMARY KEY,
  actor name NOT NULL,
  device uuid NOT NULL,
  kind text NOT NULL,
  v int NOT NULL,
  hash bytea NOT NULL,
  payload jsonb NOT NULL,
  outcome text CHECK (outcome IN ('applied', 'rejected')),
  result jsonb,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Taken FOR UPDATE by each import: two imports at once would match against each other's half-made customers.
CREATE TABLE crm.import_gate (one boolean PRIMARY KEY DEFAULT true CHECK (one));
INSERT INTO crm.import_gate DEFAULT VALUES;
