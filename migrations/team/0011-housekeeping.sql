-- What time alone brings about: searches that are given up and the way out of them, refunds to ask the gateway about,
-- requests that expire, feed rows nobody needs any more, transactions that hold everybody's feed back.

SET LOCAL ROLE crm_owner;

-- Nobody knows whether the gateway has it: a person decides. The hub goes on asking by itself (api.hub_pending), but
-- nothing is sent from here.
CREATE FUNCTION crm.give_up_search(p_refund crm.refund, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  attempt crm.gateway_send;
BEGIN
  UPDATE crm.gateway_send g SET state = 'manual_check', next_look_up_at = NULL,
    next_poll_at = clock_timestamp() + interval '1 day'
    WHERE g.refund_id = p_refund.id AND g.send_no = p_refund.send_no RETURNING * INTO attempt;
  PERFORM crm.hub_move(p_refund.id, 'manual_check', jsonb_build_object('tries', attempt.tries, 'reason', p_reason));
END $$;

-- A look-up that found nothing when nothing may be sent any more. That the gateway does not know the refund is what
-- somebody may decide on, so each such answer stands in the history; silence only where it takes one back. It counts
-- only while the look-up's lease is the newest: nobody has sent or asked since it began.
CREATE FUNCTION crm.note_look_up(p_refund crm.refund, p_outcome text, p_reason text, p_lease uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_missing boolean := p_outcome = 'not_found';
  attempt crm.gateway_send;
  detail jsonb := jsonb_strip_nulls(jsonb_build_object('reason', CASE WHEN is_missing THEN 'not-found' ELSE p_reason END));
BEGIN
  SELECT * INTO attempt FROM crm.gateway_send g WHERE g.refund_id = p_refund.id AND g.send_no = p_refund.send_no
    AND g.state IN ('unknown', 'manual_check') AND g.lease = p_lease FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE crm.gateway_send g SET claimed_at = '-infinity',
    not_found_at = CASE WHEN is_missing THEN clock_timestamp() END
    WHERE g.refund_id = attempt.refund_id AND g.send_no = attempt.send_no;
  IF p_refund.state <> 'manual_check' THEN
    PERFORM crm.give_up_search(p_refund, 'not-found');
  ELSIF is_missing OR attempt.not_found_at IS NOT NULL THEN
    PERFORM crm.write_refund_event(p_refund, p_refund.state, detail);
    PERFORM audit.write('refund.look-up', p_refund.id, detail);
  END IF;
END $$;

-- A supervisor has the search taken up again: the next claim looks the refund up, and sends it only as after any other
-- look-up, under the same key and within the key's 24 hours. It asks a question, so it binds to nothing seen before.
CREATE FUNCTION crm.refund_look_up_again(p_staff crm.staff, p_payload jsonb) RETURNS crm.refund
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.refund;
BEGIN
  IF p_staff.role <> 'supervisor' THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  SELECT (l.refund).* INTO before FROM crm.lock_refund((p_payload ->> 'refundId')::uuid, p_staff.teams) l;
  IF before.state <> 'manual_check' THEN
    PERFORM crm.refuse('bad-state');
  END IF;
  UPDATE crm.gateway_send g SET state = 'unknown', asked_at = clock_timestamp(), not_found_at = NULL,
    claimed_at = '-infinity', next_look_up_at = clock_timestamp(), next_poll_at = NULL
    WHERE g.refund_id = before.id AND g.send_no = before.send_no;
  UPDATE crm.refund r SET state = 'send_unknown', move_detail = '{"reason": "asked-again"}' WHERE r.id = before.id;
  RETURN before;
END $$;

-- A second person takes the gateway's word that it never got this send. That counts as its refusal: the amount stays
-- reserved, and only then may a new send number follow.
CREATE FUNCTION crm.refund_declare_not_sent(p_staff crm.staff, p_payload jsonb) RETURNS crm.refund
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.refund;
  answered timestamptz;
  remark text := crm.note_of(p_payload);
BEGIN
  IF p_staff.role <> 'supervisor' THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  IF btrim(remark) = '' THEN
    PERFORM crm.refuse('invalid');
  END IF;
  SELECT (l.refund).* INTO before FROM crm.lock_refund((p_payload ->> 'refundId')::uuid, p_staff.teams) l;
  PERFORM crm.check_decider(p_staff, before, ARRAY['manual_check'], (p_payload ->> 'baseVer')::int);
  UPDATE crm.gateway_send g SET state = 'not_sent', next_poll_at = clock_timestamp() + interval '1 day'
    WHERE g.refund_id = before.id AND g.send_no = before.send_no AND g.not_found_at IS NOT NULL
    RETURNING g.not_found_at INTO answered;
  IF NOT FOUND THEN
    PERFORM crm.refuse('look-up-first');
  END IF;
  UPDATE crm.refund r SET state = 'gateway_refused', failure_reason = 'declared-not-sent', move_detail =
    jsonb_build_object('reason', 'declared-not-sent', 'notFoundAt', wire.ms(answered), 'note', remark)
    WHERE r.id = before.id;
  RETURN before;
END $$;

-- Refunds that the gateway is due to be asked about.
-- Those that it took: soon while pending, a hundred times more rarely afterwards (a late failure), for 90 days.
-- Those whose search was given up: once a day, for 30 days, so that a gateway that comes back settles them without
-- anybody. Those declared never sent: once a day, for 90 days, so that one that turns up after all is noticed.
-- The last two stay where they are meanwhile: a decision that somebody is making does not become stale, a gateway that
-- keeps silent leaves no lines in the history, and as only hub_claim leads to a send, asking from here never does.
CREATE FUNCTION api.hub_pending(p_limit int, p_every_seconds int DEFAULT 5) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  listed jsonb;
  most int := least(greatest(p_limit, 1), 500);
BEGIN
  PERFORM crm.require_hub();
  WITH accepted AS (
    SELECT g.refund_id, g.send_no FROM crm.refund r
    JOIN crm.gateway_send g ON g.refund_id = r.id AND g.send_no = r.send_no
    WHERE r.state IN ('gateway_pending', 'refunded', 'traceable') AND g.next_poll_at <= clock_timestamp()
      AND r.accepted_at > clock_timestamp() - interval '90 days'
    ORDER BY g.next_poll_at LIMIT most FOR UPDATE OF g SKIP LOCKED
  ), given_up AS (
    SELECT g.refund_id, g.send_no FROM crm.gateway_send g
    WHERE g.state IN ('manual_check', 'not_sent') AND g.next_poll_at <= clock_timestamp()
      AND coalesce(g.asked_at, g.at) > clock_timestamp()
        - CASE g.state WHEN 'manual_check' THEN interval '30 days' ELSE interval '90 days' END
    ORDER BY g.next_poll_at LIMIT most - (SELECT count(*) FROM accepted) FOR UPDATE OF g SKIP LOCKED
  ), taken AS (
    UPDATE crm.gateway_send g SET
      claimed_at = CASE WHEN d.is_given_up THEN clock_timestamp() ELSE g.claimed_at END,
      next_poll_at = clock_timestamp() + CASE WHEN d.is_given_up THEN interval '1 day'
        ELSE make_interval(secs => p_every_seconds * (SELECT CASE r.state WHEN 'gateway_pending' THEN 1 ELSE 100 END
          FROM crm.refund r WHERE r.id = g.refund_id)) END
    FROM (SELECT a.*, false AS is_given_up FROM accepted a UNION ALL SELECT u.*, true FROM given_up u) d
    WHERE g.refund_id = d.refund_id AND g.send_no = d.send_no RETURNING g.*, d.is_given_up
  )
  SELECT jsonb_agg(jsonb_build_object('refundId', r.id, 'sendNo', t.send_no, 'idempotencyKey', t.idempotency_key,
      'lease', t.lease, 'givenUp', t.is_given_up,
      'state', r.state, 'gateway', p.gateway, 'gatewayRef', p.gateway_ref, 'gatewayRefundRef', r.gateway_refund_ref,
      'amountMinor', r.amount_minor, 'currency', r.currency, 'issuerCountry', p.issuer_country, 'method', p.method))
    INTO listed FROM taken t JOIN crm.refund r ON r.id = t.refund_id JOIN crm.payment p ON p.id = r.payment_id;
  RETURN coalesce(listed, '[]');
END $$;

-- Needs-info requests expire after 14 days. An unknown outcome older than 24 hours goes to a person even if no hub
-- ever came back to look it up.
CREATE FUNCTION api.hub_expire() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  due record;
  locked crm.refund;
  expired int := 0;
  manual_check int := 0;
BEGIN
  PERFORM crm.require_hub();
  FOR due IN
    SELECT r.id, r.state FROM crm.refund r
    LEFT JOIN crm.gateway_send g ON g.refund_id = r.id AND g.send_no = r.send_no
    WHERE (r.state = 'needs_info' AND r.updated_at < clock_timestamp() - interval '14 days')
      OR (r.state IN ('sending', 'send_unknown')
        AND coalesce(g.asked_at, g.at) < clock_timestamp() - interval '24 hours')
    ORDER BY r.updated_at LIMIT 100
  LOOP
    SELECT (l.refund).* INTO locked FROM crm.lock_refund(due.id, NULL) l;
    CONTINUE WHEN locked.state <> due.state;
    IF due.state = 'needs_info' THEN
      PERFORM crm.hub_move(due.id, 'expired', '{}');
      expired := expired + 1;
    ELSE
      PERFORM crm.give_up_search(locked, 'unanswered');
      manual_check := manual_check + 1;
    END IF;
  END LOOP;
  RETURN jsonb_build_object('expired', expired, 'manualCheck', manual_check);
END $$;

-- Marks where the feed stands and drops changes older than p_days; a desktop that was away longer resyncs.
-- Nothing newer is thinned out: an older row may be the only one that tells a team that it lost a ticket.
CREATE FUNCTION api.hub_purge_feed(p_days int DEFAULT 90) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  bound xid8;
  removed bigint := 0;
BEGIN
  PERFORM crm.require_hub();
  INSERT INTO feed.mark (xid) VALUES (pg_snapshot_xmin(pg_current_snapshot()));
  SELECT k.xid INTO bound FROM feed.mark k
    WHERE k.at < clock_timestamp() - make_interval(days => greatest(p_days, 1)) ORDER BY k.xid DESC LIMIT 1;
  IF bound IS NOT NULL THEN
    DELETE FROM feed.change c WHERE c.xid < bound;
    GET DIAGNOSTICS removed = ROW_COUNT;
    DELETE FROM feed.mark k WHERE k.xid < bound;
    UPDATE feed.meta m SET floor = bound WHERE m.floor < bound;
  END IF;
  IF removed > 0 THEN
    PERFORM audit.write('feed.purge', NULL, jsonb_build_object('removed', removed, 'floor', bound::text));
  END IF;
  RETURN jsonb_build_object('removed', removed, 'floor', (SELECT m.floor::text FROM feed.meta m));
END $$;

-- Any login may open a transaction, take an xid and leave it open: the horizon stops for everybody. Timeouts do not
-- help, because a login may set its own. Superusers are left alone (only one of them could end another).
CREATE FUNCTION api.hub_watchdog(p_seconds int DEFAULT 10) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  stuck record;
  ended int := 0;
BEGIN
  PERFORM crm.require_hub();
  FOR stuck IN
    SELECT a.pid, a.usename FROM pg_stat_activity a JOIN pg_roles o ON o.oid = a.usesysid
    WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid() AND NOT o.rolsuper
      AND clock_timestamp() - a.xact_start > make_interval(secs => greatest(p_seconds, 1))
      AND (pg_has_role(a.usesysid, 'crm_user', 'MEMBER') OR pg_has_role(a.usesysid, 'crm_hub', 'MEMBER'))
  LOOP
    IF pg_terminate_backend(stuck.pid) THEN
      ended := ended + 1;
      PERFORM audit.write('feed.watchdog', NULL, jsonb_build_object('login', stuck.usename));
    END IF;
  END LOOP;
  RETURN ended;
END $$;

-- Tells desktops to pull if the newest change that they can pull is another one than p_seen; returns it, to be passed
-- next time. Below the horizon, because a change above it can't be pulled yet, and because a transaction that ends after
-- younger ones shows here too. A notice leaves no change behind, so several hubs do not answer each other.
CREATE FUNCTION api.hub_hint(p_seen text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  newest text;
BEGIN
  PERFORM crm.require_hub();
  newest := coalesce((SELECT c.xid || ':' || c.seq FROM feed.change c
    WHERE c.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY c.xid DESC, c.seq DESC LIMIT 1), '');
  IF newest IS DISTINCT FROM p_seen THEN
    PERFORM pg_notify('visadesk_hint', '');
  END IF;
  RETURN newest;
END $$;

GRANT EXECUTE ON FUNCTION api.hub_pending(int, int), api.hub_expire(), api.hub_purge_feed(int), api.hub_watchdog(int),
  api.hub_hint(text) TO crm_hub;
