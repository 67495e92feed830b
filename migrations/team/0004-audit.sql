-- The audit log: written in the transaction of what it tells, never changed afterwards, sealed by a hash chain.
-- Details are ids, amounts and the before and after of named fields; never a message body, never a card number.

SET LOCAL ROLE crm_owner;

CREATE FUNCTION feed.era() RETURNS int LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT m.era FROM feed.meta m);
END $$;

CREATE TABLE audit.entry (
  era int NOT NULL DEFAULT feed.era(),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor name NOT NULL DEFAULT session_user,
  peer inet DEFAULT inet_client_addr(),
  action text NOT NULL,
  entity uuid,
  detail jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (era, xid, seq)
);

-- Seal n covers the entries of its era from the seal before it (exclusive bound there) up to upto_xid (exclusive).
CREATE TABLE audit.seal (
  n bigint PRIMARY KEY,
  era int NOT NULL,
  from_xid xid8 NOT NULL,
  upto_xid xid8 NOT NULL,
  entries bigint NOT NULL,
  prev bytea NOT NULL,
  hash bytea NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION audit.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'audit_is_append_only';
END $$;

-- ENABLE ALWAYS: they also fire under session_replication_role = replica.
DO $$ DECLARE kept text; BEGIN
  FOREACH kept IN ARRAY ARRAY['entry', 'seal'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.%I
      FOR EACH ROW EXECUTE FUNCTION audit.refuse_change()', kept);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.%I
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', kept);
    EXECUTE format('ALTER TABLE audit.%I ENABLE ALWAYS TRIGGER append_only', kept);
    EXECUTE format('ALTER TABLE audit.%I ENABLE ALWAYS TRIGGER no_truncate', kept);
  END LOOP;
END $$;

CREATE FUNCTION audit.write(p_action text, p_entity uuid, p_detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO audit.entry (action, entity, detail) VALUES (p_action, p_entity, p_detail);
END $$;

-- Hash of one stretch of the log on top of the hash before it. Epoch seconds, not timestamps: the session's time zone
-- must not change the text.
CREATE FUNCTION audit.chain(p_prev bytea, p_era int, p_from xid8, p_upto xid8, OUT entries bigint, OUT hash bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT count(*), sha256(p_prev || convert_to(coalesce(string_agg(
      jsonb_build_array(e.era, e.xid::text, e.seq, extract(epoch FROM e.at)::text, e.actor, host(e.peer), e.action,
        e.entity, e.detail)::text, E'\n' ORDER BY e.xid, e.seq), ''), 'UTF8'))
    INTO entries, hash
    FROM audit.entry e WHERE e.era = p_era AND e.xid >= p_from AND e.xid < p_upto;
END $$;

-- Seals one era up to p_upto; nothing new, nothing sealed.
CREATE FUNCTION audit.seal_upto(p_era int, p_upto xid8) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last audit.seal;
  start xid8;
  stretch record;
BEGIN
  -- One sealer at a time; readers are not disturbed.
  LOCK TABLE audit.seal IN SHARE ROW EXCLUSIVE MODE;
  SELECT * INTO last FROM audit.seal s ORDER BY s.n DESC LIMIT 1;
  start := CASE WHEN last.era = p_era THEN last.upto_xid ELSE '0'::xid8 END;
  SELECT * INTO stretch FROM audit.chain(coalesce(last.hash, ''::bytea), p_era, start, p_upto);
  IF stretch.entries > 0 THEN
    INSERT INTO audit.seal (n, era, from_xid, upto_xid, entries, prev, hash)
      VALUES (coalesce(last.n, 0) + 1, p_era, start, p_upto, stretch.entries, coalesce(last.hash, ''::bytea),
        stretch.hash);
  END IF;
  RETURN stretch.entries;
END $$;

CREATE FUNCTION api.seal_audit() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  sealed bigint := audit.seal_upto(feed.era(), pg_snapshot_xmin(pg_current_snapshot()));
BEGIN
  RETURN jsonb_build_object('sealed', sealed,
    'hash', (SELECT encode(s.hash, 'hex') FROM audit.seal s ORDER BY s.n DESC LIMIT 1));
END $$;

-- Replays the chain: every seal must follow the one before it and match the entries it covers.
CREATE FUNCTION api.verify_audit() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s audit.seal;
  stretch record;
  prev bytea := ''::bytea;
  expected bigint := 1;
  era int := 0;
  upto xid8 := '0';
  seals bigint := 0;
  total bigint := 0;
  broken bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM crm.staff p WHERE p.login = session_user AND p.active AND p.role IN ('admin', 'hub')) THEN
    RAISE EXCEPTION USING ERRCODE = 'CR403', MESSAGE = 'forbidden';
  END IF;
  FOR s IN SELECT * FROM audit.seal ORDER BY n LOOP
    SELECT * INTO stretch FROM audit.chain(s.prev, s.era, s.from_xid, s.upto_xid);
    IF s.n <> expected OR s.prev <> prev OR s.hash <> stretch.hash OR s.entries <> stretch.entries
      OR s.from_xid <> (CASE WHEN s.era = era THEN upto ELSE '0'::xid8 END)
    THEN
      broken := expected;
      EXIT;
    END IF;
    prev := s.hash;
    era := s.era;
    upto := s.upto_xid;
    expected := expected + 1;
    seals := seals + 1;
    total := total + s.entries;
  END LOOP;
  RETURN jsonb_build_object('ok', broken IS NULL, 'seals', seals, 'entries', total, 'brokenAt', broken);
END $$;

-- For the owner after a dump was restored into another cluster: a new epoch (every desktop resyncs), this cluster's
-- id, an empty feed. The old era of the audit log is sealed whole, because its xids mean nothing here.
CREATE FUNCTION feed.reset() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM audit.seal_upto(feed.era(), '18446744073709551615'::xid8);
  DELETE FROM feed.change;
  DELETE FROM feed.mark;
  UPDATE feed.meta m SET epoch = gen_random_uuid(), era = m.era + 1, floor = pg_current_xact_id(),
    sysid = (SELECT c.system_identifier::text FROM pg_control_system() c);
  PERFORM audit.write('feed.reset', NULL, (SELECT jsonb_build_object('epoch', m.epoch, 'era', m.era) FROM feed.meta m));
END $$;
