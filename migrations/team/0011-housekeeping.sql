-- What time alone brings about: requests that expire, searches that are given up, feed rows nobody needs any more,
-- transactions that hold everybody's feed back.

SET LOCAL ROLE crm_owner;

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
      OR (r.state IN ('sending', 'send_unknown') AND g.at < clock_timestamp() - interval '24 hours')
    ORDER BY r.updated_at LIMIT 100
  LOOP
    SELECT (l.refund).* INTO locked FROM crm.lock_refund(due.id, NULL) l;
    CONTINUE WHEN locked.state <> due.state;
    IF due.state = 'needs_info' THEN
      PERFORM crm.hub_move(due.id, 'expired', '{}');
      expired := expired + 1;
    ELSE
      UPDATE crm.gateway_send g SET state = 'manual_check', next_look_up_at = NULL
        WHERE g.refund_id = due.id AND g.send_no = locked.send_no;
      PERFORM crm.hub_move(due.id, 'manual_check', '{"reason": "unanswered"}');
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

GRANT EXECUTE ON FUNCTION api.hub_expire(), api.hub_purge_feed(int), api.hub_watchdog(int), api.hub_hint(text)
  TO crm_hub;
