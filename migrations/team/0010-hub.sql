-- The hub's side of a refund. Nothing is ever sent before the attempt and its key are committed, and an outcome that is
-- not known is looked up before anything is sent again.

SET LOCAL ROLE crm_owner;

CREATE FUNCTION crm.require_hub() RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM crm.staff s WHERE s.login = session_user AND s.active AND s.role = 'hub') THEN
    RAISE EXCEPTION USING ERRCODE = 'CR403', MESSAGE = 'forbidden';
  END IF;
END $$;

-- Each claim, each permission to send and each end of either is a turn of its own, also two within one tick of the clock.
CREATE FUNCTION crm.new_lease() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.lease := gen_random_uuid();
  RETURN NEW;
END $$;
CREATE TRIGGER lease BEFORE UPDATE OF claimed_at ON crm.gateway_send
  FOR EACH ROW EXECUTE FUNCTION crm.new_lease();

-- Wait before the next look-up after so many unknown outcomes; the sixth goes to a person.
CREATE FUNCTION crm.look_up_wait(p_tries int) RETURNS interval LANGUAGE sql IMMUTABLE
RETURN (ARRAY[5, 30, 180, 1200, 7200])[least(p_tries, 5)] * interval '1 second';

-- Moves a refund for the hub, with its audit entry.
CREATE FUNCTION crm.hub_move(p_refund uuid, p_state text, p_detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before text;
BEGIN
  SELECT r.state INTO before FROM crm.refund r WHERE r.id = p_refund;
  UPDATE crm.refund r SET state = p_state, move_detail = jsonb_strip_nulls(p_detail) WHERE r.id = p_refund;
  PERFORM audit.write('refund.' || p_state, p_refund, jsonb_strip_nulls(p_detail)
    || jsonb_build_object('before', jsonb_build_object('state', before)));
END $$;

-- Takes refunds to send or to look up, and commits the attempt with its key before the gateway hears of it.
-- A claim is a lease of p_lease_seconds: a hub that died leaves `sending`, which is then unknown, never simply resent.
-- What a look-up did not find counts only under the newest lease: while nobody has claimed or sent since.
CREATE FUNCTION api.hub_claim(p_limit int, p_lease_seconds int DEFAULT 60) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  due record;
  claims jsonb := '[]';
  look_up boolean;
BEGIN
  PERFORM crm.require_hub();
  FOR due IN
    SELECT r.id, r.state, r.send_no, r.requested_at FROM crm.refund r
    LEFT JOIN crm.gateway_send g ON g.refund_id = r.id AND g.send_no = r.send_no
    WHERE r.state IN ('approved', 'sending', 'send_unknown')
      AND (r.state = 'approved'
        OR (g.claimed_at <= clock_timestamp() - make_interval(secs => p_lease_seconds)
          AND coalesce(g.next_look_up_at, g.claimed_at) <= clock_timestamp()))
    ORDER BY r.updated_at LIMIT least(greatest(p_limit, 1), 100)
    FOR UPDATE OF r SKIP LOCKED
  LOOP
    -- A database that came back from a backup does not know what it sent since. Gateways remember a key for 24 hours,
    -- and under this one nothing was sent before the request: only an older request must be looked up first.
    look_up := due.state <> 'approved' OR due.requested_at < clock_timestamp() - interval '20 hours';
    IF due.state = 'approved' THEN
      INSERT INTO crm.gateway_send (refund_id, send_no, idempotency_key, state)
        VALUES (due.id, due.send_no, due.id || ':' || due.send_no, CASE WHEN look_up THEN 'unknown' ELSE 'sending' END);
      PERFORM crm.hub_move(due.id, 'sending', jsonb_build_object('sendNo', due.send_no));
    ELSE
      -- Asked again under the lock: another hub may have renewed the lease since the query's snapshot.
      UPDATE crm.gateway_send g SET state = 'unknown', claimed_at = clock_timestamp()
        WHERE g.refund_id = due.id AND g.send_no = due.send_no
          AND g.claimed_at <= clock_timestamp() - make_interval(secs => p_lease_seconds);
      CONTINUE WHEN NOT FOUND;
      IF due.state = 'sending' THEN
        PERFORM crm.hub_move(due.id, 'send_unknown', '{"reason": "hub-restarted"}');
      END IF;
    END IF;
    claims := claims || (
      SELECT jsonb_build_object('refundId', r.id, 'sendNo', r.send_no, 'idempotencyKey', g.idempotency_key,
        'lease', g.lease, 'lookupFirst', look_up, 'tries', g.tries, 'firstSentAt', wire.ms(g.at), 'paymentId', p.id,
        'gateway', p.gateway, 'gatewayRef', p.gateway_ref, 'gatewayRefundRef', r.gateway_refund_ref,
        'amountMinor', r.amount_minor, 'currency', r.currency, 'issuerCountry', p.issuer_country, 'method', p.method)
      FROM crm.refund r JOIN crm.payment p ON p.id = r.payment_id
      JOIN crm.gateway_send g ON g.refund_id = r.id AND g.send_no = r.send_no WHERE r.id = due.id);
  END LOOP;
  RETURN claims;
END $$;

-- The gateway has it: reference, time of acceptance and the arrival window, which is fixed here once.
CREATE FUNCTION crm.note_acceptance(p_refund uuid, p_gateway_ref text, p_arrival jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE crm.refund r SET
    gateway_refund_ref = coalesce(p_gateway_ref, r.gateway_refund_ref),
    accepted_at = coalesce(r.accepted_at, to_timestamp((p_arrival ->> 'acceptedAt')::numeric / 1000), clock_timestamp()),
    arrival_earliest = coalesce(r.arrival_earliest, (p_arrival ->> 'earliest')::date),
    arrival_latest = coalesce(r.arrival_latest, (p_arrival ->> 'latest')::date),
    arrival_country = coalesce(r.arrival_country, p_arrival ->> 'country'),
    arrival_estimate = coalesce(r.arrival_estimate, (p_arrival ->> 'estimate')::boolean),
    arrival_rule = coalesce(r.arrival_rule, p_arrival ->> 'rule'),
    failure_reason = NULL
    WHERE r.id = p_refund;
  UPDATE crm.gateway_send g SET state = 'accepted', next_look_up_at = NULL, next_poll_at = clock_timestamp(),
    not_found_at = NULL, reply = g.reply || jsonb_strip_nulls(jsonb_build_object('reference', p_gateway_ref))
    FROM crm.refund r WHERE r.id = p_refund AND g.refund_id = r.id AND g.send_no = r.send_no;
END $$;

-- A definite no. gateway_refused: it never took it. refund_failed: it took it and gave it back.
CREATE FUNCTION crm.note_failure(p_refund uuid, p_state text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM crm.hub_move(p_refund, p_state, jsonb_build_object('reason', p_reason));
  UPDATE crm.refund r SET failure_reason = p_reason WHERE r.id = p_refund;
  UPDATE crm.gateway_send g SET state = CASE p_state WHEN 'gateway_refused' THEN 'refused' ELSE 'failed' END,
    next_look_up_at = NULL, next_poll_at = NULL, not_found_at = NULL,
    reply = g.reply || jsonb_strip_nulls(jsonb_build_object('reason', p_reason))
    FROM crm.refund r WHERE r.id = p_refund AND g.refund_id = r.id AND g.send_no = r.send_no;
END $$;

-- The outcome is not known: look up later, and after six tries or 24 hours let a person do it.
CREATE FUNCTION crm.note_unknown(p_refund crm.refund, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  attempt crm.gateway_send;
BEGIN
  UPDATE crm.gateway_send g SET state = 'unknown', tries = g.tries + 1,
    -- Nobody waits for the lease: this hub is done with its call.
    claimed_at = '-infinity', next_look_up_at = clock_timestamp() + crm.look_up_wait(g.tries + 1)
    WHERE g.refund_id = p_refund.id AND g.send_no = p_refund.send_no RETURNING * INTO attempt;
  IF attempt.tries >= 6 OR attempt.at <= clock_timestamp() - interval '24 hours' THEN
    PERFORM crm.give_up_search(p_refund, p_reason);
  ELSIF p_refund.state <> 'send_unknown' THEN
    PERFORM crm.hub_move(p_refund.id, 'send_unknown', jsonb_build_object('tries', attempt.tries, 'reason', p_reason));
  END IF;
END $$;

-- The gateway reports money for a refund that we do not count as paid: somebody must look. A success that comes after
-- the failure it was overtaken by is no conflict. The refund's team reads it in the history, once per send number.
CREATE FUNCTION crm.note_conflict(p_refund crm.refund, p_send_no int, p_told text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_told NOT IN ('accepted', 'succeeded')
    OR (p_refund.send_no = p_send_no AND (crm.executed(p_refund.state) OR p_refund.state = 'refund_failed'))
  THEN
    RETURN;
  END IF;
  PERFORM audit.write('refund.gateway-conflict', p_refund.id,
    jsonb_build_object('told', p_told, 'sendNo', p_send_no, 'state', p_refund.state));
  IF NOT EXISTS (SELECT FROM crm.refund_event e WHERE e.refund_id = p_refund.id
    AND e.detail ->> 'reason' = 'gateway-conflict' AND (e.detail ->> 'sendNo')::int = p_send_no)
  THEN
    PERFORM crm.write_refund_event(p_refund, p_refund.state,
      jsonb_build_object('reason', 'gateway-conflict', 'sendNo', p_send_no));
  END IF;
  -- It has turned up: no need to ask for it any more.
  UPDATE crm.gateway_send g SET next_poll_at = NULL
    WHERE g.refund_id = p_refund.id AND g.send_no = p_send_no AND g.state = 'not_sent';
END $$;

-- What a call or a look-up of one attempt gave. Late, repeated and overtaken answers change nothing. p_lease: the claim
-- that it was made under; needed where nothing was found.
CREATE FUNCTION api.hub_send_result(p_refund uuid, p_send_no int, p_outcome text, p_gateway_ref text, p_reason text,
  p_arrival jsonb, p_lease uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.refund;
  after crm.refund;
  waiting boolean;
  send boolean := false;
BEGIN
  PERFORM crm.require_hub();
  SELECT (l.refund).* INTO before FROM crm.lock_refund(p_refund, NULL) l;
  waiting := before.state IN ('sending', 'send_unknown');
  IF before.send_no = p_send_no THEN
    -- An acceptance is a fact about money, so it also counts where the search had been given up.
    IF p_outcome IN ('accepted', 'succeeded') AND (waiting OR before.state IN ('manual_check', 'gateway_refused')) THEN
      PERFORM crm.note_acceptance(p_refund, p_gateway_ref, p_arrival);
      PERFORM crm.hub_move(p_refund, 'gateway_pending', jsonb_build_object('reference', p_gateway_ref));
      IF p_outcome = 'succeeded' THEN
        PERFORM crm.hub_move(p_refund, 'refunded', jsonb_build_object('reference', p_gateway_ref));
      END IF;
    ELSIF p_outcome = 'refused' AND (waiting OR before.state = 'manual_check') THEN
      PERFORM crm.note_failure(p_refund, 'gateway_refused', p_reason);
    ELSIF p_outcome = 'unknown' AND waiting THEN
      PERFORM crm.note_unknown(before, p_reason);
    ELSIF p_outcome = 'not_found' AND waiting THEN
      -- Only the one whose turn it is may hear that he should send. The permission is a lease of its own, so it is
      -- given once.
      UPDATE crm.gateway_send g SET state = 'sending', claimed_at = clock_timestamp(), next_look_up_at = NULL
        WHERE g.refund_id = p_refund AND g.send_no = p_send_no AND g.state = 'unknown' AND g.lease = p_lease
          AND g.at > clock_timestamp() - interval '24 hours';
      send := FOUND;
      IF send AND before.state = 'send_unknown' THEN
        PERFORM crm.hub_move(p_refund, 'sending', jsonb_build_object('sendNo', p_send_no, 'reason', 'not-found'));
      ELSIF NOT send THEN
        PERFORM crm.note_look_up(before, p_outcome, 'not-found', p_lease);
      END IF;
    ELSIF p_outcome IN ('unknown', 'not_found') AND before.state = 'manual_check' THEN
      PERFORM crm.note_look_up(before, p_outcome, p_reason, p_lease);
    ELSIF p_outcome NOT IN ('accepted', 'succeeded', 'refused', 'unknown', 'not_found') THEN
      PERFORM crm.refuse('invalid');
    END IF;
  END IF;
  SELECT * INTO after FROM crm.refund r WHERE r.id = p_refund;
  IF after.ver = before.ver THEN
    PERFORM crm.note_conflict(before, p_send_no, p_outcome);
  END IF;
  RETURN jsonb_build_object('changed', after.ver <> before.ver, 'state', after.state, 'send', send,
    'nextLookUpAt', (SELECT wire.ms(g.next_look_up_at) FROM crm.gateway_send g
      WHERE g.refund_id = p_refund AND g.send_no = after.send_no AND after.state = 'send_unknown'));
END $$;

-- What the gateway tells later, by webhook or when asked. Any order and any number of repeats end in the same state:
-- a failure wins over a success of the same send, because a refund can fail after it succeeded but not come back.
CREATE FUNCTION api.hub_gateway_event(p_refund uuid, p_send_no int, p_kind text, p_reference text, p_reason text,
  p_arrival jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.refund;
  after crm.refund;
BEGIN
  PERFORM crm.require_hub();
  SELECT (l.refund).* INTO before FROM crm.lock_refund(p_refund, NULL) l;
  IF before.send_no = p_send_no THEN
    IF p_kind = 'succeeded'
      AND before.state IN ('sending', 'send_unknown', 'manual_check', 'gateway_refused', 'gateway_pending')
    THEN
      IF before.state <> 'gateway_pending' THEN
        PERFORM crm.note_acceptance(p_refund, p_reference, p_arrival);
        PERFORM crm.hub_move(p_refund, 'gateway_pending', jsonb_build_object('reference', p_reference));
      END IF;
      PERFORM crm.hub_move(p_refund, 'refunded', jsonb_build_object('reference', p_reference));
    ELSIF p_kind = 'failed' AND (crm.executed(before.state)
      OR before.state IN ('sending', 'send_unknown', 'manual_check'))
    THEN
      PERFORM crm.note_failure(p_refund, 'refund_failed', p_reason);
    ELSIF p_kind = 'voided' AND before.state = 'gateway_pending' THEN
      PERFORM crm.note_failure(p_refund, 'voided', p_reason);
    ELSIF p_kind = 'arn' AND crm.executed(before.state) AND before.arn IS DISTINCT FROM p_reference THEN
      UPDATE crm.refund r SET arn = p_reference WHERE r.id = p_refund;
      IF before.state = 'refunded' THEN
        PERFORM crm.hub_move(p_refund, 'traceable', jsonb_build_object('arn', p_reference));
      END IF;
    ELSIF p_kind NOT IN ('succeeded', 'failed', 'voided', 'arn') THEN
      PERFORM crm.refuse('invalid');
    END IF;
  END IF;
  SELECT * INTO after FROM crm.refund r WHERE r.id = p_refund;
  IF after.ver = before.ver THEN
    PERFORM crm.note_conflict(before, p_send_no, p_kind);
  END IF;
  RETURN jsonb_build_object('changed', after.ver <> before.ver, 'state', after.state);
END $$;

GRANT EXECUTE ON FUNCTION api.hub_claim(int, int),
  api.hub_send_result(uuid, int, text, text, text, jsonb, uuid),
  api.hub_gateway_event(uuid, int, text, text, text, jsonb) TO crm_hub;
