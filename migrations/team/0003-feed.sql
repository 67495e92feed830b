-- The change feed: which rows changed, in an order that a cursor can follow without ever missing one.
-- A cursor is safe below pg_snapshot_xmin: every transaction below it has ended, and whatever commits later has a
-- higher xid. A sequence or a timestamp alone loses rows, because commits do not happen in that order.

SET LOCAL ROLE crm_owner;

CREATE TABLE feed.change (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  tbl text NOT NULL,
  pk uuid NOT NULL,
  -- 'U' made or changed, 'D' deleted (the feed row is the tombstone).
  op "char" NOT NULL CHECK (op IN ('U', 'D')),
  -- Audience before and after: a row that moves to another team must also reach the team that loses it.
  -- Both null: the whole organisation.
  team_old int,
  team_new int,
  PRIMARY KEY (xid, seq)
);

-- Where the feed stood when, so that old changes can be purged without a time in every row.
CREATE TABLE feed.mark (
  at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
  xid xid8 NOT NULL
);

CREATE TABLE feed.meta (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch uuid NOT NULL DEFAULT gen_random_uuid(),
  -- A dump restored into another cluster has xids above that cluster's horizon: a pull would return nothing, silently.
  sysid text NOT NULL,
  -- Changes below were purged.
  floor xid8 NOT NULL DEFAULT '0',
  -- Counts resets; the audit log is sealed per era because xids start anew in another cluster.
  era int NOT NULL DEFAULT 1,
  schema_version int NOT NULL,
  min_client int NOT NULL
);
INSERT INTO feed.meta (sysid, schema_version, min_client)
  SELECT system_identifier::text, 1, 1 FROM pg_control_system();

CREATE FUNCTION feed.note_organisation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO feed.change (tbl, pk, op) SELECT TG_TABLE_NAME, o.id, 'D' FROM old_rows o;
  ELSE
    INSERT INTO feed.change (tbl, pk, op) SELECT TG_TABLE_NAME, n.id, 'U' FROM new_rows n;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION feed.note_team() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO feed.change (tbl, pk, op, team_new) SELECT TG_TABLE_NAME, n.id, 'U', n.team FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO feed.change (tbl, pk, op, team_old) SELECT TG_TABLE_NAME, o.id, 'D', o.team FROM old_rows o;
  ELSE
    INSERT INTO feed.change (tbl, pk, op, team_old, team_new)
      SELECT TG_TABLE_NAME, n.id, 'U', o.team, n.team FROM new_rows n JOIN old_rows o USING (id);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION crm.next_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION USING ERRCODE = 'CR001', MESSAGE = 'invalid';
  END IF;
  NEW.ver := OLD.ver + 1;
  RETURN NEW;
END $$;

CREATE FUNCTION crm.stamp_updated() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;

CREATE FUNCTION crm.refuse_truncate() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Row triggers and row-level security do not see a TRUNCATE: desktops would keep the rows for ever.
  RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'truncate_forbidden';
END $$;

-- What a login may see follows its role and teams: its desktops must fetch that scope anew.
CREATE FUNCTION crm.next_scope() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (NEW.teams, NEW.role, NEW.active) IS DISTINCT FROM (OLD.teams, OLD.role, OLD.active) THEN
    NEW.scope_epoch := OLD.scope_epoch + 1;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER scope BEFORE UPDATE ON crm.staff FOR EACH ROW EXECUTE FUNCTION crm.next_scope();

-- What every table that syncs has: versions, feed entries by p_note, no TRUNCATE.
CREATE FUNCTION crm.make_synced(p_table text, p_note regproc) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER version BEFORE UPDATE ON crm.%I
    FOR EACH ROW EXECUTE FUNCTION crm.next_version()', p_table);
  EXECUTE format('CREATE TRIGGER feed_insert AFTER INSERT ON crm.%I REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION %s()', p_table, p_note);
  EXECUTE format('CREATE TRIGGER feed_update AFTER UPDATE ON crm.%I
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION %s()', p_table, p_note);
  EXECUTE format('CREATE TRIGGER feed_delete AFTER DELETE ON crm.%I REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION %s()', p_table, p_note);
  EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON crm.%I
    FOR EACH STATEMENT EXECUTE FUNCTION crm.refuse_truncate()', p_table);
END $$;

SELECT crm.make_synced(t, 'feed.note_organisation') FROM unnest(ARRAY['staff', 'customer', 'application',
  'fee_component', 'payment', 'payment_attempt', 'payment_event', 'identifier']) t;
SELECT crm.make_synced(t, 'feed.note_team') FROM unnest(ARRAY['refund', 'refund_event']) t;
CREATE TRIGGER updated BEFORE UPDATE ON crm.refund FOR EACH ROW EXECUTE FUNCTION crm.stamp_updated();

DO $$ DECLARE kept text; BEGIN
  FOREACH kept IN ARRAY ARRAY['crm.customer_reference', 'crm.applicant_secret', 'crm.gateway_send', 'crm.command',
    'feed.change', 'feed.meta']
  LOOP
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s
      FOR EACH STATEMENT EXECUTE FUNCTION crm.refuse_truncate()', kept);
  END LOOP;
END $$;
