-- Refunds: what each command may do, checked in the transaction that does it, with the payment row locked.
-- Locks are taken payment first, then refund, everywhere. A refusal is CR001 with a code of shared/errors.ts.

SET LOCAL ROLE crm_owner;

CREATE FUNCTION crm.refuse(p_reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'CR001', MESSAGE = p_reason;
END $$;

-- Does a refund in this state hold its amount back from the charge?
CREATE FUNCTION crm.reserves(p_state text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN p_state NOT IN ('draft', 'rejected', 'withdrawn', 'expired', 'voided', 'refund_failed');

-- Does the gateway's own total of refunds contain it?
CREATE FUNCTION crm.executed(p_state text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN p_state IN ('gateway_pending', 'refunded', 'traceable', 'trace_open', 'closed');

-- A line in a refund's history: how it came to where it is, or what was learnt while it stayed there. Later than the
-- line before it, whatever the clock says: time and id are the order in which people read them.
CREATE FUNCTION crm.write_refund_event(p_refund crm.refund, p_from text, p_detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  moment timestamptz;
BEGIN
  SELECT greatest(clock_timestamp(), max(e.at) + interval '1 microsecond') INTO moment
    FROM crm.refund_event e WHERE e.refund_id = p_refund.id;
  INSERT INTO crm.refund_event (id, refund_id, team, at, from_state, to_state, detail)
    VALUES (crm.uuid_v7(moment), p_refund.id, p_refund.team, moment, p_from, p_refund.state, p_detail);
END $$;

-- Every transition leaves an event and moves the payment's sums, whoever makes it.
CREATE FUNCTION crm.refund_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before_state text := NULL;
  reserved int := crm.reserves(NEW.state)::int;
  executed int := crm.executed(NEW.state)::int;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.payment_id, NEW.team, NEW.amount_minor, NEW.currency, NEW.requested_person)
      IS DISTINCT FROM (OLD.payment_id, OLD.team, OLD.amount_minor, OLD.currency, OLD.requested_person)
    THEN
      PERFORM crm.refuse('invalid');
    END IF;
    IF NEW.state = OLD.state THEN
      RETURN NULL;
    END IF;
    before_state := OLD.state;
    reserved := reserved - crm.reserves(OLD.state)::int;
    executed := executed - crm.executed(OLD.state)::int;
  END IF;
  PERFORM crm.write_refund_event(NEW, before_state, NEW.move_detail);
  IF reserved <> 0 OR executed <> 0 THEN
    UPDATE crm.payment p SET refunded_minor = p.refunded_minor + reserved * NEW.amount_minor,
      executed_minor = p.executed_minor + executed * NEW.amount_minor WHERE p.id = NEW.payment_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER moved AFTER INSERT OR UPDATE ON crm.refund FOR EACH ROW EXECUTE FUNCTION crm.refund_moved();

-- A charge locked, and with it the one that stays when it goes back as a duplicate. In order of id, so that two who
-- take the same pair the other way round do not wait for each other.
CREATE FUNCTION crm.lock_charge(p_id uuid, p_reason text, p_evidence jsonb) RETURNS crm.payment
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  charge crm.payment;
BEGIN
  PERFORM FROM crm.payment p
    WHERE p.id IN (p_id, CASE p_reason WHEN 'duplicate' THEN (p_evidence ->> 'duplicateOf')::uuid END)
    ORDER BY p.id FOR UPDATE;
  SELECT * INTO charge FROM crm.payment p WHERE p.id = p_id;
  RETURN charge;
END $$;

-- Refund and charge locked. A refund of another team is not there for the caller (p_teams null: the hub, which sees all).
CREATE FUNCTION crm.lock_refund(p_id uuid, p_teams int[], OUT refund crm.refund, OUT payment crm.payment)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT * INTO refund FROM crm.refund r WHERE r.id = p_id AND (p_teams IS NULL OR r.team = ANY (p_teams));
  IF NOT FOUND THEN
    PERFORM crm.refuse('not-found');
  END IF;
  payment := crm.lock_charge(refund.payment_id, refund.reason, refund.evidence);
  SELECT * INTO refund FROM crm.refund r WHERE r.id = p_id FOR UPDATE;
END $$;

-- Guards on the charge that hold for filing, approving and sending again. p_more: amount not reserved yet.
CREATE FUNCTION crm.check_charge(p_payment crm.payment, p_refund uuid, p_more bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_payment.status <> 'captured' OR p_payment.captured_minor = 0 THEN
    PERFORM crm.refuse('not-captured');
  END IF;
  IF p_payment.dispute IN ('inquiry', 'open') THEN
    PERFORM crm.refuse('dispute-open');
  END IF;
  IF EXISTS (SELECT FROM crm.refund r WHERE r.payment_id = p_payment.id AND r.id <> p_refund
    AND r.state IN ('submitted', 'in_review', 'needs_info', 'blocked', 'approved', 'sending', 'send_unknown',
      'manual_check', 'gateway_pending', 'gateway_refused'))
  THEN
    PERFORM crm.refuse('open-refund-exists');
  END IF;
  -- A lost dispute has taken the money back already. The unbounded outside total, not external_refunded_minor: while
  -- our reservation hides it, an approval must still see it.
  IF p_payment.dispute = 'lost' OR p_more > p_payment.captured_minor - p_payment.refunded_minor
    - greatest(0, p_payment.gateway_refunded_minor - p_payment.executed_minor)
  THEN
    PERFORM crm.refuse('exceeds-refundable');
  END IF;
END $$;

-- Reason `duplicate`: the other charge was paid and stays paid. One that goes or went back is no reason to return this
-- one too, and of a pair whose halves each call the other the one that stays, nothing would stay.
CREATE FUNCTION crm.check_stays(p_charge uuid, p_reason text, p_evidence jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  other crm.payment;
BEGIN
  IF p_reason <> 'duplicate' THEN
    RETURN;
  END IF;
  SELECT * INTO other FROM crm.payment p WHERE p.id = (p_evidence ->> 'duplicateOf')::uuid AND p.id <> p_charge;
  IF NOT FOUND OR other.status <> 'captured' THEN
    PERFORM crm.refuse('evidence-missing');
  END IF;
  IF other.dispute = 'lost' OR other.captured_minor <= other.refunded_minor + other.external_refunded_minor
    OR EXISTS (SELECT FROM crm.refund r
      WHERE r.payment_id = other.id AND r.reason = 'duplicate' AND crm.reserves(r.state))
  THEN
    PERFORM crm.refuse('other-charge-returned');
  END IF;
END $$;

-- The rules of a decision: a supervisor of the team, another person than the requester, on what he has seen.
CREATE FUNCTION crm.check_decider(p_staff crm.staff, p_refund crm.refund, p_from text[], p_base_ver int) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_refund.requested_person = p_staff.person_id THEN
    PERFORM crm.refuse('own-refund');
  END IF;
  IF p_refund.state <> ALL (p_from) THEN
    PERFORM crm.refuse('bad-state');
  END IF;
  IF p_base_ver IS DISTINCT FROM p_refund.ver THEN
    PERFORM crm.refuse('stale');
  END IF;
END $$;

CREATE FUNCTION crm.check_limit(p_staff crm.staff, p_refund crm.refund) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_refund.amount_minor > coalesce((p_staff.approve_limits ->> p_refund.currency)::bigint, 0) THEN
    PERFORM crm.refuse('over-limit');
  END IF;
END $$;

-- The note of a command: at most 4,000 characters (shared/domains/refunds/commands.ts).
CREATE FUNCTION crm.note_of(p_payload jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF jsonb_typeof(p_payload -> 'note') IS DISTINCT FROM 'string' OR length(p_payload ->> 'note') > 4000 THEN
    PERFORM crm.refuse('invalid');
  END IF;
  RETURN p_payload ->> 'note';
END $$;

-- Each handler returns the refund as it was before (state null: there was none).

CREATE FUNCTION crm.refund_submit(p_staff crm.staff, p_payload jsonb) RETURNS crm.refund
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made crm.refund;
  before crm.refund;
  charge crm.payment;
  proof jsonb := p_payload -> 'evidence';
BEGIN
  made.id := (p_payload ->> 'refundId')::uuid;
  made.payment_id := (p_payload ->> 'paymentId')::uuid;
  made.team := (p_payload ->> 'team')::int;
  made.amount_minor := (p_payload ->> 'amountMinor')::bigint;
  made.currency := p_payload ->> 'currency';
  made.reason := p_payload ->> 'reason';
  made.note := crm.note_of(p_payload);
  IF num_nulls(made.id, made.payment_id, made.team, made.amount_minor, made.currency, made.reason) > 0
    OR jsonb_typeof(proof) IS DISTINCT FROM 'object'
    OR length(proof ->> 'newApplicationNo') > 64 OR length(proof ->> 'document') > 200
    OR length(proof ->> 'verdict') > 64
  THEN
    PERFORM crm.refuse('invalid');
  END IF;
  IF p_staff.role NOT IN ('agent', 'supervisor') OR made.team <> ALL (p_staff.teams) THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  charge := crm.lock_charge(made.payment_id, made.reason, proof);
  IF charge.id IS NULL THEN
    PERFORM crm.refuse('not-found');
  END IF;
  IF made.amount_minor <= 0 THEN
    PERFORM crm.refuse('amount-not-positive');
  END IF;
  IF made.currency <> charge.currency THEN
    PERFORM crm.refuse('currency-mismatch');
  END IF;
  IF (made.reason = 'trip_cancelled' AND btrim(coalesce(proof ->> 'document', '')) = '')
    OR (made.reason = 'name_error' AND btrim(coalesce(proof ->> 'newApplicationNo', '')) = '')
  THEN
    PERFORM crm.refuse('evidence-missing');
  END IF;
  PERFORM crm.check_stays(charge.id, made.reason, proof);
  PERFORM crm.check_charge(charge, made.id, made.amount_minor);
  INSERT INTO crm.refund (id, payment_id, team, amount_minor, currency, reason, note, evidence, state, requested_by,
      requested_person, review_due_at, move_detail)
    VALUES (made.id, made.payment_id, made.team, made.amount_minor, made.currency, made.reason, made.note,
      jsonb_build_object('duplicateOf', (proof ->> 'duplicateOf')::uuid, 'verdict', proof ->> 'verdict',
        'newApplicationNo', proof ->> 'newApplicationNo', 'document', proof ->> 'document'),
      'submitted', p_staff.login, p_staff.person_id, clock_timestamp() + interval '24 hours',
      jsonb_build_object('amountMinor', made.amount_minor, 'currency', made.currency, 'reason', made.reason));
  before.id := made.id;
  RETURN before;
END $$;

CREATE FUNCTION crm.refund_withdraw(p_staff crm.staff, p_payload jsonb) RETURNS crm.refund
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.refund;
  remark text := crm.note_of(p_payload);
BEGIN
  SELECT (l.refund).* INTO before FROM crm.lock_refund((p_payload ->> 'refundId')::uuid, p_staff.teams) l;
  IF before.requested_person <> p_staff.person_id THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  IF before.state NOT IN ('submitted', 'needs_info') THEN
    PERFORM crm.refuse('bad-state');
  END IF;
  -- 0: filed and withdrawn before either had left the desktop.
  IF (p_payload ->> 'baseVer')::int NOT IN (0, before.ver) THEN
    PERFORM crm.refuse('stale');
  END IF;
  UPDATE crm.refund r SET state = 'withdrawn', move_detail = jsonb_build_object('note', remark) WHERE r.id = before.id;
  RETURN before;
END $$;

CREATE FUNCTION crm.refund_approve(p_staff crm.staff, p_payload jsonb) RETURNS crm.refund
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.refund;
  charge crm.payment;
  remark text := crm.note_of(p_payload);
BEGIN
  IF p_staff.role <> 'supervisor' THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  SELECT (l.refund).* INTO before FROM crm.lock_refund((p_payload ->> 'refundId')::uuid, p_staff.teams) l;
  SELECT * INTO charge FROM crm.payment p WHERE p.id = before.payment_id;
  PERFORM crm.check_decider(p_staff, before, ARRAY['submitted', 'in_review'], (p_payload ->> 'baseVer')::int);
  IF ((p_payload ->> 'paymentId')::uuid, (p_payload ->> 'amountMinor')::bigint, p_payload ->> 'currency')
    IS DISTINCT FROM (before.payment_id, before.amount_minor, before.currency)
  THEN
    PERFORM crm.refuse('amount-mismatch');
  END IF;
  PERFORM crm.check_limit(p_staff, before);
  PERFORM crm.check_stays(charge.id, before.reason, before.evidence);
  PERFORM crm.check_charge(charge, before.id, 0);
  IF before.state = 'submitted' THEN
    UPDATE crm.refund r SET state = 'in_review', move_detail = '{}' WHERE r.id = before.id;
  END IF;
  UPDATE crm.refund r SET state = 'approved', decided_by = p_staff.login, decided_person = p_staff.person_id,
    decided_at = clock_timestamp(), decision_reason = nullif(remark, ''),
    move_detail = jsonb_build_object('amountMinor', r.amount_minor, 'currency', r.currency, 'note', remark)
    WHERE r.id = before.id;
  RETURN before;
END $$;

CREATE FUNCTION crm.refund_reject(p_staff crm.staff, p_payload jsonb) RETURNS crm.refund
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.refund;
  remark text := crm.note_of(p_payload);
BEGIN
  IF p_staff.role <> 'supervisor' THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  IF btrim(remark) = '' THEN
    PERFORM crm.refuse('invalid');
  END IF;
  SELECT (l.refund).* INTO before FROM crm.lock_refund((p_payload ->> 'refundId')::uuid, p_staff.teams) l;
  PERFORM crm.check_decider(p_staff, before, ARRAY['submitted', 'in_review', 'gateway_refused'],
    (p_payload ->> 'baseVer')::int);
  IF before.state = 'submitted' THEN
    UPDATE crm.refund r SET state = 'in_review', move_detail = '{}' WHERE r.id = before.id;
  END IF;
  UPDATE crm.refund r SET state = 'rejected', decided_by = p_staff.login, decided_person = p_staff.person_id,
    decided_at = clock_timestamp(), decision_reason = remark, move_detail = jsonb_build_object('note', remark)
    WHERE r.id = before.id;
  RETURN before;
END $$;

-- The only place where the send number rises: after a definite failure, never after a timeout.
CREATE FUNCTION crm.refund_resend(p_staff crm.staff, p_payload jsonb) RETURNS crm.refund
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.refund;
  charge crm.payment;
  remark text := crm.note_of(p_payload);
BEGIN
  IF p_staff.role <> 'supervisor' THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  SELECT (l.refund).* INTO before FROM crm.lock_refund((p_payload ->> 'refundId')::uuid, p_staff.teams) l;
  SELECT * INTO charge FROM crm.payment p WHERE p.id = before.payment_id;
  PERFORM crm.check_decider(p_staff, before, ARRAY['refund_failed', 'gateway_refused'], (p_payload ->> 'baseVer')::int);
  PERFORM crm.check_limit(p_staff, before);
  PERFORM crm.check_stays(charge.id, before.reason, before.evidence);
  -- A failed refund gave its amount back; one that the gateway refused at once still holds it.
  PERFORM crm.check_charge(charge, before.id,
    CASE WHEN before.state = 'refund_failed' THEN before.amount_minor ELSE 0 END);
  UPDATE crm.refund r SET state = 'approved', send_no = r.send_no + 1, gateway_refund_ref = NULL, accepted_at = NULL,
    arrival_earliest = NULL, arrival_latest = NULL, arrival_country = NULL, arrival_estimate = NULL,
    arrival_rule = NULL, failure_reason = NULL, arn = NULL,
    move_detail = jsonb_build_object('sendNo', r.send_no + 1, 'note', remark) WHERE r.id = before.id;
  RETURN before;
END $$;
