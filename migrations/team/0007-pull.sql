-- Reading: where the feed stands, what changed since a cursor, which commands are known.

SET LOCAL ROLE crm_owner;

-- STABLE: it sees the snapshot of the statement that calls it, so horizon and rows of one pull belong together.
CREATE FUNCTION api.head(p_client int) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  m feed.meta;
  s crm.staff;
  system text;
  timeline int;
BEGIN
  IF pg_is_in_recovery() THEN
    RAISE EXCEPTION USING ERRCODE = 'CR503', MESSAGE = 'server_recovering';
  END IF;
  SELECT * INTO m FROM feed.meta;
  SELECT c.system_identifier::text INTO system FROM pg_control_system() c;
  IF system <> m.sysid THEN
    RAISE EXCEPTION USING ERRCODE = 'CR503', MESSAGE = 'feed_needs_reset';
  END IF;
  IF p_client < m.min_client THEN
    RAISE EXCEPTION USING ERRCODE = 'CR426', MESSAGE = 'client_too_old';
  END IF;
  SELECT * INTO s FROM crm.staff p WHERE p.login = session_user AND p.active;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'CR403', MESSAGE = 'not_staff';
  END IF;
  -- Changes on fail-over and point-in-time recovery: then the desktop resyncs.
  SELECT c.timeline_id INTO timeline FROM pg_control_checkpoint() c;
  RETURN jsonb_build_object(
    'generation', m.epoch || ':' || system || ':' || timeline,
    'horizon', pg_snapshot_xmin(pg_current_snapshot())::text,
    'floor', m.floor::text,
    'schemaVersion', m.schema_version,
    'scopeEpoch', s.scope_epoch,
    'now', wire.ms(clock_timestamp()),
    'staffId', s.id);
END $$;

-- One statement, one snapshot: changed rows as this login sees them, and the ids it does not see (any more).
-- json, not jsonb: the text is built once and never parsed here.
CREATE FUNCTION api.pull(p_client int, p_xid xid8, p_seq bigint, p_limit int) RETURNS json
LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  head jsonb := api.head(p_client);
  horizon xid8 := (head ->> 'horizon')::xid8;
  page_limit int := least(greatest(p_limit, 1), 5000);
  changed record;
  last_xid xid8;
  last_seq bigint;
  page_size bigint;
  listed json;
  seen uuid[];
  row_tables text[] := '{}';
  row_lists json[] := '{}';
  gone_tables text[] := '{}';
  gone_lists json[] := '{}';
BEGIN
  FOR changed IN
    WITH page AS MATERIALIZED (
      SELECT c.xid, c.seq, c.tbl, c.pk FROM feed.change c
      WHERE (c.xid, c.seq) > (p_xid, p_seq) AND c.xid < horizon
      ORDER BY c.xid, c.seq LIMIT page_limit
    ), newest AS (
      SELECT p.xid, p.seq FROM page p ORDER BY p.xid DESC, p.seq DESC LIMIT 1
    )
    SELECT p.tbl, array_agg(DISTINCT p.pk) AS ids, (SELECT count(*) FROM page) AS size, n.xid, n.seq
    FROM page p, newest n GROUP BY p.tbl, n.xid, n.seq
  LOOP
    page_size := changed.size;
    last_xid := changed.xid;
    last_seq := changed.seq;
    EXECUTE format('SELECT json_agg(w), array_agg(w.id) FROM wire.%I w WHERE w.id = ANY ($1)', changed.tbl)
      INTO listed, seen USING changed.ids;
    IF listed IS NOT NULL THEN
      row_tables := row_tables || changed.tbl;
      row_lists := row_lists || listed;
    END IF;
    IF coalesce(cardinality(seen), 0) < cardinality(changed.ids) THEN
      gone_tables := gone_tables || changed.tbl;
      gone_lists := gone_lists
        || (SELECT json_agg(x.id) FROM (SELECT unnest(changed.ids) EXCEPT SELECT unnest(seen)) x(id));
    END IF;
  END LOOP;
  RETURN json_build_object(
    'head', head,
    'cursor', CASE WHEN page_size = page_limit
      THEN json_build_object('xid', last_xid::text, 'seq', last_seq::text)
      ELSE json_build_object('xid', horizon::text, 'seq', '0') END,
    'more', coalesce(page_size = page_limit, false),
    'rows', (SELECT coalesce(json_object_agg(t, l), '{}') FROM unnest(row_tables, row_lists) u(t, l)),
    'gone', (SELECT coalesce(json_object_agg(t, l), '{}') FROM unnest(gone_tables, gone_lists) u(t, l)));
END $$;

-- Of these commands of the caller, the ones that were decided. For the check after a restore.
CREATE FUNCTION api.command_status(p_ids uuid[]) RETURNS TABLE (id uuid, outcome text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT c.id, c.outcome FROM crm.command c WHERE c.id = ANY (p_ids) AND c.actor = session_user;
END $$;

GRANT EXECUTE ON FUNCTION api.head(int) TO crm_user, crm_hub;
GRANT EXECUTE ON FUNCTION api.pull(int, xid8, bigint, int), api.command_status(uuid[]) TO crm_user;
